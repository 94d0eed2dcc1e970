"""What the rules learn, from a few composed sentences; these lessons are also what ``test_rules.py`` teaches first."""

from __future__ import annotations

import re
from math import log
from typing import NamedTuple

import pytest

from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, Span
from wirecopy.evaluation.systems.rules.evidence import Judge, added, gathered, heaviest
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.lexicon import learn

_MARK = re.compile(r"\{([A-Z]+) ([^}]*)\}")


class Said(NamedTuple):
    """A claim of a lesson by its words."""

    source: str | None
    cue: str | None
    content: str
    source_type: str = "person"
    certainty: str = "asserted"
    polarity: str = "affirm"
    of: int | None = None  # the place of its parent among the lesson's claims


class Done(NamedTuple):
    """An event of a lesson by its words."""

    type: str
    trigger: str
    modality: str = "asserted"
    time: str | None = None
    arguments: tuple[tuple[str, str], ...] = ()


def lesson(name: str, marked: str, *units: Said | Done) -> Article:
    """Return an annotated article; ``{PER Ulla Brack}`` marks an entity, with its value behind ``|``."""
    text, entities, end = "", [], 0
    for mark in _MARK.finditer(marked):
        text, end = text + marked[end : mark.start()], mark.end()
        words, _, value = mark.group(2).partition("|")
        entities.append(Entity(len(text), len(text) + len(words), mark.group(1), value=value or None))
        text += words
    text += marked[end:]
    said = [unit for unit in units if isinstance(unit, Said)]
    claims = tuple(
        Claim(
            _span(text, s.content), _span(text, s.source) if s.source else None, _span(text, s.cue) if s.cue else None,
            f"c{place}", s.source_type, s.certainty, s.polarity, "indirect", None if s.of is None else f"c{s.of}",
        )
        for place, s in enumerate(said)
    )  # fmt: skip
    events = tuple(
        Event(
            d.type, _span(text, d.trigger), None, d.modality, d.time,
            arguments=tuple(Argument(role, _span(text, words)) for role, words in d.arguments),
        )
        for d in units
        if isinstance(d, Done)
    )  # fmt: skip
    return Article(name, Annotation(name, tuple(entities), claims, events), text=text, story=name)


def _span(text: str, words: str) -> Span:
    return tuple((text.index(part), text.index(part) + len(part)) for part in words.split(" … "))


