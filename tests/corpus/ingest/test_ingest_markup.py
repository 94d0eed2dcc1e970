"""What the markup around a line decides, each rule on a page made for it; none of it moves a character of the text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wirecopy.corpus.ingest.article import read_page
from wirecopy.corpus.ingest.marks import Marks, Reader
from wirecopy.corpus.ingest.page import Line, Page
from wirecopy.corpus.ingest.zones import zones_of

sys.path.insert(0, str(Path(__file__).parent))
from expected_pages import PAGES

pytest.importorskip("trafilatura", reason="HTML needs the extra 'ingest'")

TITLE = "<h1>Glassblowers of Odra put out their furnaces</h1>"
STAMP = "<p>4 March 2031, 11:05 GMT</p>"
FIRST = "<p>The glassblowers of Odra put out their furnaces on Tuesday, and the town fell silent by noon.</p>"
SECOND = (
    "<p>“We were asked to blow glass by candlelight, and we have said no,” said their elder, Vira Tolen, "
    "who has led the guild for nine years and has never before seen a cold furnace.</p>"
)
THIRD = "<p>The owner called the walkout a mistake and asked for talks before the end of the week, his clerk said.</p>"
FOURTH = "<p>Two of the furnaces may crack if they stand cold for a week, according to the town's engineer.</p>"


def kind(words: str, *parts: str) -> str:
    """The kind of the zone in which ``words`` stand last on a page of these parts."""
    page = read_page(f"<html><body>{''.join(parts)}</body></html>".encode(), "page.html")
    at = page.text.rindex(words)
    return next(zone.kind for zone in zones_of(page) if zone.start <= at < zone.end)


# -- what stands apart from the text

APART = {
    "a link alone": ("Who owns the sand", "<div><a href='/sand'>Who owns the sand of Odra?</a></div>"),
    "a link that is a sentence": ("The sand of Odra", "<p><a href='/sand'>The sand of Odra has a new owner.</a></p>"),
    "words beside a button": ("Glass and sand", "<div>Glass and sand. Every weekday. <button>Go</button></div>"),
    "words beside a field": ("The Odra letter", "<div><b>The Odra letter</b> What cooled, and why. <input></div>"),
    "a box that asks by its name": (
        "The furnace",
        "<div class='donate'><p>The furnace burns 1,300 lamps of oil.</p></div>",
    ),
    "a quotation pulled out": ("“We were asked", "<div>“We were asked to blow glass by candlelight”</div>"),
}


@pytest.mark.parametrize(("words", "apart"), APART.values(), ids=APART)
def test_what_stands_apart_is_furniture_and_the_text_goes_on(words: str, apart: str) -> None:
    parts = (TITLE, STAMP, FIRST, SECOND, apart, THIRD, FOURTH)
    assert (kind(words, *parts), kind("Two of the furnaces", *parts)) == ("furniture", "body")


def test_a_heading_that_quotes_the_text_is_body() -> None:
    for crosshead in ("<h2>“We have said no”</h2>", "<p><strong>“We have said no”</strong></p>"):
        assert kind("“We have said no”", TITLE, STAMP, FIRST, SECOND, crosshead, THIRD, FOURTH) == "body"


def test_a_paragraph_with_a_link_in_it_is_body() -> None:
    linked = "<p>The sand, <a href='/sand'>dug in the hills since the war</a>, has a new owner, the clerk said.</p>"
    assert kind("The sand, dug", TITLE, STAMP, FIRST, SECOND, linked, THIRD) == "body"


def test_a_page_inside_one_link_keeps_its_body() -> None:
    assert kind("The owner called", "<a href='#'>", TITLE, STAMP, FIRST, SECOND, THIRD, FOURTH, "</a>") == "body"


@pytest.mark.parametrize("button", ["Subscribe", "Sign in", "Newsletter", "Menu"])
@pytest.mark.parametrize("tag", ["button", "p", "div"])
def test_a_button_between_paragraphs_ends_no_article(button: str, tag: str) -> None:
    parts = (TITLE, STAMP, FIRST, SECOND, f"<{tag}>{button}</{tag}>", THIRD, FOURTH)
    assert kind(button, *parts) == "furniture"
    assert {kind(words, *parts) for words in ("The owner called", "Two of the furnaces")} == {"body"}


def test_a_marked_list_between_paragraphs_ends_no_article() -> None:
    aside = "<aside><h3>Most read</h3><a href='/1'>Sand is dear</a></aside>"
    assert kind("Two of the furnaces", TITLE, STAMP, FIRST, SECOND, aside, THIRD, FOURTH) == "body"


# -- pictures

CAPTION = "A furnace door stands open on Tuesday"
PICTURES = {
    "beside the image": f"<div><img src='1.jpg'><p>{CAPTION}</p></div>",
    "in a figure": f"<figure><img src='1.jpg'><div>{CAPTION}</div></figure>",
    "credit first": f"<div><img src='1.jpg'><p>Vira Tolen/NW</p><p>{CAPTION}</p></div>",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("header", [True, False])
def test_words_beside_an_image_are_its_caption(picture: str, header: bool) -> None:
    parts = (TITLE, STAMP, picture, FIRST, SECOND, THIRD)
    assert kind(CAPTION, *(parts if header else (TITLE, STAMP, FIRST, SECOND, picture, THIRD))) == "caption"


@pytest.mark.parametrize(
    "credit", ["Vira Tolen/NW", "Odra TV / guild archive", "Guild handout", "Vira Tolen, Odra Lamp"]
)
@pytest.mark.parametrize("tag", ["p", "small", "div"])
def test_names_beside_a_caption_are_its_credit(credit: str, tag: str) -> None:
    figure = f"<figure><img src='1.jpg'><figcaption>{CAPTION}<br><{tag}>{credit}</{tag}></figcaption></figure>"
    parts = (TITLE, STAMP, FIRST, SECOND, figure, THIRD)
    assert (kind(CAPTION, *parts), kind(credit, *parts), kind("The owner", *parts)) == ("caption", "furniture", "body")


def test_names_alone_are_the_caption_of_a_portrait() -> None:
    figure = "<figure><img src='1.jpg'><figcaption>Vira Tolen</figcaption></figure>"
    assert kind("Vira Tolen", TITLE, STAMP, figure, FIRST, THIRD) == "caption"


def test_a_picture_below_the_text_has_no_caption() -> None:
    teaser = f"<div><img src='1.jpg'><p>{CAPTION}</p></div>"
    assert kind(CAPTION, TITLE, STAMP, FIRST, SECOND, THIRD, teaser) == "furniture"


def test_a_score_below_the_authors_is_no_caption() -> None:
    score = "<div><span>Odra Rovers 1</span> <span>Tolen United 2</span> <span>AET</span></div>"
    assert kind("Odra Rovers 1", TITLE, STAMP, score, FIRST, SECOND, THIRD) == "furniture"


# -- authors, decks


@pytest.mark.parametrize("marked", ["itemprop='author'", "rel='author'", "class='by'", "class='contributor'"])
def test_what_is_marked_as_the_author_is_a_byline(marked: str) -> None:
    assert (
        kind("Tolen / Odra Lamp", TITLE, f"<div><span {marked}>Tolen / Odra Lamp</span><br>x</div>", FIRST) == "byline"
    )


DECK = "Furnaces cold, windows dark: within a day the town has lost what it lived on for a century."
TEXTS = (
    "The town fell silent by noon, its elder said.",
    "The owner asked for talks.",
    "A furnace may crack, it is feared.",
)


def held(deck_holder: int, *, main: bool) -> str:
    """The kind of a paragraph between the author and the text, by the element it stands in and the extractor's word."""
    stated = [("Glassblowers of Odra put out their furnaces", "headline", 1, True), ("By Vira Tolen", None, 1, True)]
    stated += [(DECK, None, deck_holder, main), *((text, None, 2, True) for text in TEXTS)]
    text = "\n\n".join(words for words, *_ in stated)
    lines = (
        Line(
            text.index(words),
            text.index(words) + len(words),
            words,
            hint,
            inside,
            hint == "headline",
            Marks(holder=holder),
        )
        for words, hint, holder, inside in stated
    )
    return next(zone.kind for zone in zones_of(Page(text, tuple(lines))) if zone.start >= text.index(DECK))


def test_a_paragraph_outside_the_element_of_the_text_is_the_deck_if_the_extractor_leaves_it_out() -> None:
    assert (held(1, main=False), held(1, main=True), held(2, main=False)) == ("deck", "body", "body")


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_marks_move_no_character_and_no_hint(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marked = read_page(path.read_bytes(), path.name)
    monkeypatch.setattr(Reader, "of", lambda _reader, _element: Marks())
    bare = read_page(path.read_bytes(), path.name)
    assert marked.text == bare.text
    assert [(line.start, line.hint, line.main) for line in marked.lines] == [
        (line.start, line.hint, line.main) for line in bare.lines
    ]
    assert any(line.marks != Marks() for line in marked.lines)
