"""The error browser in a real browser: opening, filtering, searching, keyboard, two runs, ten thousand articles."""

import re
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browser_pages import SPLIT, fits, picture, serious, spoilt

from wirecopy.corpus import load
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
    assert "difference" in page.locator("#measures + .wide").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["report", "comparison"])
def test_accessible_in_both_schemes(runs: tuple[Path, Path], visit: Any, scheme: str, which: str) -> None:
    page = opened(visit, runs[1] / f"{which}.html", color_scheme=scheme)
    picture(page, f"report-{scheme}")
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
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


def test_ten_thousand_articles_stay_usable(tmp_path: Path, visit: Any) -> None:
    """The gold of a few articles over and over, at a length that lets the test end: a fiftieth of it is drawn."""
    base = load(SPLIT)
    articles, predictions = [], []
    for number in range(10_000):
        source = base[number % len(base)]
        name = f"generated-{number:05d}"
        gold = msgspec.structs.replace(source.annotation, id=name)
        if number % 50:  # most are short, as briefs are; drawing is what takes time
            gold = msgspec.structs.replace(gold, entities=tuple(gold.entities)[:4], claims=(), events=())  # type: ignore[arg-type]
        articles.append(msgspec.structs.replace(source, id=name, annotation=gold))
        predictions.append(spoilt(gold, 3))
    results = score([a.annotation for a in articles], predictions, errors=True, resamples=10)
    write_report(tmp_path / "report.html", results, articles, predictions)
    started = time.perf_counter()
    page = opened(visit, tmp_path / "report.html")
    assert page.locator(".opener").count() <= 100
    page.locator(".opener").first.click()
    page.locator(".wc-text").wait_for()
    page.get_by_label("Search").fill("generated-00777")
    page.locator("#count", has_text=re.compile("^1 of 10000")).wait_for()
    assert time.perf_counter() - started < 30  # some two seconds where nothing else runs