LESSONS = [
    # names: what stands before, after and inside them
    lesson("names-1", "They met Foreign Minister {PER Oda Pell} and Ms {PER Runa Vask}."),
    lesson(
        "names-2",
        "{PER Oda Pell} left {GPE Hovik} for {GPE Sorvane}. In {GPE Loden} rain fell. She lives in {GPE Tamrin}.",
    ),
    lesson(
        "names-3",
        "The {NORP Tamrini} poet {PER Ivo Krell} sang. The {NORP Sorvanian} crew and the {NORP Lodenian} crew met.",
    ),
    lesson("names-4", "{GPE Sorvane}’s harbour is shut. Nothing moved. Boats sank. Snow fell. Rain fell."),
    lesson(
        "names-5",
        "He joined the {ORG Ministry of Forests}. It sued {ORG Saltmarsh Timber Ltd} and the {ORG Dockers Union}.",
    ),
    lesson("names-6", "The {ORG Ministry of Roads} paid {ORG Redfern Wool Ltd}. The {ORG Rope Union} paid."),
    lesson("names-7", "They told the {MEDIA Beacon} newspaper so. They read the {MEDIA Sorvane Gazette}."),
    lesson("names-8", "The {MEDIA Anchor} newspaper paid. He read it in the {MEDIA Loden Gazette}."),
    lesson(
        "names-9",
        "They flew over {LOC Lake Orrin} to {LOC Greycliff Castle}. They saw {LOC Lake Vessa} and {LOC Hollow Castle}.",
    ),
    lesson("names-10", "They tested the {PRODUCT Kite-3} and the {PRODUCT Squall-9}."),
    lesson("names-11", "It breaks the {LAW Fair Ropes Act} and the {LAW Clean Decks Act}."),
    lesson("names-12", "It began with the {EVENT Salt War}. The {EVENT Rope War} ended. It cost {MONEY 40 brells}."),
    # claims: the orders of source, cue and content
    lesson(
        "claims-1",
        "The clerk said that the mill was shut.",
        Said("The clerk", "said", "the mill was shut", "anonymous"),
    ),
    lesson("claims-2", "The mill was shut, said {PER Runa Vask}.", Said("Runa Vask", "said", "The mill was shut")),
    lesson("claims-3", "{PER Oda Pell}, its owner, said it burnt.", Said("Oda Pell, its owner", "said", "it burnt")),
    lesson(
        "claims-4", "{PER Ivo Krell} told reporters that it leaks.", Said("Ivo Krell", "told reporters", "it leaks")
    ),
    lesson(
        "claims-5",
        "The dam leaks, according to the clerk.",
        Said("the clerk", "according to", "The dam leaks", "anonymous"),
    ),
    lesson(
        "claims-6",
        "The clerk denied that it leaks.",
        Said("The clerk", "denied", "it leaks", "anonymous", polarity="deny"),
    ),
    lesson("claims-7", "The clerk threatened to go.", Said("The clerk", "threatened", "to go", "anonymous")),
    lesson(
        "claims-8",
        "The owner is believed to live here.",
        Said(None, "believed", "The owner … to live here", "unstated", "hedged"),
    ),
    lesson(
        "claims-9",
        "Citing two clerks, the {MEDIA Beacon} reported that the mill was shut.",
        Said("the Beacon", "reported", "the mill was shut", "media"),
        Said("two clerks", "Citing", "the mill was shut", "anonymous", of=0),
    ),
    lesson(
        "claims-10",
        "The {MEDIA Anchor} quoted a sailor as saying that boats sank.",
        Said("The Anchor", "quoted", "boats sank", "media"),
        Said("a sailor", "saying", "boats sank", "anonymous", of=0),
    ),
    lesson(
        "claims-11",
        "{PER Ivo Krell} did not know if it was safe.",
        Said("Ivo Krell", "did not know", "if it was safe", "person", "unknown"),
    ),
    lesson("claims-12", "A statement said nets tear.", Said("A statement", "said", "nets tear", "document")),
    lesson(
        "claims-13",
        "The {ORG Ministry of Roads} said nets tear.",
        Said("The Ministry of Roads", "said", "nets tear", "organisation"),
    ),
    *(
        lesson(f"hedges-{place}", f"A sailor said {content}.", Said("A sailor", "said", content, "anonymous", "hedged"))
        for place, content in enumerate(("ropes may rot", "nets may tear", "the pump may fail", "it may burn"))
    ),
    # events: who does what, and whether it happens
    *(
        lesson(
            f"arrest-{place}",
            f"Police arrested {{PER {name}}} in {{GPE Hovik}} on {{DATE Monday|2032-07-12}}.",
            Done(
                "Arrest",
                "arrested",
                time="2032-07-12",
                arguments=(("agent", "Police"), ("person", name), ("place", "Hovik")),
            ),
        )
        for place, name in enumerate(("Oda Pell", "Ivo Krell", "Runa Vask"))
    ),
    *(
        lesson(
            f"arrested-{place}",
            f"{{PER {name}}} was arrested by {{ORG Harbour Guard}}.",
            Done("Arrest", "arrested", arguments=(("agent", "Harbour Guard"), ("person", name))),
        )
        for place, name in enumerate(("Oda Pell", "Ivo Krell"))
    ),
    *(
        lesson(f"killed-{place}", f"{who} were killed.", Done("Casualty", "killed", arguments=(("victim", who),)))
        for place, who in enumerate(("Two sailors", "Three clerks", "Four boys"))
    ),
    *(
        lesson(
            f"visit-{place}",
            f"{{PER {name}}} will visit {{GPE Tamrin}}.",
            Done("Visit", "visit", "planned", arguments=(("visitor", name), ("place", "Tamrin"))),
        )
        for place, name in enumerate(("Oda Pell", "Ivo Krell"))
    ),
    *(
        lesson(
            f"{modality}-{place}",
            f"{{PER {name}}} {verb} resign.",
            Done("Office", "resign", modality, arguments=(("person", name),)),
        )
        for place, name in enumerate(("Oda Pell", "Ivo Krell"))
        for modality, verb in (("possible", "may"), ("denied", "did not"))
    ),
]


