"""Fitting the whole system on annotated articles."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.systems.linear.claims import ClaimModel, fit_claims
from wirecopy.evaluation.systems.linear.entities import fit_entities
from wirecopy.evaluation.systems.linear.events import EventModel, fit_events
from wirecopy.evaluation.systems.linear.page import Page
from wirecopy.evaluation.systems.linear.settings import Settings, check
from wirecopy.evaluation.systems.linear.tagger import Tagger
from wirecopy.evaluation.systems.linear.words import WordFeatures
from wirecopy.evaluation.systems.rules import Rules
from wirecopy.evaluation.systems.rules.lexicon import Lexicons, learn


class Model(Struct, frozen=True):
    """Everything that is trained; ``lexicons`` are the rules', learnt from all training articles."""

    lexicons: Lexicons
    entities: Tagger
    claims: ClaimModel
    events: EventModel


def train(articles: Sequence[Article], settings: Settings) -> Model:
    """Return the model of annotated articles, the same for the same articles in any order.

    The rules' answers, which are features, come from lexicons of the *other* stories: on articles that they learnt
    from, the rules know every name, and a classifier would trust them more than it should elsewhere.
    Raises ``InputError`` if there are no articles or one has no text.
    """
    check(settings)
    if not articles:
        raise InputError("linear: found no training articles, expected one or more")
    for article in articles:
        if article.text is None:
            raise InputError(f"linear: article {article.id!r}: found no text, expected one in a training article")
    articles = sorted(articles, key=lambda article: article.id)
    pages = [Page(article, hints) for article, hints in zip(articles, held_out(articles, settings), strict=True)]
    words = [WordFeatures(page) for page in pages]
    gold = [article.annotation for article in articles]
    return Model(
        learn(articles),
        fit_entities(pages, words, gold, settings),
        fit_claims(pages, words, gold, settings),
        fit_events(pages, words, gold, settings),
    )


def held_out(articles: Sequence[Article], settings: Settings) -> list[Annotation | None]:
    """Return the rules' annotation of every article, learnt from other stories; None where none are wanted."""
    if not settings.hints:
        return [None] * len(articles)
    stories = [article.story or article.id for article in articles]
    rules = {
        story: Rules(learn(other for other, told in zip(articles, stories, strict=True) if told != story))
        for story in dict.fromkeys(stories)
    }
    return [rules[story].predict([article])[0] for article, story in zip(articles, stories, strict=True)]
