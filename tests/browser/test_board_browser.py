"""The leaderboard in a real browser: sorting, filtering, permalinks, keyboard, narrow, dark, print, accessible."""

import re
from pathlib import Path
from typing import Any

import pytest
from browser_pages import SYSTEMS, fits, picture, serious

pytestmark = pytest.mark.slow

FIRST = "section[data-board='1']"
PANEL = f"{FIRST} [role=tabpanel]:not([hidden])"


DATE = 12


def names(page: Any) -> list[str]:
    found: list[str] = page.locator(
        f"{PANEL} table.sortable:not(.heat) tbody tr:not([hidden]) td.name a"
    ).all_inner_texts()
    return found


def column(page: Any, place: int) -> list[str]:
    found: list[str] = page.locator(
        f"{PANEL} table.sortable:not(.heat) tbody tr td:nth-child({place})"
    ).all_inner_texts()
    return found


def test_sorting_by_a_column_and_back(board: Path, visit: Any) -> None:
    page = visit().open(board)
    best = names(page)
    assert len(best) == SYSTEMS
    head = page.locator(f"{PANEL} th", has_text="date")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, DATE) == sorted(column(page, DATE), reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, DATE) == sorted(column(page, DATE))
    page.locator(f"{PANEL} th[data-rank] button").click()
    assert names(page) == best
    page.locator(f"{PANEL} th.words button", has_text="system").press("Enter")
    assert names(page) == sorted(best, reverse=True)


def test_filtering_by_organisation(board: Path, visit: Any) -> None:
    page = visit().open(board)
    page.locator(FIRST).get_by_label("Filter").fill("north")
    assert len(names(page)) == SYSTEMS // 3
    assert page.locator(f"{FIRST} [data-count]").inner_text() == f"{SYSTEMS // 3} submissions"
    page.locator(FIRST).get_by_label("Filter").fill("")
    assert len(names(page)) == SYSTEMS


def test_a_permalink_opens_its_system(board: Path, visit: Any) -> None:
    window = visit()
    page = window.open(board)
    link = page.locator(f"{PANEL} td.name a").nth(4)
    name, anchor = link.inner_text(), link.get_attribute("href")
    link.click()
    panel = page.locator("details.system[open]")
    assert panel.count() == 1
    assert panel.locator("summary strong").inner_text() == name
    assert "sha256:" in panel.inner_text()
    assert "Error profile" in panel.inner_text()
    fresh = window.open(board, anchor or "")
    assert fresh.locator("details.system[open] summary strong").inner_text() == name
    fresh.keyboard.press("Tab")
    assert fresh.evaluate("document.activeElement.closest('details.system')?.open") is True
    picture(fresh, "leaderboard-system")


def test_tasks_by_keyboard(board: Path, visit: Any) -> None:
    page = visit().open(board)
    tab = page.locator(FIRST).get_by_role("tab", name="Overall")
    tab.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(FIRST).get_by_role("tab", name="Entities").get_attribute("aria-selected") == "true"
    assert page.locator(PANEL).locator("h3").first.inner_text().startswith("Entities")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "Events"
    page.keyboard.press("ArrowRight")
    assert page.locator(FIRST).get_by_role("tab", name="Overall").get_attribute("aria-selected") == "true"


def test_differences_of_all_pairs_and_of_one_system(board: Path, visit: Any) -> None:
    page = visit().open(board)
    panel = page.locator(f"{PANEL} details.pairs")
    panel.locator("summary").click()
    panel.locator("table").wait_for()
    assert panel.locator("tbody tr").count() == SYSTEMS
    cells = panel.locator("td small").all_inner_texts()
    assert len(cells) == SYSTEMS * (SYSTEMS - 1)
    assert all(re.fullmatch(r"p (< \.001|\.\d{3}|1\.000)", text) for text in cells)
    panel.locator("select").select_option("2")
    assert panel.locator("tbody tr").count() == SYSTEMS - 1
    assert "−" in panel.locator("table").inner_text()
    page.locator(FIRST).get_by_role("tab", name="Claims").click()
    chart = page.locator(f"{PANEL} details", has_text="Precision against recall")
    chart.locator("summary").click()
    assert chart.locator("circle").count() == SYSTEMS
    chart.scroll_into_view_if_needed()
    picture(page, "leaderboard-chart")


