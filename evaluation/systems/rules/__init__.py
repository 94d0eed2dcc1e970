"""The floor of the leaderboard: gazetteer, patterns and lexicons, built by code from the train split."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.store import load
from wirecopy.evaluation.systems.rules.arguments import Roles
from wirecopy.evaluation.systems.rules.claims import Claims
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.entities import find_entities
from wirecopy.evaluation.systems.rules.events import find_events
from wirecopy.evaluation.systems.rules.lexicon import Lexicons, learn
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import words
from wirecopy.evaluation.systems.rules.triggers import Triggers
from wirecopy.evaluation.systems.rules.vocabulary import Vocabulary


class Rules:
    """Predicts all three layers with rules over learnt lexicons; the same articles always give the same annotations."""

    name = "rules"
    layers = LAYERS

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons
        self._vocabulary = Vocabulary(words(), lexicons)
        self._cues, self._triggers, self._roles = Cues(lexicons), Triggers(lexicons), Roles()

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation with entities, claims and events for every article; gold layers are never read."""
        return [self._annotate(article) for article in articles]

    def _annotate(self, article: Article) -> Annotation:
        reading = Reading(article)
        entities = find_entities(reading, self._vocabulary)
        claims = Claims(reading, self._cues).find(entities)
        events = find_events(reading, entities, self._triggers, self._roles)
        return Annotation(article.id, entities, claims, events)


def build(train: str = "train") -> Rules:
    """Return the system with its lexicons learnt from a split of the embedded corpus."""
    return Rules(learn(load(train)))