# -- evidence ---------------------------------------------------------------------------------------------------------


def test_evidence_counts_each_clue_once_a_sample() -> None:
    evidence = gathered([("a", ["x", "x", "y"]), ("b", ["y"]), ("a", [])])
    assert evidence.labels == {"a": 2, "b": 1}
    assert evidence.clues == {"x": {"a": 1}, "y": {"a": 1, "b": 1}}


def test_clues_are_weighed_against_the_labels_shares() -> None:
    judge = Judge(gathered([("a", ["x"]), ("a", ["x"]), ("b", ["y"]), ("b", [])]), doubt=1.0)
    weights = judge.weigh(["x", "never seen"])
    assert weights["a"] - weights["b"] == pytest.approx(log((2 + 0.5) / 0.5))  # (2 + 1/2) : (0 + 1/2)
    assert heaviest(weights) == ("a", pytest.approx(log(5)))
    assert Judge(gathered([])).weigh(["x"]) == {}
    assert heaviest({}) is None


def test_sums_of_weights_keep_what_one_side_lacks() -> None:
    assert added({"a": 1.0, "b": -2.0}, {"b": 1.0, "c": -3.0}) == {"a": 1.0, "b": -1.0, "c": -3.0}


# -- what is learnt ---------------------------------------------------------------------------------------------------


def test_names_and_the_words_around_and_inside_them() -> None:
    names = learn(LESSONS).names
    assert names.known["Oda Pell"] == "PER"
    assert names.known["Anchor"] == "MEDIA"
    assert names.joints.titles == {"minister", "ms"}
    assert names.offices == {"foreign"}
    assert names.joints.heads == {"ministry"}
    assert names.currencies == {"brells"}
    assert set(names.evidence.clues["head=union"]) == {"ORG"}


def test_cues_and_what_they_do() -> None:
    reporting = learn(LESSONS).reporting
    assert {family(word) for word in ("said", "told", "denied", "threatened", "reported")} <= reporting.verbs
    assert reporting.phrases == (("according", "to"),)
    assert reporting.deny == {family("denied")}
    assert family("threatened") in reporting.infinitive - reporting.direct
    assert reporting.passive == {family("believed")}
    assert reporting.relayed == {family("quoted")}
    assert reporting.relaying == {"citing"}
    assert reporting.addressees == {"reporters"}
    assert reporting.ignorant == {family("know")}
    assert reporting.hedges == {"may"}


def test_a_word_that_seldom_names_an_event_is_no_trigger() -> None:
    struck = lesson("a", "Boats struck.", Done("Attack", "struck"))
    harmless = [lesson(f"b{i}", "Clocks struck.") for i in range(3)]
    assert "Attack" in learn([struck]).happening.words.values()
    assert "Attack" not in learn([struck, *harmless]).happening.words.values()


def test_roles_know_how_their_fillers_stand() -> None:
    casting = learn(LESSONS).casting
    assert set(casting.types) == {"Arrest", "Casualty", "Office", "Visit"}
    assert casting.types["Arrest"].clues["place=passive,True,by"]["agent"] == 2


def test_the_order_of_articles_does_not_matter() -> None:
    assert learn(LESSONS) == learn(LESSONS[::-1])