def test_columns_of_composed_and_real_articles(board: Path, visit: Any) -> None:
    page = visit().open(board)
    heads = page.locator(f"{PANEL} table.sortable:not(.heat) thead th").all_inner_texts()
    assert [head for head in heads if head in ("composed", "real")] == ["composed", "real"]
    head = page.locator(f"{PANEL} th", has_text="real")
    head.get_by_role("button").click()
    real = column(page, heads.index("real") + 1)
    assert all(re.fullmatch(r"\.\d{3}", text) for text in real[:3])
    assert real[:3] == sorted(real[:3], reverse=True)
    assert set(real[3:]) == {"-"}


def test_types_of_every_task(board: Path, visit: Any) -> None:
    page = visit().open(board)
    for task, kind in (("Entities", "PER"), ("Claims", "person"), ("Events", "Talks")):
        page.locator(FIRST).get_by_role("tab", name=task).click()
        page.locator(f"{PANEL} details.types summary").click()
        table = page.locator(f"{PANEL} table.heat")
        table.locator("th button", has_text=re.compile(f"^{kind}$")).click()
        assert table.locator("th[aria-sort=descending]").count() == 1
        assert table.locator("tbody tr").count() == SYSTEMS


def test_history_over_versions_leads_to_each_submission(board: Path, visit: Any) -> None:
    page = visit().open(board)
    history = page.get_by_role("region", name="History")
    heads = history.locator("thead th").all_inner_texts()
    assert heads[1].startswith("0.0.1")
    assert len(heads) == 4
    assert history.locator("tbody tr").count() == 3
    history.locator("tbody tr").first.locator("a").first.click()
    panel = page.locator("details.system[open]")
    assert panel.locator("summary strong").inner_text() == "System A"
    assert "2025-06-01" in panel.inner_text()
    assert (
        panel.locator("xpath=ancestor::section").locator("h2").inner_text().startswith("Earlier data: wirecopy 0.0.1")
    )
    page.evaluate("document.querySelector('.history').closest('section').scrollIntoView()")
    picture(page, "leaderboard-history")


@pytest.mark.parametrize(
    ("scheme", "width", "media"),
    [("light", 1280, "screen"), ("dark", 1280, "screen"), ("dark", 360, "screen"), ("light", 1000, "print")],
)
def test_accessible(board: Path, visit: Any, scheme: str, width: int, media: str) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 900}).open(board)
    if width == 1280:
        picture(page, f"leaderboard-{scheme}")
    page.locator(f"{PANEL} td.name a").first.click()
    page.locator(FIRST).get_by_role("tab", name="Entities").click()
    page.evaluate(
        "document.querySelectorAll('[data-board=\"1\"] details:not(.system)').forEach(d => { d.open = true; })"
    )
    page.locator(f"{PANEL} .pairs table").wait_for()
    page.emulate_media(media=media)
    assert serious(page) == []
    light = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
    assert (light > 200) == (scheme == "light")


def test_a_phone_shows_it_without_scrolling_sideways(board: Path, visit: Any) -> None:
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True).open(board)
    assert fits(page)
    page.locator(f"{PANEL} td.name a").first.click()
    assert fits(page)
    page.evaluate("scrollTo(0, 0)")
    picture(page, "leaderboard-phone")


def test_paper_shows_every_task_and_cuts_nothing_off(board: Path, visit: Any) -> None:
    page = visit(viewport={"width": 718, "height": 1000}).open(board)  # A4 less its margins
    page.emulate_media(media="print")
    page.evaluate("void window.dispatchEvent(new Event('beforeprint'))")
    for task in ("mean", "entities", "claims", "events"):
        assert page.locator(f"#board-1-{task}").is_visible()
        assert page.locator(f"#board-1-{task} .pairs table").is_visible()
    assert page.locator("#board-1-events .chart").is_visible()
    assert not page.locator(FIRST).get_by_role("tablist").is_visible()
    assert fits(page)
    page.evaluate("void window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
