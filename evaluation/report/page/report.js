"use strict";
// Blocks are zlib data in base64; each is opened when it is looked at.
const unpack = async (id) => {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
};
const element = (name, kind, text) => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
};
const STEP = 60;
const list = document.getElementById("list"), more = document.getElementById("more"), status = document.getElementById("count");
const fields = Object.fromEntries(["search", "layer", "kind", "type"].map((name) => [name, document.getElementById(name)]));
const state = { articles: [], index: null, found: [], shown: 0 };

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
  button.append(element("b", "", article.id), element("span", "headline", article.headline), counts);
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
    template.innerHTML = await unpack(`b${article.place}`);
    if (!body.firstChild) body.append(template.content);
  }
  narrow(body);
  const here = `#article=${encodeURIComponent(article.id)}`;
  if (location.hash !== here) history.replaceState(null, "", here);
};
// Inside an article only the findings that the filter asks for are listed.
const narrow = (body) => {
  const type = fields.type.value === "" ? null : state.index.types[Number(fields.type.value)];
  for (const finding of body.querySelectorAll("tr[data-kind]")) {
    finding.hidden = Boolean((fields.layer.value && finding.dataset.layer !== fields.layer.value)
      || (fields.kind.value && finding.dataset.kind !== fields.kind.value)
      || (type !== null && !finding.dataset.types.split("\n").includes(type)));
  }
};
const extend = () => {
  const next = state.found.slice(state.shown, state.shown + STEP);
  list.append(...next.map(row));
  state.shown += next.length;
  more.hidden = state.shown >= state.found.length;
  more.textContent = `Show ${Math.min(STEP, state.found.length - state.shown)} more of ${state.found.length - state.shown}`;
};
const find = () => {
  const chosen = choice(), words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const filtered = chosen.layer >= 0 || chosen.kind >= 0 || chosen.type >= 0;
  state.found = [];
  for (const article of state.articles) {
    if (!words.every((word) => article.text.includes(word))) continue;
    const count = matching(article, chosen);
    if (count || !filtered) state.found.push({ article, count });
  }
  if (filtered) state.found.sort((a, b) => b.count - a.count);
  state.shown = 0;
  list.replaceChildren();
  extend();
  const findings = state.found.reduce((sum, { count }) => sum + count, 0);
  status.textContent = `${state.found.length} of ${state.articles.length} articles, ${findings} findings`;
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
  state.articles = state.index.articles.map(([id, headline, groups, words], place) => (
    { id, headline, groups, place, text: `${id} ${headline} ${words}`.toLowerCase() }));
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
