"""The error browser in a real browser: opening, filtering, searching, keyboard, two runs, ten thousand articles."""

import re
import shutil
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_pages import SPLIT, fits, picture, serious, spoilt

from wirecopy.corpus import load
from wirecopy.corpus.model import Annotation, Article
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation import score
from wirecopy.evaluation.report import write_report

pytestmark = pytest.mark.slow


def opened(visit: Any, path: Path, anchor: str = "", **options: Any) -> Any:
    page = visit(**options).open(path, anchor)
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    return page


def counts(page: Any) -> list[int]:
    return [int(text) for text in page.locator(".opener .counts b").all_inner_texts()]


def test_articles_come_worst_first_and_open(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    assert counts(page) == sorted(counts(page), reverse=True)
    assert len(counts(page)) == len(load(SPLIT))
    assert page.locator(".wc-text").count() == 0
    page.locator(".opener").first.click()
    body = page.locator(".body").first
    body.locator(".wc-text").wait_for()
    assert body.locator("tr[data-kind]").count() == counts(page)[0]
    assert body.locator("[data-state~=entity-missed]").count() > 0
    assert body.locator("li[data-state]").count() > 0
    body.locator(".wc-text").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.wc-article').scrollIntoView()")
    picture(page, "report-article")
    page.locator(".opener").first.click()
    assert not body.is_visible()


def test_the_text_is_the_articles_text(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    texts = {article.id: article.text for article in load(SPLIT)}
    page.locator(".opener").nth(1).click()
    page.locator(".wc-text").wait_for()
    name = page.locator(".opener[aria-expanded=true] > b").inner_text()
    assert page.locator(".wc-text").evaluate("node => node.textContent") == texts[name]


def test_filtering_and_searching(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    every = sum(counts(page))
    page.get_by_label("Kind").select_option("missed")
    missed = sum(counts(page))
    assert 0 < missed < every
    page.get_by_label("Layer").select_option("claims")
    assert 0 < sum(counts(page)) < missed
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    kinds = page.locator("tr[data-kind]:not([hidden])").evaluate_all(
        "rows => rows.map(r => r.dataset.layer + r.dataset.kind)"
    )
    assert set(kinds) == {"claimsmissed"}
    page.get_by_role("button", name="Clear").click()
    page.locator("select#type").select_option("PER")
    assert 0 < sum(counts(page)) < every
    page.get_by_role("button", name="Clear").click()
    page.keyboard.press("/")
    name = load(SPLIT)[0].id
    page.keyboard.type(name)
    page.locator("#count", has_text=re.compile("^1 of")).wait_for()
    assert page.locator(".opener").count() == 1


def test_by_keyboard_alone(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".opener").nth(1).get_attribute("aria-expanded") == "true"
    page.locator(".body .wc-text").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.go") is not None
    page.keyboard.press("Enter")
    assert page.locator(".wc-text .wc-on, .wc-lists .wc-on").count() > 0


def test_a_link_opens_an_article(runs: tuple[Path, Path], visit: Any) -> None:
    name = load(SPLIT)[-1].id
    page = opened(visit, runs[0] / "report.html", f"#article={name}")
    page.locator(".wc-text").wait_for()
    assert page.locator(".opener[aria-expanded=true] > b").inner_text() == name


def test_two_runs_show_what_one_found_alone(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[1] / "comparison.html")
    picture(page, "report-comparison")
    page.get_by_label("Kind").select_option("first")
    first = sum(counts(page))
    page.get_by_label("Kind").select_option("second")
    second = sum(counts(page))
    assert first > 0
    assert second > 0
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    rows = page.locator("tr[data-kind]:not([hidden])")
    assert rows.count() == counts(page)[0]
    assert all("right" in text for text in rows.locator("td:nth-child(4)").all_inner_texts())


def test_two_runs_are_compared_in_figures(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[1] / "comparison.html")
    measures = page.get_by_role("region", name="Measures")
    assert measures.locator("thead th").all_inner_texts()[5:] == ["difference", "95% interval", "p"]
    p_values = measures.locator("tbody tr.headline td:last-child").all_inner_texts()
    assert len(p_values) == 4
    assert all(re.fullmatch(r"< \.001|\.\d{3}|1\.000", text) for text in p_values)
    page.locator("#confusion ~ details summary").nth(1).click()
    cells = page.get_by_role("region", name="Confusion of events").locator("td.other")
    assert cells.count() > 0
    assert all(re.fullmatch(r"\d+ / \d+", text) for text in cells.all_inner_texts())
    page.locator("#measures").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('alone').scrollIntoView()")
    picture(page, "report-comparison-figures")


def test_the_text_is_searched_and_lights_up(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    articles = load(SPLIT)
    # The longest word that one text alone has, and that no headline has.
    texts = {a.id: (a.text or "").lower() for a in articles}
    words = {w: n for n, text in texts.items() for w in re.findall(r"[a-z]{9,}", text)}
    name, word = next(
        (name, word)
        for word, name in sorted(words.items(), key=lambda row: -len(row[0]))
        if sum(word in text for text in texts.values()) == 1
        and not any(word in f"{a.id} {a.metadata.headline}".lower() for a in articles)
    )
    page.get_by_label("Search").fill(word.upper())
    page.locator("#count", has_text=re.compile("^1 of [0-9]+ articles, [0-9]+ findings$")).wait_for()
    assert page.locator(".opener > b").inner_text() == name
    assert page.locator(".opener .around mark").inner_text().lower() == word
    page.locator(".opener").click()
    page.locator(".wc-text").wait_for()
    lit = page.evaluate("[...CSS.highlights.get('searched')].map(range => range.toString().toLowerCase())")
    assert lit
    assert set(lit) == {word}
    page.get_by_role("button", name="Clear").click()
    assert page.locator(".opener").count() == len(articles)
    assert page.evaluate("CSS.highlights.size") == 0


def test_one_layer_is_drawn_alone(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    page.locator(".opener").first.click()
    claims, events = page.locator(".wc-list-claims"), page.locator(".wc-list-events")
    claims.wait_for()
    assert events.is_visible()
    page.get_by_label("Layer").select_option("claims")
    page.locator(".opener").first.click()
    claims.wait_for()
    assert not events.is_visible()
    assert not page.locator(".wc-text .wc-ref-event").first.is_visible()
    ground = "getComputedStyle(document.querySelector('.wc-text .wc-entity')).backgroundColor"
    assert page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    page.get_by_label("Layer").select_option("entities")
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    assert page.evaluate(ground) != "rgba(0, 0, 0, 0)"
    assert not claims.is_visible()


def test_failed_articles_stand_out(runs: tuple[Path, Path], tmp_path: Path, visit: Any) -> None:
    articles = load(SPLIT)
    empty = [Annotation(a.id, (), (), ()) for a in articles]
    results = score([a.annotation for a in articles], empty, errors=True, resamples=10)
    failed = [{"id": articles[1].id, "error": "ValueError: <b>no JSON</b> in the answer"}]
    path = tmp_path / "report.html"
    write_report(path, {**results, "run": {"system": "Broken", "seconds": 1.0, "failed": failed}}, articles, empty)
    page = opened(visit, path)
    note = page.get_by_role("region", name="Failed articles")
    assert "1 article failed and was scored as empty" in note.inner_text()
    note.get_by_role("link").click()
    page.locator(".body .wc-text").wait_for()
    assert page.locator(".opener[aria-expanded=true] .stamp").inner_text() == "failed"
    assert "<b>no JSON</b>" in page.locator(".body .failed").inner_text()
    page.evaluate("scrollTo(0, 0)")
    picture(page, "report-failed")
    assert serious(page) == []
    page.get_by_label("Kind").select_option("failed")
    assert page.locator(".opener > b").all_inner_texts() == [articles[1].id]


@pytest.mark.parametrize(
    ("scheme", "width", "media"),
    [("light", 1280, "screen"), ("dark", 1280, "screen"), ("light", 360, "screen"), ("light", 1000, "print")],
)
@pytest.mark.parametrize("which", ["report", "comparison"])
def test_accessible(runs: tuple[Path, Path], visit: Any, scheme: str, width: int, media: str, which: str) -> None:
    page = opened(visit, runs[1] / f"{which}.html", color_scheme=scheme, viewport={"width": width, "height": 900})
    if width == 1280:
        picture(page, f"{which}-{scheme}")
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.emulate_media(media=media)
    assert serious(page) == []
    if scheme == "dark":
        page.evaluate("document.querySelector('.wc-article').scrollIntoView()")
        picture(page, f"{which}-article-dark")


def test_a_phone_shows_it_without_scrolling_sideways(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html", viewport={"width": 360, "height": 740}, has_touch=True)
    assert fits(page)
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    assert fits(page)
    page.evaluate("document.querySelector('.wc-article').scrollIntoView()")
    picture(page, "report-phone")


def test_print_shows_opened_articles(runs: tuple[Path, Path], visit: Any) -> None:
    page = opened(visit, runs[0] / "report.html")
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".wc-text").is_visible()
    assert not page.locator(".finder").is_visible()
    assert not page.locator(".opener").nth(1).is_visible()


def generated(number: int, base: list[Article]) -> tuple[Article, Annotation]:
    """Return one of many articles and its prediction: embedded ones over and over, with words of their own.

    Most are short, as briefs are, so that the test ends: drawing is what takes time. Every fiftieth is whole.
    """
    source, name = base[number % len(base)], f"generated-{number:05d}"
    gold = msgspec.structs.replace(source.annotation, id=name)
    if number % 50:
        gold = msgspec.structs.replace(gold, entities=entities_of(gold)[:4], claims=(), events=())
    article = msgspec.structs.replace(source, id=name, annotation=gold, text=f"{source.text}Zqmark {number:05d}.\n")
    return article, spoilt(gold, 3)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of ten thousand articles."""
    base = load(SPLIT)
    pairs = [generated(number, base) for number in range(10_000)]
    articles, predictions = [article for article, _ in pairs], [line for _, line in pairs]
    failed = [{"id": articles[number].id, "error": "TimeoutError: no answer"} for number in (7, 4321)]
    results = score([a.annotation for a in articles], predictions, errors=True, resamples=10)
    path = tmp_path_factory.mktemp("many") / "report.html"
    write_report(path, {**results, "run": {"system": "Many", "seconds": 1.0, "failed": failed}}, articles, predictions)
    return path


def files_of(window: Any) -> list[str]:
    return [url.rpartition("/")[2] for url in window.requests]


def test_ten_thousand_articles_are_listed_and_opened_at_once(many: Path, visit: Any) -> None:
    assert many.stat().st_size < 5_000_000
    window = visit()
    started = time.perf_counter()
    page = window.open(many)
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    assert files_of(window) == ["report.html"]
    assert page.locator(".opener").count() == 60
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    assert time.perf_counter() - started < 10  # less than a second where nothing else runs
    assert files_of(window) == ["report.html", "b0.js"]
    page.get_by_role("button", name="Show 60 more").click()
    page.locator(".opener").nth(61).click()
    page.locator(".wc-text").nth(1).wait_for()
    assert files_of(window) == ["report.html", "b0.js", "b1.js"]


def test_ten_thousand_articles_are_filtered(many: Path, visit: Any) -> None:
    window = visit()
    page = window.open(many)
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    started = time.perf_counter()
    page.get_by_label("Layer").select_option("claims")
    page.locator("#count", has_text=re.compile("^200 of 10000")).wait_for()
    page.get_by_label("Kind").select_option("mistyped")
    assert counts(page) == sorted(counts(page), reverse=True)
    page.get_by_label("Layer").select_option("")
    page.get_by_label("Kind").select_option("failed")
    page.locator("#count", has_text=re.compile("^2 of 10000")).wait_for()
    assert page.locator(".opener .stamp").count() == 2
    assert time.perf_counter() - started < 10
    assert files_of(window) == ["report.html"]


def test_ten_thousand_texts_are_searched(many: Path, visit: Any) -> None:
    window = visit()
    page = window.open(many)
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    started = time.perf_counter()
    page.get_by_label("Search").fill("zqmark 00777")
    page.locator("#count", has_text=re.compile("^1 of 10000 articles, [0-9]+ findings$")).wait_for()
    assert page.locator(".opener .around mark").inner_text() == "Zqmark"
    assert len([name for name in files_of(window) if name.startswith("t")]) == 40
    page.get_by_label("Search").fill("generated-00778")
    page.locator("#count", has_text=re.compile("^1 of 10000")).wait_for()
    assert time.perf_counter() - started < 30  # some two seconds where nothing else runs
    assert len([name for name in files_of(window) if name.startswith("t")]) == 40


def test_a_file_that_is_missing_is_named(many: Path, tmp_path: Path, visit: Any) -> None:
    shutil.copy(many, tmp_path / "report.html")
    window = visit()
    page = window.open(tmp_path / "report.html")
    page.locator("html[data-ready=yes]").wait_for(state="attached")
    page.locator(".opener").first.click()
    page.locator(".body .failed").wait_for()
    assert "report.data/b0.js" in page.locator(".body .failed").inner_text()
    page.get_by_label("Search").fill("anything")
    page.locator("#count", has_text="report.data/t0.js could not be read").wait_for()
    window.complaints.clear()  # the browser's own, of the two files
