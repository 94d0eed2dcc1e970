"""Drawn articles: by hand what a person reads, the text survives, hostile input stays inert, links have targets."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, structs
from rich.console import Console

from wirecopy.corpus.draw import (
    SCRIPT,
    STYLE,
    Mark,
    article_html,
    marks,
    page,
    segments,
    text_html,
    to_html,
    to_terminal,
    to_text,
)
from wirecopy.corpus.draw.layers import HIDDEN, claim_rows, event_rows, visible
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Metadata, Zone
from wirecopy.corpus.ontology import load_ontology

TEXT = "Oda talks\n\nAda Oda said the War of Marr, she fears, ended."


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def article(text: str | None = TEXT) -> Article:
    """Return an article by hand: an entity around a trigger, a nested and a discontinuous claim, an argument."""
    annotation = Annotation(
        "marr-1",
        entities=(Entity(*at("Ada Oda"), "PER", cluster="oda"), Entity(*at("War of Marr"), "EVENT")),
        claims=(
            Claim(
                content=(at("she fears"),),
                source=(at("she"),),
                id="c2",
                parent="c1",
                source_type="anonymous",
                certainty="hedged",
            ),
            Claim(
                content=(at("the War of Marr, she fears, ended"),),
                source=(at("Ada Oda"),),
                cue=(at("said"),),
                id="c1",
                source_type="person",
            ),
            Claim(content=(at("the War of Marr"), at("ended")), id="c3"),
        ),
        events=(
            Event(
                "Attack",
                (at("War"),),
                modality="asserted",
                time="2031-03",
                arguments=(Argument("place", (at("Marr"),)),),
            ),
            Event("Talks", (at("talks"),)),
        ),
    )
    return Article("marr-1", annotation, text, collection="wire", zones=(Zone("headline", 0, 9),))


class _Reader(HTMLParser):
    """What a browser would see: the text content of ``.wc-text``, every tag, every id and link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text, self._depth = "", 0
        self.feed(str(html))  # a Markup would escape its own pieces again
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if self._depth or dict(attrs).get("class") == "wc-text":
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        self.text += data if self._depth else ""


def values(html: str, name: str) -> list[str]:
    return [attrs[name] or "" for _, attrs in _Reader(html).tags if name in attrs]


def test_plain_text_by_hand() -> None:
    assert to_text(article()) == (
        "marr-1\n\n"
        "Oda {Talks talks}\n\n"
        "[PER Ada Oda] said the [EVENT {Attack War} of Marr], she fears, ended.\n\n"
        "Claims (3)\n"
        "  c1  Ada Oda — said → “the War of Marr, she fears, ended”  (person)\n"
        "      └ c2  she — no cue → “she fears”  (anonymous, hedged, in c1)\n"
        "  c3  nobody named — no cue → “the War of Marr … ended”\n\n"
        "Events (2)\n"
        "  v1  Attack War  (asserted, 2031-03, in c3)  place=Marr\n"
        "  v2  Talks talks"
    )


def printed(drawn: Article, **options: object) -> str:
    file = io.StringIO()
    to_terminal(drawn, Console(file=file, **options))  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("width", [20, 80, 400])
def test_without_a_terminal_the_width_does_not_matter(width: int) -> None:
    assert printed(article(), width=width, force_terminal=False) == to_text(article()) + "\n"


def test_without_colours_there_are_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(article(), force_terminal=True) == to_text(article()) + "\n"


def test_a_terminal_shows_entities_on_their_colour_and_triggers_bold_and_underlined() -> None:
    shown = printed(article(), force_terminal=True, color_system="truecolor", no_color=False, width=200)
    red, green, blue = bytes.fromhex(load_ontology().entities["PER"].colour[1:])
    assert f"48;2;{red};{green};{blue}mAda Oda" in shown
    assert "\x1b[1;4;39mtalks" in shown
    assert "‹Talks›" in shown
    assert "·PER" in shown


