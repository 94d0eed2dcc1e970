"""The style sheet and the script of drawn articles: colours from the ontology, light and dark, for screen and print."""

from __future__ import annotations

from wirecopy.corpus.ontology import load_ontology

_SHEET = """
.wc-article { --ink: #1b1d22; --soft: #5b616e; --line: #d5d8de; --page: #fff; --panel: #f6f7f9; --mix: #fff;
  --share: 100%; --claim: #8a6100; --event: #1f4f8f; --on: #d6006c; color: var(--ink); background: var(--page);
  font: 1rem/1.75 Georgia, "Noto Serif", "DejaVu Serif", serif; }
@media (prefers-color-scheme: dark) {
  .wc-article { --ink: #e7e9ee; --soft: #a3aab8; --line: #3a404c; --page: #15171c; --panel: #1d2027; --mix: #15171c;
    --share: 34%; --claim: #e5b84a; --event: #8fbcff; --on: #ff6fb1; }
}
.wc-article * { box-sizing: border-box; }
.wc-head, .wc-lists, .wc-legend, .wc-ref, .wc-entity[data-label]::after, .wc-control::before, .wc-withheld {
  font-family: system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
.wc-head { border-bottom: 1px solid var(--line); margin: 0 0 1rem; padding: 0 0 .6rem; }
.wc-head h2 { font-size: 1.15rem; line-height: 1.3; margin: 0; }
.wc-head p { color: var(--soft); font-size: .85rem; line-height: 1.4; margin: .2rem 0 0; }
.wc-body { display: grid; gap: 1.5rem 2.5rem; grid-template-columns: minmax(0, 46rem) minmax(19rem, 1fr); }
@media (max-width: 64rem) { .wc-body { grid-template-columns: minmax(0, 1fr); } }
.wc-legend { color: var(--soft); display: flex; flex-wrap: wrap; font-size: .78rem; gap: .3rem .9rem; line-height: 1.7;
  list-style: none; margin: 0 0 1rem; padding: 0; }
.wc-text { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.wc-withheld { background: var(--panel); border-left: 4px solid var(--claim); margin: 0; padding: .8rem 1rem; }
[data-zone="headline"] { font-size: 1.3rem; font-weight: bold; line-height: 1.5; }
[data-zone="deck"] { font-size: 1.08rem; }
[data-zone="byline"], [data-zone="caption"] { font-size: .9rem; }
[data-zone="furniture"] { color: var(--soft); font-size: .8rem; }
.wc-entity { background: color-mix(in srgb, var(--colour, #ddd) var(--share), var(--mix)); padding: .1em 0; }
.wc-entity.wc-first { border-radius: .25em 0 0 .25em; padding-left: .2em; }
.wc-entity.wc-last { border-radius: 0 .25em .25em 0; padding-right: .2em; }
.wc-entity.wc-first.wc-last { border-radius: .25em; }
.wc-entity[data-label]::after { color: var(--ink); content: attr(data-label); font-size: .58rem; font-style: normal;
  font-weight: 600; letter-spacing: .03em; margin-left: .35em; opacity: .75; vertical-align: .18em; }
.wc-content { text-decoration: underline solid color-mix(in srgb, var(--claim) 75%, transparent) 1.5px;
  text-underline-offset: .28em; }
.wc-content[data-depth="2"] { text-decoration-style: double; }
.wc-content[data-depth="3"] { text-decoration: underline double color-mix(in srgb, var(--claim) 75%, transparent) 3px; }
.wc-source { box-shadow: inset 0 1.5px 0 var(--claim); }
.wc-cue { color: var(--claim); font-style: italic; font-weight: 600; }
.wc-entity.wc-cue { color: var(--ink); }
.wc-trigger { font-weight: bold; outline: 1.5px solid var(--event); outline-offset: 1px; border-radius: .15em; }
.wc-ref { border-radius: .3em; font-size: .62rem; font-style: normal; font-weight: 600; letter-spacing: .02em;
  line-height: 1; margin: 0 .25em 0 .1em; padding: .12em .35em; text-decoration: none; vertical-align: .25em; }
.wc-ref::before { content: attr(data-ref); }
.wc-ref-claim { border: 1px solid var(--claim); color: var(--claim); }
.wc-ref-event { background: var(--event); border: 1px solid var(--event); color: var(--page); }
.wc-control::before { border: 1px dashed var(--on); color: var(--on); content: attr(data-control); font-size: .62rem;
  margin: 0 .15em; padding: 0 .2em; }
.wc-lists { font-size: .88rem; line-height: 1.5; }
@media (min-width: 104rem) { .wc-body { grid-template-columns: minmax(0, 46rem) minmax(0, 1fr); }
  .wc-lists { align-items: start; display: grid; gap: 0 2.5rem;
    grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); } }
.wc-lists h3 { font-size: .95rem; margin: 0 0 .5rem; }
.wc-lists h3 small { color: var(--soft); font-weight: normal; }
.wc-lists ol { list-style: none; margin: 0 0 1.8rem; padding: 0; }
.wc-lists li { border-left: 3px solid var(--line); margin: 0 0 .55rem calc(min(var(--depth, 0), 6) * 1.1rem);
  padding: .1rem 0 .1rem .7rem; }
.wc-list-entities { columns: 15rem; }
.wc-list-entities li { break-inside: avoid; }
.wc-lists li p, .wc-lists dl { margin: 0; }
.wc-quoted::before { content: "“"; }
.wc-quoted::after { content: "”"; }
.wc-none { color: var(--soft); }
.wc-said-by { font-weight: 600; }
.wc-said { color: var(--claim); font-style: italic; font-weight: 600; }
.wc-attributes { color: var(--soft); font-size: .78rem; }
.wc-attributes b { color: var(--ink); }
.wc-lists dl { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.wc-lists dl div { display: flex; gap: .35rem; min-width: 0; }
.wc-lists dt { color: var(--soft); }
.wc-lists dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.wc-type { background: color-mix(in srgb, var(--colour, #ddd) var(--share), var(--mix)); border-radius: .3em;
  color: var(--ink); font-size: .8rem; font-weight: 600; padding: .05em .4em; }
.wc-article a { color: inherit; }
.wc-article a:focus-visible { outline: 2px solid var(--on); outline-offset: 2px; }
.wc-article .wc-ref-claim { color: var(--claim); }
.wc-article .wc-ref-event { color: var(--page); }
li.wc-on { background: var(--panel); border-left-color: var(--on) !important; }
.wc-text .wc-on { box-shadow: 0 2px 0 var(--on), 0 -2px 0 var(--on); }
@media print { .wc-body { display: block; } .wc-lists li { break-inside: avoid; }
  .wc-article { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
""".strip()

# What the mouse or the keyboard points at lights up on both sides: in the text and in the lists.
SCRIPT = """
const light = (event) => {
  const article = event.target.closest?.(".wc-article"), part = event.target.closest?.("[data-unit]");
  for (const lit of document.querySelectorAll(".wc-on")) lit.classList.remove("wc-on");
  if (!article || !part) return;
  for (const unit of part.dataset.unit.split(" "))
    if (/^[ecv][0-9]+$/.test(unit))
      for (const same of article.querySelectorAll(`[data-unit~="${unit}"]`)) same.classList.add("wc-on");
};
document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);
""".strip()


def sheet() -> str:
    """Return the style sheet with one colour for each entity type and event type of the ontology."""
    ontology = load_ontology()
    colours = [(f'[data-type="{name}"]', row.colour) for name, row in ontology.entities.items()]
    colours += [(f'.wc-type[data-event="{name}"]', row.colour) for name, row in ontology.events.types.items()]
    return "\n".join([_SHEET, *(f"{where} {{ --colour: {colour}; }}" for where, colour in colours)])


STYLE = sheet()
