"""The leaderboard in a real browser: sorting, filtering, permalinks, keyboard, narrow, dark, print, accessible."""

from pathlib import Path
from typing import Any

import pytest
from browser_pages import SYSTEMS, fits, picture, serious

pytestmark = pytest.mark.slow

PANEL = "[role=tabpanel]:not([hidden])"


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
    assert column(page, 10) == sorted(column(page, 10), reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, 10) == sorted(column(page, 10))
    page.locator(f"{PANEL} th[data-rank] button").click()
    assert names(page) == best
    page.locator(f"{PANEL} th.words button", has_text="system").press("Enter")
    assert names(page) == sorted(best, reverse=True)


def test_filtering_by_organisation(board: Path, visit: Any) -> None:
    page = visit().open(board)
    page.get_by_label("Filter").fill("north")
    assert len(names(page)) == SYSTEMS // 3
    assert page.locator("[data-count]").inner_text() == f"{SYSTEMS // 3} submissions"
    page.get_by_label("Filter").fill("")
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
    tab = page.get_by_role("tab", name="Overall")
    tab.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Entities").get_attribute("aria-selected") == "true"
    assert page.locator(PANEL).locator("h3").first.inner_text().startswith("Entities")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "Events"
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Overall").get_attribute("aria-selected") == "true"


def test_differences_of_all_pairs_and_of_one_system(board: Path, visit: Any) -> None:
    page = visit().open(board)
    panel = page.locator(f"{PANEL} details.pairs")
    panel.locator("summary").click()
    panel.locator("table").wait_for()
    assert panel.locator("tbody tr").count() == SYSTEMS
    panel.locator("select").select_option("2")
    assert panel.locator("tbody tr").count() == SYSTEMS - 1
    assert "−" in panel.locator("table").inner_text()
    page.get_by_role("tab", name="Claims").click()
    chart = page.locator(f"{PANEL} details", has_text="Precision against recall")
    chart.locator("summary").click()
    assert chart.locator("circle").count() == SYSTEMS
    chart.scroll_into_view_if_needed()
    picture(page, "leaderboard-chart")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_in_both_schemes(board: Path, visit: Any, scheme: str) -> None:
    page = visit(color_scheme=scheme).open(board)
    picture(page, f"leaderboard-{scheme}")
    page.locator(f"{PANEL} td.name a").first.click()
    page.get_by_role("tab", name="Entities").click()
    for summary in page.locator(f"{PANEL} details summary").all():
        summary.click()
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


def test_print_shows_every_task(board: Path, visit: Any) -> None:
    page = visit().open(board)
    page.emulate_media(media="print")
    assert all(page.locator(f"#board-1-{task}").is_visible() for task in ("mean", "entities", "claims", "events"))
    assert not page.get_by_role("tablist").is_visible()