def test_a_withheld_text_is_said_to_be_so() -> None:
    withheld = article(None)
    for shown in (to_text(withheld), to_html(withheld), printed(withheld, force_terminal=True, width=200)):
        assert "The text of this article is withheld" in shown
        assert "wirecopy corpus restore wire --from PATH" in shown
        assert "Oda" not in shown
        for start, end in (at("Ada Oda"), at("said"), at("talks"), at("Marr")):
            assert f"[{start}, {end})" in shown
    assert "  PER [11, 18)  (oda)\n" in to_text(withheld)


def test_a_layer_that_is_not_predicted_is_not_listed() -> None:
    alone = structs.replace(article().annotation, claims=UNSET, events=())
    assert "Claims" not in article_html(article(), alone)
    assert "Events <small>0</small>" in article_html(article(), alone)
    assert "Claims" not in to_text(structs.replace(article(), annotation=alone))
    assert "Events (0)" in to_text(structs.replace(article(), annotation=alone))


def test_every_link_has_its_target_and_every_id_is_there_once() -> None:
    html = to_html(article())
    ids = values(html, "id")
    assert len(ids) == len(set(ids)) == 2 * 5
    assert {link.removeprefix("#") for link in values(html, "href")} == set(ids)


def test_pieces_of_text_name_all_the_units_over_them() -> None:
    drawn = {TEXT[each.start : each.end]: each for each in segments(marks(article(), article().annotation), len(TEXT))}
    assert {mark.unit for mark in drawn["War"].marks} == {"e2", "c2", "c3", "v1"}
    assert {(mark.part, mark.unit) for mark in drawn["she"].marks} == {
        ("content", "c1"),
        ("source", "c1"),
        ("content", "c2"),
    }
    assert 'class="wc-entity wc-content wc-trigger wc-first"' in to_html(article())
    assert 'data-label="EVENT"' in to_html(article())


def test_a_page_is_self_contained() -> None:
    html = page(article())
    assert html.startswith("<!DOCTYPE html>")
    assert not {"src", "srcset", "action"} & {name for _, attrs in _Reader(html).tags for name in attrs}
    assert all(link.startswith("#") for link in values(html, "href"))
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert html.count("<script>") == html.count("</script>") == 1
    assert SCRIPT in html
    assert ".wc-text {" in html


def test_types_have_the_colours_of_the_ontology() -> None:
    ontology = load_ontology()
    for name, row in ontology.entities.items():
        assert f'[data-type="{name}"] {{ --colour: {row.colour}; }}' in STYLE
    for name, event in ontology.events.types.items():
        assert f'[data-event="{name}"] {{ --colour: {event.colour}; }}' in STYLE


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202eabc\x1b[31m{0}{{}}&amp;\x00 ]]>-->"


def hostile() -> Article:
    """Return an article in which every string of every record is hostile."""
    span = ((0, len(HOSTILE)),)
    annotation = Annotation(
        HOSTILE,
        entities=(Entity(0, 8, HOSTILE, cluster=HOSTILE, value=HOSTILE, link=HOSTILE),),
        claims=(
            Claim(
                content=span,
                source=span,
                cue=span,
                id=HOSTILE,
                parent=HOSTILE,
                source_type=HOSTILE,
                certainty=HOSTILE,
                polarity=HOSTILE,
                quote=HOSTILE,
            ),
        ),
        events=(
            Event(
                HOSTILE,
                span,
                id=HOSTILE,
                modality=HOSTILE,
                time=HOSTILE,
                cluster=HOSTILE,
                arguments=(Argument(HOSTILE, span),),
            ),
        ),
    )
    said = Metadata(headline=HOSTILE, outlet=HOSTILE, license=HOSTILE, language=HOSTILE)
    zones = (Zone(HOSTILE, 0, 3),)
    return Article(HOSTILE, annotation, HOSTILE, story=HOSTILE, collection=HOSTILE, metadata=said, zones=zones)


