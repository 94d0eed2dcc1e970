"""The interface in a real browser: what an annotator drags, chooses and links is what comes back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from format_strategies import unordered
from label_studio_station import client_of, composed

from wirecopy.annotation.pull import pull
from wirecopy.annotation.push import Settings, push
from wirecopy.annotation.server import Server
from wirecopy.corpus.formats.label_studio_fields import relation_labels
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import Annotation, Argument, Article, Entity, Event
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.store import from_line

pytestmark = pytest.mark.slow

# What stands before the words to be marked is what makes browsers and servers count differently.
TEXT = "👩‍👩‍👧‍👦 and 🇰🇷 wait.\n\nThe envoy Vale 😀 visits e\u0301mile Pelani on Tuesday, Northwire said."
VISIBLE = "[class*=richtext__container]"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="needs the extra 'test-browser'")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs Chromium (set CHROMIUM to its path)")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, station: Server) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    account = station.accounts[0]
    page.goto(f"{station.url}/user/login")
    page.fill("input[name=email]", account.address)
    page.fill("input[name=password]", account.password())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/user/login" not in url)
    yield page
    context.close()


def _open(page: Any, station: Server, project: int, task: int) -> None:
    page.goto(f"{station.url}/projects/{project}/data?task={task}")
    page.wait_for_selector(VISIBLE)
    page.wait_for_timeout(1500)


def _drag(page: Any, words: str) -> None:
    """Select words with the mouse, as a person does: press at their first character, move, let go after the last."""
    box = page.evaluate(
        """([selector, words]) => {
            const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at); range.setEnd(node, at + words.length);
                range.startContainer.parentElement.scrollIntoView({block: 'center'});
                const rects = range.getClientRects();
                const first = rects[0], last = rects[rects.length - 1];
                return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
            }
            return null;
        }""",
        [VISIBLE, words],
    )
    assert box, f"{words!r} is not on the page"
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move((box[0] + box[2]) / 2, box[1], steps=4)
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)


def _mark(page: Any, key: str, words: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    _drag(page, words)


def _submit(page: Any) -> None:
    with page.expect_response(lambda r: "/annotations" in r.url and r.request.method == "POST") as caught:
        page.get_by_role("button", name="Submit").click()
    assert caught.value.status == 201, caught.value.text()


def test_words_dragged_after_emoji_come_back_as_the_same_characters(
    page: Any, station: Server, tmp_path: Path, title: str
) -> None:
    article = Article("emoji-1", Annotation("emoji-1"), text=TEXT, sha256=text_hash(TEXT))
    client = client_of(station)
    done = push(client, title, [article])
    task = client.get(f"api/projects/{done.project}/tasks/")[0]["id"]
    _open(page, station, done.project, task)
    _mark(page, "1", "Vale")
    _mark(page, "v", "visits")
    page.locator("[data-label$=':Visit']").click(position={"x": 4, "y": 6})
    page.keyboard.press("Shift+f")
    page.fill(".wirecopy-field-time input", "2031-03-04")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+r")
    page.locator("[data-label$=':PER']").click(position={"x": 4, "y": 6})
    _label_relation(page, "visitor")
    _submit(page)
    assert pull(client, title, tmp_path).files == {"annotator": 1}
    line = read_lines(tmp_path / "annotator.jsonl")[0]
    (start, end), (left, right) = (
        (TEXT.index("Vale"), TEXT.index(" 😀")),
        (TEXT.index("visits"), TEXT.index(" e\u0301")),
    )
    assert line.entities == (Entity(start, end, "PER", id="e1"),)
    visit = Event(
        "Visit", ((left, right),), id="v1", modality="planned", time="2031-03-04",
        arguments=(Argument("visitor", ((start, end),)),),
    )  # fmt: skip
    assert line.events == (visit,)
    assert line.claims == ()
    assert line.text == TEXT


def _label_relation(page: Any, label: str) -> None:
    page.locator("#Relations-draggable").click()
    relation = page.locator(".lsf-relations__item").last
    relation.hover()
    relation.locator("button").first.click()
    relation.get_by_test_id("select-trigger").click()
    options = [page.get_by_test_id(f"select-option-{name}").bounding_box() for name in relation_labels()]
    assert all(0 < box["y"] < 880 for box in options), "every label can be seen without scrolling"
    page.get_by_test_id(f"select-option-{label}").click()


def test_an_accepted_prediction_comes_back_as_it_was_pushed(
    page: Any, station: Server, tmp_path: Path, title: str
) -> None:
    article = max(composed(), key=lambda a: len(a.annotation.claims or ()))
    client = client_of(station)
    done = push(client, title, [article], {"gold": {article.id: article.annotation}}, Settings(shown="gold"))
    task = client.get(f"api/projects/{done.project}/tasks/")[0]["id"]
    _open(page, station, done.project, task)
    _submit(page)
    pulled = pull(client, title, tmp_path)
    assert pulled.quarantined == ()
    line = read_lines(tmp_path / "annotator.jsonl")[0]
    assert unordered(from_line(line)) == unordered(article)


def test_the_bar_stays_in_sight_and_leaves_most_of_the_window_to_the_article(
    page: Any, station: Server, title: str
) -> None:
    article = max(composed(), key=lambda a: len(a.text or ""))
    done = push(
        client_of(station), title, [article], {"gold": {article.id: article.annotation}}, Settings(shown="gold")
    )
    task = client_of(station).get(f"api/projects/{done.project}/tasks/")[0]["id"]
    _open(page, station, done.project, task)
    assert page.locator(".htx-highlight").count() >= 40
    page.locator(".lsf-richtext__line").last.scroll_into_view_if_needed()
    box = page.locator(".wirecopy-bar").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < 330  # of 900: most of the window is the article's
