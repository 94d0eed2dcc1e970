"""What is said of a claim besides its parts: kind of source, certainty, polarity, quotation and parent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from wirecopy.corpus.model import Claim, Entity, Span
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.evidence import Judge, heaviest
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.quotes import Quotations
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.reporting import words_of
from wirecopy.evaluation.systems.rules.resources import grammar
from wirecopy.evaluation.systems.rules.sourcing import source_clues

if TYPE_CHECKING:
    from wirecopy.evaluation.systems.rules.orders import Draft

UNSTATED, ASSERTED, HEDGED, UNKNOWN = "unstated", "asserted", "hedged", "unknown"


class Attributes:
    """Judges the drafts of one article."""

    def __init__(
        self, reading: Reading, quotations: Quotations, cues: Cues, sources: Judge, entities: Sequence[Entity]
    ) -> None:
        self.reading, self.quotations, self.cues, self.sources = reading, quotations, cues, sources
        self.names = [(e.type, reading.at(e.start), reading.at(e.end)) for e in entities]

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
            polarity="deny" if words and family(words[0]) in self.cues.learnt.deny else "affirm",
            quote=self._quote(draft),
        )  # fmt: skip

    def _words(self, words: tuple[int, int] | None) -> Span | None:
        if words is None:
            return None
        return ((self.reading.words[words[0]].start, self.reading.words[words[1] - 1].end),)

    def _source_type(self, draft: Draft) -> str | None:
        if draft.source is None:
            return UNSTATED
        found = heaviest(self.sources.weigh(source_clues(self.reading, *draft.source, self.names)))
        return found[0] if found else None

    def _certainty(self, draft: Draft, cue: list[str]) -> str:
        learnt = self.cues.learnt
        if any(word in grammar("negations") and family(after) in learnt.ignorant for word, after in pairwise(cue)):
            return UNKNOWN
        hedging = cue and family(cue[0]) in learnt.hedged
        words = learnt.hedges.intersection(words_of(self.reading, draft.content))
        return HEDGED if hedging or words else ASSERTED

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
