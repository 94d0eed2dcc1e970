"use strict";
const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// Sorting: a button in a column's head orders its table; a cell's value is its data-value, else its text.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  for (const button of table.querySelectorAll("th button")) {
    const head = button.parentElement;
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending";
      for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      table.classList.toggle("ranked", head.dataset.rank === "yes" && !up);
      const value = (row) => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent.trim();
      const number = (text) => (text === "-" || text === "" ? NaN : Number(text));
      const rows = [...body.rows].map((row) => [row, value(row)]);
      rows.sort(([, x], [, y]) => {
        if (x === y) return 0;
        if (x === "-" || y === "-") return x === "-" ? 1 : -1; // what is not known comes last either way
        const n = number(x) - number(y);
        return (Number.isNaN(n) ? x.localeCompare(y) : n) * (up ? 1 : -1);
      });
      body.append(...rows.map(([row]) => row));
    });
  }
}

// Tasks as tabs: arrow keys move between them.
for (const list of document.querySelectorAll("[role=tablist]")) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const select = (chosen, focus) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
    if (focus) chosen.focus();
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -place, End: tabs.length - 1 - place }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      select(tabs[(place + step + tabs.length) % tabs.length], true);
    });
  });
  if (tabs.length) select(tabs[0]);
}

// Filtering: a row stays if its system or organisation holds the words.
for (const input of document.querySelectorAll("input[data-filter]")) {
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase();
    const board = input.closest("[data-board]");
    let systems = 0;
    for (const row of board.querySelectorAll("[data-search]")) {
      row.hidden = !row.dataset.search.toLowerCase().includes(words);
      if (!row.hidden && row.classList.contains("system")) systems += 1;
    }
    board.querySelector("[data-count]").textContent = words ? `${systems} submission${systems === 1 ? "" : "s"}` : "";
  });
}

// A system's panel is filled when it is first opened; a permalink opens the system it names.
const fill = (panel) => {
  const template = panel.querySelector("template");
  if (template) template.replaceWith(template.content);
};
for (const panel of document.querySelectorAll("details.system")) {
  panel.addEventListener("toggle", () => panel.open && fill(panel));
}
const open = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.matches("details.system")) return;
  fill(target);
  target.open = true;
  target.hidden = false;
  target.scrollIntoView();
  target.querySelector("summary").focus({ preventScroll: true });
};
window.addEventListener("hashchange", open);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) open(); // the same permalink again
});
open();

// On paper everything but the systems' panels is open.
const closed = [];
window.addEventListener("beforeprint", () => {
  for (const panel of document.querySelectorAll("details:not(.system):not([open])")) { panel.open = true; closed.push(panel); }
});
window.addEventListener("afterprint", () => { for (const panel of closed.splice(0)) panel.open = false; });

// Differences: all pairs of a small board; of a large one the best 40, or one system against everybody.
const MOST = 40, ROOM = 12;
const rate = (value) => value.toFixed(3).replace(/^(-?)0/, "$1");
const signed = (value) => (value < 0 ? "−" : "+") + rate(Math.abs(value));
for (const panel of document.querySelectorAll("details.pairs")) {
  const build = () => {
    const data = JSON.parse(panel.querySelector("script").textContent);
    const choice = panel.querySelector("select"), room = panel.querySelector(".wide");
    const many = data.names.length;
    const pair = (table, i, j) => (i < j ? table[i][j - i - 1] : table[j][i - j - 1]);
    const verdict = (i, j) => {
      const holm = pair(data.holm, i, j);
      if (holm === null || holm >= data.alpha) return ["·", ""];
      return data.scores[i] > data.scores[j] ? ["▲", "yes"] : ["▼", "yes worse"];
    };
    const text = (p) => (p === null ? "–" : p < 0.001 ? "< .001" : rate(p));
    const grid = () => {
      const shown = [...data.names.keys()].slice(0, MOST);
      const table = element("table"), head = element("tr"), body = element("tbody");
      head.append(element("th", "row against column", { scope: "col", class: "words" }));
      for (const j of shown) {
        const cell = element("th", undefined, { scope: "col", title: data.names[j] });
        cell.append(shown.length > 6 ? element("span", data.names[j].slice(0, 28), { class: "upright" }) : data.names[j]);
        head.append(cell);
      }
      for (const i of shown) {
        const row = element("tr");
        row.append(element("th", data.names[i], { scope: "row", class: "words" }));
        for (const j of shown) {
          if (i === j) { row.append(element("td", "")); continue; }
          const [sign, kind] = verdict(i, j);
          const said = `${signed(data.scores[i] - data.scores[j])}, p ${text(pair(data.p, i, j))}, corrected ${text(pair(data.holm, i, j))}`;
          const cell = element("td", sign, { class: kind, title: said });
          if (shown.length <= ROOM) {
            const by = element("span", ` ${signed(data.scores[i] - data.scores[j])}`, { class: "by" });
            by.append(element("small", `p ${text(pair(data.holm, i, j))}`));
            cell.append(by);
          }
          row.append(cell);
        }
        body.append(row);
      }
      table.append(element("thead"), body);
      table.tHead.append(head);
      return table;
    };
    const one = (i) => {
      const table = element("table"), head = element("tr"), body = element("tbody");
      for (const [name, kind] of [["against", "words"], ["F1", "num"], ["difference", "num"], ["p", "num"], ["p corrected", "num"], ["", ""]]) {
        head.append(element("th", name, { scope: "col", class: kind }));
      }
      for (const j of data.names.keys()) {
        if (i === j) continue;
        const [sign, kind] = verdict(i, j), row = element("tr");
        row.append(element("th", data.names[j], { scope: "row", class: "words" }), element("td", rate(data.scores[j]), { class: "num" }),
          element("td", signed(data.scores[i] - data.scores[j]), { class: "num" }), element("td", text(pair(data.p, i, j)), { class: "num" }),
          element("td", text(pair(data.holm, i, j)), { class: "num" }), element("td", sign, { class: kind }));
        body.append(row);
      }
      table.append(element("thead"), body);
      table.tHead.append(head);
      return table;
    };
    choice.append(element("option", many > MOST ? `the best ${MOST} of ${many}` : "all pairs", { value: "-1" }));
    data.names.forEach((name, i) => choice.append(element("option", `${i + 1}. ${name}`, { value: String(i) })));
    const draw = () => room.replaceChildren(choice.value === "-1" ? grid() : one(Number(choice.value)));
    choice.addEventListener("change", draw);
    draw();
  };
  panel.addEventListener("toggle", () => panel.open && build(), { once: true });
}