@pytest.mark.parametrize("text", [HOSTILE, None])
def test_hostile_input_is_inert_in_html(text: str | None) -> None:
    html = page(structs.replace(hostile(), text=text))
    reader = _Reader(html)
    tags = [tag for tag, _ in reader.tags]
    assert set(tags) <= {tag for tag, _ in _Reader(page(article(text and TEXT))).tags}
    assert tags.count("script") == 1
    assert not any(name.startswith("on") for _, attrs in reader.tags for name in attrs)
    assert not HIDDEN.search(html)
    assert reader.text == HIDDEN.sub("", text or "")


@pytest.mark.parametrize("text", [HOSTILE, None])
def test_hostile_input_is_inert_on_a_terminal(text: str | None) -> None:
    drawn = structs.replace(hostile(), text=text)
    assert not HIDDEN.search(to_text(drawn))
    shown = printed(drawn, force_terminal=True, color_system="truecolor", no_color=False, width=100)
    assert "\u202e" not in shown
    assert "\x1b[31m{0}" not in shown
    assert "<U+202E>" in shown


def test_hidden_characters_are_written_out() -> None:
    assert visible("a\u202eb\x1b\n\tc\ud800") == "a<U+202E>b<U+001B>\n\tc<U+D800>"


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)


@st.composite
def drawn_marks(draw: st.DrawFn) -> list[Mark]:
    parts = st.sampled_from(["entity", "content", "source", "cue", "trigger", "argument", "zone"])
    found = draw(st.lists(st.tuples(parts, SPANS, st.text(max_size=5)), max_size=6))
    return [
        Mark(start, end, part, f"c{number}", label, fragment)
        for number, (part, span, label) in enumerate(found)
        for fragment, (start, end) in enumerate(span)
    ]


@given(st.text(max_size=40), drawn_marks())
def test_the_text_survives_being_drawn(text: str, found: list[Mark]) -> None:
    text = HIDDEN.sub("", text)
    reader = _Reader(text_html(text, found, "a"))
    assert reader.text == text
    assert reader._depth == 0


@given(st.integers(0, 40), drawn_marks())
def test_segments_tile_the_text_and_carry_what_lies_over_them(length: int, found: list[Mark]) -> None:
    pieces = list(segments(found, length))
    assert [position for each in pieces for position in range(each.start, each.end)] == list(range(length))
    for each in pieces:
        assert list(each.marks) == [mark for mark in found if mark.start <= each.start and each.end <= mark.end]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["a", "b", "c", "d", "x", None])), max_size=8))
def test_every_claim_is_listed_once_whatever_its_parent(drawn: list[tuple[str, str | None]]) -> None:
    claims = [Claim(content=((0, 1),), id=name, parent=parent) for name, parent in drawn]
    rows = claim_rows(claims)
    assert sorted(row.unit for row in rows) == sorted(f"c{number}" for number in range(1, len(claims) + 1))
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(rows))
    assert not rows or rows[0].depth == 0


def test_a_long_chain_of_parents_is_listed() -> None:
    claims = [Claim(content=((0, 1),), id=str(number), parent=str(number - 1)) for number in range(5000)]
    assert [row.depth for row in claim_rows(claims)] == list(range(5000))


def test_an_event_names_the_innermost_claim_around_its_trigger() -> None:
    assert [row.within for row in event_rows(article().annotation)] == ["c3", ""]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=8), st.integers(0, 40), st.integers(1, 4))
def test_the_innermost_claim_is_the_shortest_that_holds_the_trigger(
    drawn: list[tuple[int, int]], start: int, length: int
) -> None:
    claims = tuple(Claim(content=((left, left + size),)) for left, size in drawn)
    event = Event("Visit", ((start, start + length),))
    around = [
        (size, number)
        for number, (left, size) in enumerate(drawn, 1)
        if left <= start and start + length <= left + size
    ]
    expected = f"c{min(around)[1]}" if around else ""
    assert [row.within for row in event_rows(Annotation("a", claims=claims, events=(event,)))] == [expected]
