"""The page of two runs: what one found that the other missed, and whether the difference is more than chance."""

import json
import re
from html import unescape
from pathlib import Path

import msgspec
import pytest
from report_pages import GOLD, HOSTILE, PREDICTED, TEXT, elements, unpacked

from wirecopy.conf.cli import run
from wirecopy.corpus import load
from wirecopy.corpus.lines import write_lines
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Metadata
from wirecopy.corpus.units import claims_of, entities_of
from wirecopy.evaluation import compare, score
from wirecopy.evaluation.report import Side, comparison_html


def side(name: str, predicted: Annotation) -> Side:
    return Side(name, score([GOLD], [predicted], errors=True, resamples=10), [predicted])


def test_two_runs_are_told_apart() -> None:
    one = msgspec.structs.replace(PREDICTED, entities=(Entity(0, 4, "GPE"), Entity(13, 18, "EVENT")))
    other = msgspec.structs.replace(
        PREDICTED, entities=(Entity(39, 43, "PER"), Entity(13, 18, "EVENT"), Entity(30, 38, "PER")), claims=GOLD.claims
    )
    html = comparison_html((side("Alpha <b>", one), side("Beta", other)), [Article("a-1", GOLD, TEXT)])
    _, [block], _ = unpacked(html)
    rows = re.findall(r'<tr data-layer="(\w+)" data-kind="(\w+)"', block)
    assert [kind for layer, kind in rows if layer == "entities"] == [
        "first", "second", "neither", "madesecond", "madeboth",
    ]  # fmt: skip
    assert [kind for layer, kind in rows if layer == "claims"] == ["second"]
    assert [kind for layer, kind in rows if layer == "events"] == ["neither", "madeboth"]
    assert "right in Alpha &lt;b&gt; only" in html
    assert "<b>" not in block.replace("<bdi", "").partition("wc-article")[0]


def test_runs_of_other_data_are_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = []
    for split in ("train", "validation"):
        predictions = tmp_path / f"{split}.jsonl"
        write_lines(predictions, [a.annotation for a in load(split)])
        folders.append(tmp_path / split)
        overrides = ["system=predictions", f"system.path={predictions}", f"data.split={split}"]
        assert run(["evaluate", *overrides, f"hydra.run.dir={folders[-1]}"]) == 0
    assert run(["report", *map(str, folders)]) == 2
    assert "scored on data" in capsys.readouterr().err
    assert run(["report", str(folders[0]), str(folders[0]), "--out", str(tmp_path / "both.html")]) == 0
    index = unpacked((tmp_path / "both.html").read_text(encoding="utf-8")).index
    assert all(groups == [] for _, _, groups in index["articles"])


def wrong(article: Article, step: int) -> Annotation:
    """Return the gold less every so-manieth entity and claim."""
    gold = article.annotation
    return Annotation(
        article.id,
        tuple(unit for i, unit in enumerate(entities_of(gold)) if i % step),
        tuple(msgspec.structs.replace(unit, parent=None) for i, unit in enumerate(claims_of(gold)) if i % step),
        gold.events,
    )


def compared() -> tuple[list[Article], dict[str, list[Annotation]], str]:
    articles = load("train,validation,test")
    runs = {"Alpha": [wrong(a, 2) for a in articles], "Beta": [wrong(a, 4) for a in articles]}
    gold = [a.line() for a in articles]
    one, other = (Side(name, score(gold, lines, errors=True, resamples=50), lines) for name, lines in runs.items())
    return articles, runs, comparison_html((one, other), articles)


def cells(html: str, section: str, name: str) -> list[str]:
    """Return the cells of the first row of that name after a heading."""
    rest = html[html.index(f'<h2 id="{section}">') :]
    row = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', rest, re.DOTALL)
    assert row, name
    return [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)]


def test_differences_are_tested_as_compare_does() -> None:
    articles, runs, html = compared()
    gold = [a.line() for a in articles]
    for measure, shown in (
        ("headline.mean", "mean of the three"),
        ("entities.strict", "entities.strict"),
        ("claims.cue.exact", "claims.cue.exact"),
        ("events.TC", "events.TC"),
    ):
        [pair] = compare(gold, runs, measure=measure, test="randomization")["pairs"]
        # The page gives second minus first, compare the better first.
        difference = pair["difference"] if pair["a"] == "Beta" else -pair["difference"]
        found = cells(html, "measures", shown)
        assert found[4] == ("+" if difference >= 0 else "−") + f"{abs(difference):.3f}".removeprefix("0"), measure
        p = pair["p"]
        assert found[6] == ("< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")), measure
    assert cells(html, "measures", "events.TC")[4:] == ["+.000", cells(html, "measures", "events.TC")[5], "1.000"]


