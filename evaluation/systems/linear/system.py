"""The linear system: a trained model over articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.evaluation.systems.linear.claims import find_claims
from wirecopy.evaluation.systems.linear.entities import find_entities
from wirecopy.evaluation.systems.linear.events import find_events
from wirecopy.evaluation.systems.linear.page import Page
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.storage import code_digest, load_model, save
from wirecopy.evaluation.systems.linear.training import Model, train
from wirecopy.evaluation.systems.linear.words import WordFeatures
from wirecopy.evaluation.systems.rules import Rules


class Linear:
    """Predicts all three layers; the same model always gives the same annotation."""

    name = "linear"
    layers = LAYERS
    packages = ("numpy", "scipy")

    def __init__(self, model: Model, settings: Settings, data: str) -> None:
        self.model, self.settings, self.data = model, settings, data
        self.fingerprint = f"{data}-{code_digest()}"
        self._rules = Rules(model.lexicons) if settings.hints else None

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation with entities, claims and events for every article; gold layers are never read."""
        return [self._annotate(article) for article in articles]

    def report(self) -> dict[str, object]:
        """Return what the model was trained on."""
        return {"trained_on": self.data}

    def _annotate(self, article: Article) -> Annotation:
        page = Page(article, self._rules.predict([article])[0] if self._rules else None)
        words = WordFeatures(page)
        entities = find_entities(page, words, self.model.entities)
        claims = find_claims(page, words, self.model.claims)
        return Annotation(article.id, entities, claims, find_events(page, words, entities, self.model.events))


def fit(articles: Sequence[Article], out: Path | None = None, settings: Settings | None = None) -> Linear:
    """Return the system trained on annotated articles; with ``out`` its model file is written, in one step.

    The same articles and settings give the same file, byte for byte, with the same package versions.
    Raises ``InputError`` for articles or settings that it cannot be trained with.
    """
    settings = settings or Settings()
    model, data = train(articles, settings), articles_hash(articles)
    if out is not None:
        save(model, settings, data, len(articles), out)
    return Linear(model, settings, data)


def load(path: Path) -> Linear:
    """Return the system of a model file. Raises ``InputError`` if it is none or of another version."""
    model, head = load_model(path)
    return Linear(model, head.settings, head.data)
