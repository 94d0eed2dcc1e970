"""The floor of the leaderboard: gazetteer, patterns and lexicons, built by code from the train split."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.store import load
from wirecopy.evaluation.systems.rules.arguments import Cast
from wirecopy.evaluation.systems.rules.claims import Claims
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.entities import find_entities
from wirecopy.evaluation.systems.rules.events import find_events
from wirecopy.evaluation.systems.rules.evidence import Judge
from wirecopy.evaluation.systems.rules.lexicon import Lexicons, learn
from wirecopy.evaluation.systems.rules.names import Gazetteer
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.triggers import Triggers


class Rules:
    """Predicts all three layers with rules over learnt lexicons; the same articles always give the same annotations."""

    name = "rules"
    layers = LAYERS

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons
        self._gazetteer = Gazetteer(lexicons.names)
        self._cues, self._sources = Cues(lexicons.reporting), Judge(lexicons.sources)
        self._triggers, self._cast = Triggers(lexicons.happening), Cast(lexicons.casting)

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation with entities, claims and events for every article; gold layers are never read."""
        return [self._annotate(article) for article in articles]

    def _annotate(self, article: Article) -> Annotation:
        reading = Reading(article)
        entities = find_entities(reading, self._gazetteer)
        claims = Claims(reading, self._cues, self._sources).find(entities)
        return Annotation(article.id, entities, claims, find_events(reading, entities, self._triggers, self._cast))


def build(train: str = "train") -> Rules:
    """Return the system with its lexicons learnt from a split of the embedded corpus."""
    return Rules(learn(load(train)))
