"""The rules are learnt from the train split and from nothing else; without it they know no word."""

from __future__ import annotations

from time import process_time

import msgspec
import pytest

from wirecopy.corpus import load
from wirecopy.corpus.model import LAYERS, Annotation, Article, surface
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.systems import System
from wirecopy.evaluation.systems.rules import Rules, build
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.lexicon import learn
from wirecopy.evaluation.systems.rules.reading import Reading


@pytest.fixture(scope="module")
def untaught() -> Rules:
    return Rules(learn([]))


def test_the_embedded_system_is_built_from_the_train_split(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def asking(what: str) -> list[Article]:
        asked.append(what)
        return load(what)

    monkeypatch.setattr("wirecopy.evaluation.systems.rules.load", asking)
    system = build()
    assert asked == ["train"]
    assert isinstance(system, System)
    assert system.layers == LAYERS
    assert system.lexicons == learn(load("train"))
    assert build("validation").lexicons != system.lexicons


def test_every_word_that_is_learnt_stands_in_the_train_split() -> None:
    articles = load("train")
    texts = [article.text or "" for article in articles]
    words = {word.lower.rstrip(".") for article in articles for word in Reading(article).words}
    families = {family(word.lower) for article in articles for word in Reading(article).words}
    lexicons = build().lexicons
    names, reporting = lexicons.names, lexicons.reporting
    assert all(any(name in text for text in texts) for name in names.known)
    assert names.joints.titles | names.joints.heads | names.joints.tails | reporting.addressees <= words
    assert {word for phrase in reporting.phrases for word in phrase} <= words
    assert reporting.hedges | reporting.relaying <= words
    assert reporting.verbs | reporting.deny | reporting.hedged <= families
    assert {key.split()[0] for key in lexicons.happening.words} <= families | {""}


def test_a_system_that_was_taught_nothing_knows_no_word(untaught: Rules) -> None:
    """What remains are values, what the metadata states, and "it is rumoured that"."""
    values = {name for name, row in load_ontology().entities.items() if not row.named}
    for article in load("train,validation"):
        meta = article.metadata
        stated = " ".join(filter(None, (*meta.byline, meta.agency, meta.outlet, meta.dateline))).lower()
        text = article.text or ""
        (found,) = untaught.predict([article])
        names = [text[e.start : e.end] for e in entities_of(found) if e.type not in values]
        assert [name for name in names if name.lower() not in stated and f"({name})" not in text] == []
        assert events_of(found) == ()
        assert all(claim.source is None for claim in claims_of(found))


def test_a_doctored_train_split_teaches_the_doctored_words(untaught: Rules) -> None:
    doctored = []
    for article in load("train"):
        text = (article.text or "").replace(" said", " gorp").replace(" killed", " bluxed")  # of the same lengths
        doctored.append(msgspec.structs.replace(article, text=text))
    text = "The pier was old, the mayor gorp. Three divers were bluxed."
    article = Article("a", Annotation("a"), text=text)
    (found,) = Rules(learn(doctored)).predict([article])
    (claim,), (event,) = claims_of(found), events_of(found)
    assert [surface(text, span) for span in (claim.source, claim.cue, claim.content) if span] == [
        "the mayor", "gorp", "The pier was old",
    ]  # fmt: skip
    assert (event.type, surface(text, event.trigger)) == ("Casualty", "bluxed")
    for other in (untaught, build()):
        (found,) = other.predict([article])
        assert (claims_of(found), events_of(found)) == ((), ())


def test_learning_is_quick() -> None:
    articles = load("train")
    start = process_time()
    learn(articles)
    assert process_time() - start < 3.0
