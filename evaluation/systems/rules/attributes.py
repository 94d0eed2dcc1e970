"""What is said of a claim besides its parts: kind of source, certainty, polarity, quotation and parent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from wirecopy.corpus.model import Claim, Entity, Span
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.forms import families, family
from wirecopy.evaluation.systems.rules.quotes import Quotations
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import codes, grammar, read

if TYPE_CHECKING:
    from wirecopy.evaluation.systems.rules.claims import Draft

_BY_ENTITY = codes(read("grammar.yaml")["source_types"])
_BY_PRONOUN = {
    "he": "person",
    "she": "person",
    "i": "person",
    "it": "organisation",
    "they": "anonymous",
    "we": "organisation",
}
_HEAD_ENDS = grammar("head_ends")
_QUANTIFIERS = grammar("quantifiers")
_DEFINITE = grammar("definite")


class Attributes:
    """Judges the drafts of one article."""

    def __init__(self, reading: Reading, quotations: Quotations, cues: Cues, entities: Sequence[Entity]) -> None:
        self.reading, self.quotations, self.cues, self.entities = reading, quotations, cues, entities
        kinds = ("document", "media", "organisation", "anonymous")
        self.kinds = {kind: families(cues.table[kind]) for kind in kinds}
        self._last_person = False

    def claims(self, drafts: Sequence[Draft]) -> tuple[Claim, ...]:
        """Return the claims of the drafts in text order, with ids and parents."""
        order = sorted(range(len(drafts)), key=lambda i: (drafts[i].content[0][0], drafts[i].relayed, i))
        ids = {index: f"c{place}" for place, index in enumerate(order, 1)}
        made = [self._claim(drafts[i], ids[i]) for i in order]
        relays = {ids[i]: ids[i + 1] for i in order if drafts[i].relayed and i + 1 in ids}
        return tuple(
            msgspec.structs.replace(c, parent=relays.get(c.id or "") or self._container(c, made)) for c in made
        )

    def _claim(self, draft: Draft, name: str) -> Claim:
        cue = self._words(draft.cue)
        words = [word.lower for word in self.reading.words[slice(*draft.cue)]] if draft.cue else []
        return Claim(
            draft.content, self._words(draft.source), cue, name,
            source_type=self._source_type(draft), certainty=self._certainty(draft, words),
            polarity="deny" if words and family(words[0]) in self.cues.deny else "affirm",
            quote=self._quote(draft),
        )  # fmt: skip

    def _words(self, words: tuple[int, int] | None) -> Span | None:
        if words is None:
            return None
        return ((self.reading.words[words[0]].start, self.reading.words[words[1] - 1].end),)

    def _source_type(self, draft: Draft) -> str:
        if draft.source is None:
            return "unstated"
        first, last = draft.source
        words = [word.lower for word in self.reading.words[first:last]]
        if len(words) == 1 and words[0] in _BY_PRONOUN:
            return _BY_PRONOUN[words[0]]
        inside = self._inside(first, last)
        if any(kind == "PER" for kind, _ in inside) and not self._possessed(first, last):
            return "person"
        head = self._head(words)
        for kind, members in self.kinds.items():
            if family(head) in members and not (inside and inside[-1][0] in _BY_ENTITY and inside[-1][1] == last):
                return kind
        if words[0] in _QUANTIFIERS and not inside:
            return "anonymous"
        found = next((kind for kind, _ in reversed(inside) if kind in _BY_ENTITY), None)
        return _BY_ENTITY[found] if found else "organisation" if words[0] in _DEFINITE else "anonymous"

    def _head(self, words: list[str]) -> str:
        """Return the noun that a source is about: the last word before what only describes it."""
        end = next((i for i, word in enumerate(words) if i and (word in _HEAD_ENDS or word == ",")), len(words))
        return words[end - 1]

    def _inside(self, first: int, last: int) -> list[tuple[str, int]]:
        start, end = self.reading.words[first].start, self.reading.words[last - 1].end
        return [(e.type, self.reading.at(e.end)) for e in self.entities if start <= e.start and e.end <= end]

    def _possessed(self, first: int, last: int) -> bool:
        """Return whether the source is somebody's: "Lee's lawyer" is no named person."""
        marks = [i for i in range(first, last) if self.reading.lower(i) in ("'s", "’s")]
        return bool(marks) and not any(kind == "PER" and end > marks[-1] for kind, end in self._inside(first, last))

    def _certainty(self, draft: Draft, cue: list[str]) -> str:
        words = [word for start, end in draft.content for word in self._lower(start, end)]
        ignorant = self.cues.table["ignorance_verbs"]
        if any(a in ("not", "n't") and b in ignorant for a, b in pairwise(words)):
            return "unknown"
        hedges = self.cues.table["hedges"]
        if (cue and family(cue[0]) in self.cues.hedged) or any(word in hedges for word in words):
            return "hedged"
        return "asserted"

    def _lower(self, start: int, end: int) -> list[str]:
        return [word.lower for word in self.reading.words[self.reading.at(start) : self.reading.at(end)]]

    def _quote(self, draft: Draft) -> str:
        if all(self.quotations.whole(*fragment) for fragment in draft.content):
            return "direct"
        return "mixed" if any(self.quotations.touch(*fragment) for fragment in draft.content) else "indirect"

    def _container(self, claim: Claim, claims: Sequence[Claim]) -> str | None:
        """Return the smallest claim in whose content this one's content and cue stand."""
        parts = [*claim.content, *(claim.cue or ())]
        around = [
            (sum(end - start for start, end in other.content), other.id or "")
            for other in claims
            if other is not claim and all(any(s <= p and q <= e for s, e in other.content) for p, q in parts)
        ]
        return min(around)[1] if around else None