def test_types_and_confusion_stand_side_by_side() -> None:
    articles, runs, html = compared()
    gold = [unit for a in articles for unit in entities_of(a.annotation)]
    people = {name: [u for line in lines for u in entities_of(line) if u.type == "PER"] for name, lines in runs.items()}
    kind = cells(html, "types", "PER")
    total = sum(unit.type == "PER" for unit in gold)
    f1 = [f"{2 * len(found) / (total + len(found)):.3f}".removeprefix("0") for found in people.values()]
    assert kind[:3] == [str(total), *f1]
    rest = html[html.index('<h2 id="confusion">') :]
    columns = re.findall(r'<th scope="col"><span>([^<]*)</span>', rest[: rest.index("</thead>")])
    row = dict(zip(columns, cells(html, "confusion", "PER"), strict=True))
    assert row["PER"] == " / ".join(str(len(found)) for found in people.values())
    assert row["(none)"] == " / ".join(str(total - len(found)) for found in people.values())
    alone = cells(html, "alone", "entities")
    wrong_in = [{(a, u) for a, line in enumerate(lines) for u in entities_of(line)} for lines in runs.values()]
    assert alone[:2] == [str(len(wrong_in[0] - wrong_in[1])), str(len(wrong_in[1] - wrong_in[0]))]
    assert alone[3:] == ["0", "0", "0"]


def test_runs_under_a_mapping_are_tested_under_it() -> None:
    articles = load("train")
    lines = [wrong(a, 3) for a in articles]
    gold = [a.line() for a in articles]
    results = score(gold, lines, errors=True, resamples=10, mapping="conll", tasks=["entities"])
    html = comparison_html((Side("Alpha", results, lines), Side("Beta", results, lines)), articles)
    assert cells(html, "measures", "entities.conll.strict")[4] == "+.000"
    assert "mean of the three" not in html


def test_articles_that_failed_in_either_run_are_shown() -> None:
    articles = load("train")
    lines = [wrong(a, 3) for a in articles]
    results = score([a.line() for a in articles], lines, errors=True, resamples=10)
    name = articles[0].id
    failed = [{"id": name, "error": "<b>no</b> answer"}]
    sides = [Side(side, {**results, "run": {"system": side, "failed": failed}}, lines) for side in ("Alpha", "Beta")]
    html = comparison_html((sides[0], sides[1]), articles)
    assert html.count("<strong>1 article failed in ") == 2
    assert "&lt;b&gt;no&lt;/b&gt; answer" in html
    failed = {row[0]: row[3] for row in unpacked(html).index["articles"] if len(row) > 3}
    assert failed == {name: "Alpha: <b>no</b> answer; Beta: <b>no</b> answer"}


def test_hostile_names_types_and_errors_are_inert() -> None:
    layers = Annotation("a-1", (Entity(0, 8, HOSTILE),), (Claim(((0, 9),), id=HOSTILE, source_type=HOSTILE),), ())
    article = Article("a-1", layers, HOSTILE, metadata=Metadata(headline=HOSTILE, url="javascript:alert(1)"))
    lines = [Annotation("a-1", (Entity(1, 9, HOSTILE),), (), (Event(HOSTILE, ((3, 9),)),))]
    results = score([article.line()], lines, errors=True, resamples=10)
    failed = {"run": {"system": HOSTILE, "failed": [{"id": HOSTILE, "error": HOSTILE}]}}
    data = {"data": {**results["data"], "name": HOSTILE, "split": HOSTILE}, "signature": HOSTILE}
    sides = [Side(f"{HOSTILE}{n}", {**results, **failed, **data}, lines) for n in range(2)]
    html = comparison_html((sides[0], sides[1]), [article])
    index, [block], texts = unpacked(html)
    for part in (html, block):
        found = elements(part)
        assert not any(tag == "img" for tag, _ in found)
        assert not any(name.startswith("on") for _, attributes in found for name in attributes)
        assert not any((attributes.get("href") or "#")[0] != "#" for _, attributes in found)
        assert "\u202e" not in part
    assert "\u202e" not in json.dumps([index, texts], ensure_ascii=False)
    assert sum(tag == "script" and "type" not in attributes for tag, attributes in elements(html)) == 1
    assert not any(tag == "script" for tag, _ in elements(block))
