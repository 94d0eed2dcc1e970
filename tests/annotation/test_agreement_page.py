"""The page of disagreements: what it shows, and that nothing in it can act on the reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from agreement_passes import passes
from hypothesis import given, settings

from wirecopy.annotation.agreement import Passes, agreement, as_passes
from wirecopy.annotation.page import page_html
from wirecopy.annotation.page.passages import article_passages
from wirecopy.corpus.model import Annotation, Claim, Entity, Event

TEXT = "Ana Bos left. Ben Coe said <b>that</b> the ferry sank on Monday. Nobody was hurt."


def found(**lines: Annotation) -> Passes:
    return as_passes({name: [each] for name, each in lines.items()})


def line(*entities: Entity, claims: tuple[Claim, ...] = (), events: tuple[Event, ...] = ()) -> Annotation:
    return Annotation("ferry-1", entities=entities, claims=claims, events=events, text=TEXT)


def test_disagreements_stand_in_their_sentence_with_every_version() -> None:
    both = Entity(0, 7, "PER")
    shown = found(ana=line(both, Entity(14, 21, "PER")), ben=line(both, Entity(18, 21, "ORG")))
    (passage,) = article_passages(shown, "ferry-1", 0).passages
    for drawing in passage.drawings:
        words = re.sub("<[^>]+>", "", str(drawing))
        assert words.startswith("Ben Coe said &lt;b&gt;that")
        assert words.endswith("on Monday.")
    (row,) = passage.rows
    assert row.differs == ("span", "type")
    assert [[line.value for line in cell.lines] for cell in row.cells if cell] == [["Ben Coe", "PER"], ["Coe", "ORG"]]


def test_a_unit_over_several_sentences_is_one_passage() -> None:
    claim = Claim(((39, 81),), source=((0, 7),), cue=((22, 26),), certainty="asserted")
    shown = found(ana=line(claims=(claim,)), ben=line(events=(Event("Disaster", ((49, 53),)),)))
    (passage,) = article_passages(shown, "ferry-1", 0).passages
    assert [row.layer for row in passage.rows] == ["claims", "events"]
    assert [row.missing for row in passage.rows] == [("ben",), ("ana",)]


def test_what_all_agree_on_is_not_shown() -> None:
    shown = found(ana=line(Entity(0, 7, "PER")), ben=line(Entity(0, 7, "PER")))
    assert article_passages(shown, "ferry-1", 0).passages == ()
    assert "1 article was annotated alike" in page_html(shown, agreement(shown))


def test_everything_untrusted_is_escaped() -> None:
    bad = "<script>alert(1)</script>"
    one = line(Entity(0, 7, bad, value=bad), events=(Event(bad, ((49, 53),), time=bad),))
    shown = as_passes({bad: [one], "ben": [line(Entity(0, 3, "PER"))]})
    page = page_html(shown, agreement(shown))
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert "<b>that</b>" not in page
    assert "\u202e" not in page


def test_direction_characters_are_written_out() -> None:
    text = TEXT.replace("ferry", "f\u202ery")
    shown = as_passes(
        {name: [Annotation("x", entities=(Entity(14, 21, name),), text=text)] for name in ("a", "b\u202e")}
    )
    assert "\u202e" not in page_html(shown, agreement(shown))


class Ids(HTMLParser):
    """Collects ids and links inside a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        target = values.get("href")
        self.targets |= {target[1:]} if target else set()


@settings(max_examples=25, deadline=None)
@given(passes(annotators=3, articles=2))
def test_ids_are_unique_and_links_lead_to_them(lines: dict[str, list[Annotation]]) -> None:
    shown = as_passes(lines)
    page = Ids()
    page.feed(page_html(shown, agreement(shown, resamples=1)))
    assert len(page.ids) == len(set(page.ids))
    assert page.targets <= set(page.ids)


def test_nothing_is_fetched() -> None:
    shown = found(ana=line(Entity(0, 7, "PER")), ben=line())
    page = page_html(shown, agreement(shown))
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
