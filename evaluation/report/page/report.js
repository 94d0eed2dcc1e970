"use strict";
const element = (name, kind, text) => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
};
const STEP = 60;
const list = document.getElementById("list"), more = document.getElementById("more"), status = document.getElementById("count");
const fields = Object.fromEntries(["search", "layer", "kind", "type"].map((name) => [name, document.getElementById(name)]));
const state = { articles: [], index: null, found: [], shown: 0, words: [], read: 0, reading: null };

// Blocks are zlib data in base64: in the page itself, or in files beside it, each of which is loaded when it is needed.
const brought = new Map(), loading = new Map();
window.wirecopyBlocks = (blocks) => { for (const [name, data] of Object.entries(blocks)) brought.set(name, data); };
const load = (file) => {
  if (!loading.has(file)) {
    loading.set(file, new Promise((done, failed) => {
      const script = element("script");
      script.src = file;
      script.onload = () => { script.remove(); done(); };
      script.onerror = () => { script.remove(); loading.delete(file); failed(new Error(`${file} could not be read: keep it beside this page.`)); };
      document.head.append(script);
    }));
  }
  return loading.get(file);
};
const block = async (name) => {
  const own = document.getElementById(name);
  if (own) return own.textContent;
  const { folder, together } = state.index.files, number = Number(name.slice(1));
  const file = name[0] === "b" ? `b${Math.floor(number / together)}` : name;
  if (!brought.has(name)) await load(`${encodeURIComponent(folder)}/${file}.js`);
  if (!brought.has(name)) throw new Error(`${folder}/${file}.js does not belong to this page.`);
  return brought.get(name);
};
const unpack = async (name) => {
  const bytes = Uint8Array.from(atob(await block(name)), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
};

// Texts are read when somebody searches, chunk by chunk; what is found so far is shown meanwhile.
const readTexts = async () => {
  const { articles, index: { chunk } } = state;
  for (let start = 0; start < articles.length; start += chunk) {
    const name = `t${start / chunk}`;
    JSON.parse(await unpack(name)).forEach((text, place) => { articles[start + place].text = text; });
    brought.delete(name);
    state.read = Math.min(start + chunk, articles.length);
    tell();
  }
};
const pattern = (word) => new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");

// What an article has of the chosen layer, kind and type: [layer, kind, types ..., count] are its groups.
const matching = (article, chosen) => {
  let count = 0;
  for (const group of article.groups) {
    if (chosen.layer >= 0 && group[0] !== chosen.layer) continue;
    if (chosen.kind >= 0 && group[1] !== chosen.kind) continue;
    if (chosen.type >= 0 && !group.slice(2, -1).includes(chosen.type)) continue;
    count += group[group.length - 1];
  }
  return count;
};
const choice = () => ({
  layer: state.index.layers.indexOf(fields.layer.value),
  kind: state.index.kinds.indexOf(fields.kind.value),
  type: fields.type.value === "" ? -1 : Number(fields.type.value),
});
// Where the text holds a searched word that neither id nor headline holds: the words around it.
const around = (article) => {
  for (const word of state.words) {
    const found = article.text && !word.test(article.name) && word.exec(article.text);
    if (!found) continue;
    const start = Math.max(0, found.index - 50), end = found.index + found[0].length;
    const shown = element("span", "around", `${start ? "…" : ""}${article.text.slice(start, found.index)}`);
    shown.append(element("mark", "", found[0]), `${article.text.slice(end, end + 60)}…`);
    return shown;
  }
  return "";
};
const row = ({ article, count }) => {
  const item = element("li"), button = element("button", "opener"), body = element("div", "body");
  button.type = "button";
  button.id = `o${article.place}`;
  button.setAttribute("aria-expanded", "false");
  body.hidden = true;
  body.id = `body${article.place}`;
  button.setAttribute("aria-controls", body.id);
  const kinds = new Map();
  for (const group of article.groups) kinds.set(group[1], (kinds.get(group[1]) ?? 0) + group[group.length - 1]);
  const words = [...kinds].sort((a, b) => a[0] - b[0]).map(([kind, n]) => `${n} ${fields.kind.options[kind + 1].textContent}`);
  const counts = element("span", "counts");
  counts.append(element("b", "", String(count)), words.length ? ` (${words.join(", ")})` : "");
  button.append(element("b", "", article.id), article.failed ? element("span", "stamp", "failed") : "",
    element("span", "headline", article.headline), counts, around(article));
  button.addEventListener("click", () => toggle(button, body, article));
  item.append(button, body);
  return item;
};
const toggle = async (button, body, article, open = button.getAttribute("aria-expanded") !== "true") => {
  button.setAttribute("aria-expanded", String(open));
  body.hidden = !open;
  if (!open) return;
  if (!body.firstChild) {
    const template = document.createElement("template");
    try {
      template.innerHTML = await unpack(`b${article.place}`);
    } catch (error) {
      body.replaceChildren(element("p", "failed", error.message));
      return;
    }
    if (!body.firstChild) body.append(article.failed ? element("p", "failed", `Failed and scored as empty: ${article.failed}`) : "", template.content);
  }
  narrow(body);
  mark(body);
  const here = `#article=${encodeURIComponent(article.id)}`;
  if (location.hash !== here) history.replaceState(null, "", here);
};
// Inside an article only the findings that the filter asks for are listed.
const narrow = (body) => {
  const type = fields.type.value === "" ? null : state.index.types[Number(fields.type.value)];
  const kind = fields.kind.value === "failed" ? "" : fields.kind.value;
  for (const finding of body.querySelectorAll("tr[data-kind]")) {
    finding.hidden = Boolean((fields.layer.value && finding.dataset.layer !== fields.layer.value)
      || (kind && finding.dataset.kind !== kind)
      || (type !== null && !finding.dataset.types.split("\n").includes(type)));
  }
};
// Searched words light up in the text of an opened article, where the browser can do that without touching it.
const mark = (body) => {
  const text = body.querySelector(".wc-text");
  if (!text || !window.Highlight || !state.words.length) return;
  const nodes = [], walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let length = 0;
  while (walker.nextNode()) { nodes.push([walker.currentNode, length]); length += walker.currentNode.length; }
  const whole = text.textContent;
  // A range starts in the piece that holds its first character and ends in the one that holds its last.
  const at = (place, first) => {
    const [node, start] = nodes.findLast(([, begin]) => (first ? begin <= place : begin < place));
    return [node, place - start];
  };
  const ranges = CSS.highlights.get("searched") ?? new Highlight();
  for (const word of state.words) {
    for (const found of whole.matchAll(new RegExp(word.source, "giu"))) {
      const range = document.createRange();
      range.setStart(...at(found.index, true));
      range.setEnd(...at(found.index + found[0].length, false));
      ranges.add(range);
    }
  }
  CSS.highlights.set("searched", ranges);
};
const extend = () => {
  const next = state.found.slice(state.shown, state.shown + STEP);
  list.append(...next.map(row));
  state.shown += next.length;
  more.hidden = state.shown >= state.found.length;
  more.textContent = `Show ${Math.min(STEP, state.found.length - state.shown)} more of ${state.found.length - state.shown}`;
};
const tell = () => {
  const findings = state.found.reduce((sum, { count }) => sum + count, 0), many = state.articles.length;
  const unread = state.words.length && state.read < many ? `, reading texts: ${Math.floor(100 * state.read / many)}%` : "";
  status.textContent = `${state.found.length} of ${many} articles, ${findings} findings${unread}`;
};
const find = () => {
  const chosen = choice(), failed = fields.kind.value === "failed";
  const filtered = chosen.layer >= 0 || chosen.kind >= 0 || chosen.type >= 0;
  state.words = fields.search.value.split(/\s+/).filter(Boolean).map(pattern);
  window.CSS?.highlights?.clear();
  state.found = [];
  for (const article of state.articles) {
    if (failed && !article.failed) continue;
    const count = matching(article, chosen);
    if (filtered && !count) continue;
    if (state.words.every((word) => word.test(article.name) || word.test(article.text))) state.found.push({ article, count });
  }
  if (filtered) state.found.sort((a, b) => b.count - a.count);
  state.shown = 0;
  list.dataset.only = fields.layer.value;
  list.replaceChildren();
  extend();
  tell();
  if (state.words.length && !state.reading) state.reading = readTexts().then(again, broken);
};
// After the texts are read: what is open stays open where they change nothing.
const again = () => {
  const before = state.found.map(({ article }) => article.place).join();
  const rows = [...list.children], shown = state.shown;
  find();
  if (before !== state.found.map(({ article }) => article.place).join()) return;
  list.replaceChildren(...rows);
  state.shown = shown;
};
const broken = (error) => {
  state.reading = null;
  status.textContent = error.message;
};
const opened = () => {
  const match = /^#article=(.*)$/.exec(location.hash);
  if (!match) return;
  const name = decodeURIComponent(match[1]);
  let place = state.found.findIndex(({ article }) => article.id === name);
  if (place < 0) { clear(); place = state.found.findIndex(({ article }) => article.id === name); }
  if (place < 0) return;
  while (state.shown <= place) extend();
  const button = list.children[place].querySelector(".opener");
  toggle(button, button.nextElementSibling, state.found[place].article, true);
  button.scrollIntoView();
  button.focus({ preventScroll: true });
};
const clear = () => {
  for (const field of Object.values(fields)) field.value = "";
  find();
};
const light = (article, units) => {
  for (const lit of document.querySelectorAll(".wc-on")) lit.classList.remove("wc-on");
  const parts = units.filter((unit) => /^[ecv][0-9]+$/.test(unit)).flatMap((unit) => [...article.querySelectorAll(`[data-unit~="${unit}"]`)]);
  for (const part of parts) part.classList.add("wc-on");
  return parts;
};
const point = (event) => {
  const article = event.target.closest?.(".wc-article"), part = event.target.closest?.(".wc-article [data-unit]");
  if (article && part) light(article, part.dataset.unit.split(" "));
};
document.addEventListener("pointerover", point);
document.addEventListener("focusin", point);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (!button) return;
  const parts = light(button.closest(".body").querySelector(".wc-article"), [button.dataset.go]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (parts.length) parts[0].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
});
// "/" goes to the search, the arrow keys move between articles.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, select")) {
    event.preventDefault();
    fields.search.focus();
  }
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.matches(".opener, #search")) {
    const openers = [...list.querySelectorAll(".opener")];
    const next = openers[openers.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  }
});
more.addEventListener("click", () => {
  const first = state.shown;
  extend();
  list.children[first]?.querySelector(".opener").focus();
});
document.getElementById("clear").addEventListener("click", clear);
let waiting = 0;
fields.search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(find, 120); });
for (const name of ["layer", "kind", "type"]) fields[name].addEventListener("change", find);
window.addEventListener("hashchange", opened);
unpack("index").then((text) => {
  state.index = JSON.parse(text);
  state.articles = state.index.articles.map(([id, headline, groups, failed], place) => (
    { id, headline, groups, failed, place, name: `${id} ${headline}`, text: "" }));
  const types = state.index.types.map((name, place) => [name, place]).sort(([a], [b]) => a.localeCompare(b));
  for (const [name, place] of types) {
    const option = element("option", "", name);
    option.value = String(place);
    fields.type.append(option);
  }
  document.querySelector(".finder").hidden = false;
  find();
  opened();
  document.documentElement.dataset.ready = "yes";
});
