"""Generated passes: several annotators over the same articles, with every layer, attribute and kind of span."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from wirecopy.corpus.model import Annotation

TEXT = "Ana Bos said on Monday: “the ferry left” and “it may sink”, Ben Coe denied. Cato wrote 3 notes 🚢."
NAMES = ("ana", "ben", "cato")


@st.composite
def spans(draw: st.DrawFn, fragments: int = 2) -> list[list[int]]:
    """Draw a span inside the text."""
    ends = draw(st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=2 * fragments, unique=True))
    cut = sorted(ends)[: len(ends) // 2 * 2]
    return [cut[i : i + 2] for i in range(0, len(cut), 2)]


def _choice(*values: str | None) -> st.SearchStrategy[str | None]:
    return st.sampled_from(values)


@st.composite
def article_pass(draw: st.DrawFn, article: str = "harbour-1") -> Annotation:
    """Draw a pass over one article; layers may be absent, attributes left out, entities nested."""
    entities = [
        {"start": span[0][0], "end": span[-1][1], "type": kind}
        for span, kind in draw(st.lists(st.tuples(spans(1), _choice("PER", "ORG", "Ship")), max_size=4))
    ]
    claims: list[dict[str, Any]] = [
        {
            "id": f"c{number}",
            "content": draw(spans()),
            "source": draw(st.none() | spans(1)),
            "cue": draw(st.none() | spans()),
            "certainty": draw(_choice("asserted", "hedged", None)),
            "polarity": draw(_choice("affirm", "deny")),
            "parent": draw(_choice(None, *[f"c{i}" for i in range(number)])),
        }
        for number in range(draw(st.integers(0, 3)))
    ]
    events = [
        {
            "type": draw(_choice("Visit", "Attack", "Sinking")),
            "trigger": draw(spans(1)),
            "modality": draw(_choice("asserted", "possible", None)),
            "time": draw(_choice(None, "2031-03-04")),
            "arguments": [
                {"role": draw(_choice("place", "visitor")), "span": draw(spans())}
                for _ in range(draw(st.integers(0, 2)))
            ],
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    layers = {"entities": entities, "claims": claims, "events": events}
    kept = draw(st.sets(st.sampled_from(sorted(layers)), min_size=1))
    return msgspec.convert({"id": article, "text": TEXT, **{name: layers[name] for name in kept}}, Annotation)


@st.composite
def passes(draw: st.DrawFn, annotators: int = 3, articles: int = 3) -> dict[str, list[Annotation]]:
    """Draw passes of annotators who have each done some of the articles; at least one is done by all."""
    found: dict[str, list[Annotation]] = {}
    for name in NAMES[:annotators]:
        done = [f"harbour-{i}" for i in range(articles) if i == 0 or draw(st.booleans())]
        found[name] = [draw(article_pass(article)) for article in done]
        whole = msgspec.structs.replace(found[name][0], entities=_some(found[name][0].entities))
        found[name][0] = whole
    return found


def _some(layer: Any) -> Any:
    return () if layer is msgspec.UNSET else layer
