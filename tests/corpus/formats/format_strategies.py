"""Articles for the round trips of the formats: difficult texts, with spans that nest, cross, repeat and break."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import strategies as st

from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Span
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.rights import text_hash

ONTOLOGY = load_ontology()
VALUES = ONTOLOGY.attribute_values()

# Emoji, a ZWJ family, a flag, astral Han, combining marks that stay apart under NFC, quotes, RTL, NBSP, HTML-like text.
WORDS = [
    "Kim", "Jong-un", "said", "Peskov", "“talks”", "'s", "U.S.", "10:30", "$2.5bn", "don't", "#", "# text",
    "O", "B-PER",     "👩‍👩‍👧‍👦", "🇰🇷", "😀", "𠮷野", "q\u0301\u0323", "e\u0302\u0327x", "العربية", "שלום", "a\u00a0b",
    "<b>", "&amp;", "\\n", "{x}",
    "é", "—", "…", "-DOCSTART-", "T1", "E=mc²", "naïve", "a;b", "|", "\t",
]  # fmt: skip
GAPS = [" ", " ", " ", "", "\n", "\n\n", "  ", " \n "]


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=30))
    return unicodedata.normalize("NFC", "".join(word + gap for word, gap in pieces))


def fragments(text: str) -> st.SearchStrategy[tuple[int, int]]:
    solid = [i for i, char in enumerate(text) if not char.isspace()]
    pairs = st.tuples(st.sampled_from(solid), st.sampled_from(solid))
    return pairs.map(lambda pair: (min(pair), max(pair) + 1))


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    """A span of up to three fragments in order and apart, each beginning and ending with a solid character."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(draw(st.lists(fragments(text), min_size=1, max_size=3))):
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _choice(name: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(VALUES[name])


NOTES = st.none() | st.sampled_from(["2031-03-04", "kim", "Q42", "a b", "ü; x", "T1"])


@st.composite
def entities(draw: st.DrawFn, text: str) -> tuple[Entity, ...]:
    rows = draw(st.lists(fragments(text), max_size=6))
    kinds = st.sampled_from(list(ONTOLOGY.entities))
    found = {(start, end, draw(kinds)) for start, end in rows}
    return tuple(
        Entity(start, end, kind, id=f"e{i}", metonym=draw(st.booleans()),
               value=draw(NOTES), cluster=draw(NOTES), link=draw(NOTES))
        for i, (start, end, kind) in enumerate(sorted(found), 1)
    )  # fmt: skip


@st.composite
def claims(draw: st.DrawFn, text: str) -> tuple[Claim, ...]:
    maybe = st.none() | spans(text)
    shared = draw(maybe)
    found = []
    for i in range(1, draw(st.integers(0, 4)) + 1):
        found.append(
            Claim(
                content=draw(spans(text)), source=draw(st.sampled_from([shared, draw(maybe)])),
                cue=draw(maybe), id=f"c{i}",
                source_type=draw(_choice("source_type")), certainty=draw(_choice("certainty")),
                polarity=draw(_choice("polarity")), quote=draw(_choice("quote")),
                parent=draw(st.sampled_from([None, *(f"c{j}" for j in range(1, i))])),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def events(draw: st.DrawFn, text: str, names: tuple[Entity, ...]) -> tuple[Event, ...]:
    named = [((e.start, e.end),) for e in names]
    found = []
    for i in range(1, draw(st.integers(0, 4)) + 1):
        kind = draw(st.sampled_from(list(ONTOLOGY.events.types)))
        roles = st.sampled_from(list(ONTOLOGY.events.types[kind].roles))
        filler = spans(text) | st.sampled_from(named) if named else spans(text)
        pairs = {(draw(roles), draw(filler)) for _ in range(draw(st.integers(0, 4)))}
        found.append(
            Event(
                kind, draw(spans(text)), id=f"v{i}", modality=draw(_choice("modality")),
                time=draw(NOTES), cluster=draw(NOTES),
                arguments=tuple(Argument(role, span) for role, span in sorted(pairs)),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def articles(draw: st.DrawFn, name: str = "a1") -> Article:
    text = draw(texts().filter(lambda text: bool(text.strip())))
    names = draw(entities(text))
    layers = Annotation(name, names, draw(claims(text)), draw(events(text, names)))
    return Article(name, layers, text=text, sha256=text_hash(text))


def unordered(article: Article) -> tuple[object, ...]:
    """Return what an article's layers say, whatever the order of units and arguments."""
    layers = article.annotation
    events = [
        Event(e.type, e.trigger, e.id, e.modality, e.time, e.cluster, tuple(sorted(e.arguments, key=repr)))
        for e in layers.events or ()
    ]
    return (
        article.id, article.text, sorted(map(repr, layers.entities or ())), sorted(map(repr, layers.claims or ())),
        sorted(map(repr, events)),
    )  # fmt: skip


def shared_data(*parts: str) -> Path:
    """Return a path of the data that is not part of the project, or skip the test with the reason."""
    beside = Path(__file__).resolve().parents[4] / "shared"
    path = Path(os.environ.get("WIRECOPY_SHARED") or beside).joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"needs published data that is not part of the project: {path} (set WIRECOPY_SHARED)")
    return path
