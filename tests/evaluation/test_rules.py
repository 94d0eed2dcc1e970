"""The rules system on small composed sentences, one rule each, with lexicons learnt from small composed lessons."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_lessons import LESSONS, Done, Said, lesson

from wirecopy.corpus import load
from wirecopy.corpus.dates import is_timex3
from wirecopy.corpus.model import Annotation, Article, Metadata, Zone, surface
from wirecopy.corpus.units import argument_spans, claims_of, entities_of, events_of, unit_spans
from wirecopy.evaluation.systems import without_gold
from wirecopy.evaluation.systems.rules import Rules, build
from wirecopy.evaluation.systems.rules.lexicon import learn

OLMARA = lesson(
    "olmara", "{GPE Olmara} paid {MONEY nine brells}, {PER Wenna Tidd} bleated. The glorp of {GPE Olmara} ended.",
    Said("Wenna Tidd", "bleated", "Olmara paid nine brells"), Done("Rupture", "glorp"),
)  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(learn([*LESSONS, OLMARA]))


def read(rules: Rules, text: str, **metadata: object) -> Annotation:
    article = Article(
        "a", Annotation("a"), text=text, metadata=msgspec.convert({"published": "2032-07-14", **metadata}, Metadata)
    )  # a Wednesday
    return rules.predict([article])[0]


def names(rules: Rules, text: str, **metadata: object) -> dict[str, str]:
    return {text[e.start : e.end]: e.type for e in entities_of(read(rules, text, **metadata))}


def claims(rules: Rules, text: str) -> list[tuple[str | None, str | None, str]]:
    def words(span: object) -> str | None:
        return surface(text, span) if span else None  # type: ignore[arg-type]

    return [(words(c.source), words(c.cue), surface(text, c.content)) for c in claims_of(read(rules, text))]


def events(rules: Rules, text: str) -> list[tuple[str, str, str | None, dict[str, str]]]:
    found = events_of(read(rules, text))
    return [
        (e.type, surface(text, e.trigger), e.modality, {a.role: surface(text, a.span) for a in e.arguments})
        for e in found
    ]


# -- lexicons ---------------------------------------------------------------------------------------------------------


def test_what_is_learnt_is_used(rules: Rules) -> None:
    text = "The fine of 80 brells stands, a second glorp followed, the mayor bleated."
    assert names(rules, text) == {"80 brells": "MONEY"}
    assert events(rules, text) == [("Rupture", "glorp", "asserted", {})]
    assert claims(rules, text)[0][:2] == ("the mayor", "bleated")
    assert names(Rules(learn([])), text) == {}


# -- entities ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met Foreign Minister Ulla Brack.", {"Ulla Brack": "PER"}),
        ("Ms Odile Ferren spoke. Later Ferren left.", {"Odile Ferren": "PER", "Ferren": "PER"}),
        ("He joined the Ministry of Roads and Canals.", {"Ministry of Roads and Canals": "ORG"}),
        ("It sued Brightwater Timber Ltd again.", {"Brightwater Timber Ltd": "ORG"}),
        ("It sued the Harbour Pilots Union (HPU) and the HPU paid.", {"Harbour Pilots Union": "ORG", "HPU": "ORG"}),
        ("They told the Lantern newspaper so.", {"Lantern": "MEDIA"}),
        ("He read it in the Tolmin Gazette.", {"Tolmin Gazette": "MEDIA"}),
        ("They flew over Lake Imber to Crossfell Castle.", {"Lake Imber": "LOC", "Crossfell Castle": "LOC"}),
        ("She lives in Quillport now.", {"Quillport": "GPE"}),
        ("She lives in Quillona and likes Quillonian cheese.", {"Quillona": "GPE", "Quillonian": "NORP"}),
        ("They tested the Gale-7 twice.", {"Gale-7": "PRODUCT"}),
        ("It breaks the Tidal Waters Act outright.", {"Tidal Waters Act": "LAW"}),
        ("It began with the Wool War.", {"Wool War": "EVENT"}),
        ("Olmara’s harbour is shut.", {"Olmara": "GPE"}),
        ("OLMARA is shut, they hear in OLMARA itself.", {"OLMARA": "GPE"}),
        ("Harbours are shut. Nothing moves.", {}),
    ],
)
def test_names(rules: Rules, text: str, expected: dict[str, str]) -> None:
    assert names(rules, text) == expected


def test_metadata_names_the_agency_the_outlet_the_authors_and_the_city(rules: Rules) -> None:
    text = "Pellworth (Coastwire) Rain fell, Ada Lunt wrote in the Evening Slate."
    stated = {
        "agency": "Coastwire",
        "outlet": "Evening Slate",
        "byline": ["Ada Lunt"],
        "dateline": "Pellworth, July 14",
    }
    assert names(rules, text, **stated) == {
        "Pellworth": "GPE", "Coastwire": "MEDIA", "Ada Lunt": "PER", "Evening Slate": "MEDIA",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("It costs about $2.5bn in all.", "about $2.5bn", "MONEY"),
        ("It costs nearly 30 million brells in all.", "nearly 30 million brells", "MONEY"),
        ("It weighs some 400 tonnes in all.", "some 400 tonnes", "QUANTITY"),
        ("It rose 3.5 percent in all.", "3.5 percent", "QUANTITY"),
    ],
)
def test_amounts_take_their_approximator(rules: Rules, text: str, expected: str, kind: str) -> None:
    assert names(rules, text) == {expected: kind}


def test_an_amount_that_is_restated_teaches_its_currency(rules: Rules) -> None:
    text = "It costs $2.5bn (40 million glims), or 3 glims a head."
    assert names(rules, text) == {"$2.5bn": "MONEY", "40 million glims": "MONEY", "3 glims": "MONEY"}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It rained on Monday again.", "Monday", "2032-07-12"),
        ("They will sail on Monday again.", "Monday", "2032-07-19"),
        ("They will sail next Wednesday again.", "next Wednesday", "2032-07-21"),
        ("It rained late on Tuesday again.", "late on Tuesday", "2032-07-13"),
        ("It rained on 3 May 2030 again.", "3 May 2030", "2030-05-03"),
        ("It rained on Dec. 30 again.", "Dec. 30", "2031-12-30"),
        ("It rained in March again.", "March", "2032-03"),
        ("It rained in 2019 again.", "2019", "2019"),
        ("It rained yesterday again.", "yesterday", "2032-07-13"),
        ("It rained last month again.", "last month", "2032-06"),
        ("It rained this week again.", "this week", "2032-W29"),
        ("It rained for six weeks again.", "six weeks", "P6W"),
        ("It rained at 7.15 pm (1815 GMT) again.", "7.15 pm", "2032-07-14T19:15"),
        ("It rained for half a day again.", "half a day", "PT12H"),
    ],
)
def test_dates_and_their_values(rules: Rules, text: str, words: str, value: str) -> None:
    found = {text[e.start : e.end]: e.value for e in entities_of(read(rules, text)) if e.type == "DATE"}
    assert found[words] == value


def test_a_date_without_a_day_of_publication_is_still_found(rules: Rules) -> None:
    text = "It rained on Monday and in 2019."
    for published in (None, "yesterday"):
        found = entities_of(read(rules, text, published=published))
        assert [(text[e.start : e.end], e.value) for e in found] == [("Monday", None), ("2019", "2019")]


# -- claims -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said that the pier was shut.", ("The mayor", "said", "the pier was shut")),
        ("The pier was shut, the mayor said.", ("the mayor", "said", "The pier was shut")),
        ("The pier was shut, said Ulla Brack.", ("Ulla Brack", "said", "The pier was shut")),
        ("The pier was shut, said Ulla Brack, its keeper.", ("Ulla Brack, its keeper", "said", "The pier was shut")),
        ("The pier was shut, according to the mayor.", ("the mayor", "according to", "The pier was shut")),
        ("According to the mayor, the pier was shut.", ("the mayor", "According to", "the pier was shut")),
        ("The pier, the mayor said, was shut.", ("the mayor", "said", "The pier … was shut")),
        ("Ulla Brack, who keeps it, told reporters that it leaks.", ("Ulla Brack", "told reporters", "it leaks")),
        ("“The pier is ours,” the mayor said.", ("the mayor", "said", "The pier is ours")),
        ("“The pier is ours. It stays,” she said.", ("she", "said", "The pier is ours. It stays")),
        ("“It leaks,” she said, “and it stinks.”", ("she", "said", "It leaks … and it stinks")),
        ("The mayor denied that the pier was shut.", ("The mayor", "denied", "the pier was shut")),
        ("The mayor threatened to close the pier.", ("The mayor", "threatened", "to close the pier")),
        ("The keeper is believed to live abroad.", (None, "believed", "The keeper … to live abroad")),
    ],
)
def test_orders(rules: Rules, text: str, expected: tuple[str | None, str, str]) -> None:
    assert claims(rules, text) == [expected]


def test_two_cues_of_one_source(rules: Rules) -> None:
    text = "The mayor said it was late and denied that the pier was shut."
    assert claims(rules, text) == [
        ("The mayor", "said", "it was late"),
        ("The mayor", "denied", "the pier was shut"),
    ]


def test_a_quotation_without_a_cue_is_the_last_speakers(rules: Rules) -> None:
    text = "The pier had leaked for years, said Ulla Brack. “We drew buckets. We prayed.”"
    assert claims(rules, text)[1] == ("Ulla Brack", None, "We drew buckets. We prayed")


@pytest.mark.parametrize(
    "text",
    [
        "Citing two clerks, the Tolmin Gazette reported that the pier was shut.",
        "The Tolmin Gazette quoted two clerks as saying that the pier was shut.",
    ],
)
def test_a_relayed_claim_has_the_relaying_one_as_parent(rules: Rules, text: str) -> None:
    outer, inner = claims_of(read(rules, text))
    assert surface(text, outer.content) == surface(text, inner.content) == "the pier was shut"
    assert (outer.source_type, inner.source_type) == ("media", "anonymous")
    assert (outer.parent, inner.parent) == (None, outer.id)


def test_a_claim_inside_another_is_its_child(rules: Rules) -> None:
    outer, inner = claims_of(
        read(rules, "The Tolmin Gazette reported that the mayor had denied that the pier was shut.")
    )
    assert inner.parent == outer.id


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("Ulla Brack said it was shut.", ("person", "asserted", "affirm", "indirect")),
        ("Ulla Brack said it may be shut.", ("person", "hedged", "affirm", "indirect")),
        ("Ulla Brack said she did not know if it was shut.", ("person", "unknown", "affirm", "indirect")),
        ("The Ministry of Roads denied that it was shut.", ("organisation", "asserted", "deny", "indirect")),
        ("A dock official said it was “shut for good” now.", ("anonymous", "asserted", "affirm", "mixed")),
        ("“It is shut,” a statement said.", ("document", "asserted", "affirm", "direct")),
    ],
)
def test_attributes(rules: Rules, text: str, attributes: tuple[str, ...]) -> None:
    (claim,) = claims_of(read(rules, text))
    assert (claim.source_type, claim.certainty, claim.polarity, claim.quote) == attributes


@pytest.mark.parametrize(
    "text", ["The court report was long.", "State media are shut.", "He did not say why.", "Nobody came."]
)
def test_no_claims(rules: Rules, text: str) -> None:
    assert claims(rules, text) == []


# -- events -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Police arrested Ulla Brack in Quillport.",
            ("Arrest", "arrested", "asserted", {"agent": "Police", "person": "Ulla Brack", "place": "Quillport"}),
        ),
        (
            "Ulla Brack was arrested by Quillport Police.",
            ("Arrest", "arrested", "asserted", {"agent": "Quillport Police", "person": "Ulla Brack"}),
        ),
        ("Three divers were killed.", ("Casualty", "killed", "asserted", {"victim": "Three divers"})),
        (
            "Ulla Brack will visit Quillport.",
            ("Visit", "visit", "planned", {"visitor": "Ulla Brack", "place": "Quillport"}),
        ),
        ("Ulla Brack may resign.", ("Office", "resign", "possible", {"person": "Ulla Brack"})),
        ("Ulla Brack did not resign.", ("Office", "resign", "denied", {"person": "Ulla Brack"})),
    ],
)  # fmt: skip
def test_events(rules: Rules, text: str, expected: tuple[str, str, str, dict[str, str]]) -> None:
    assert events(rules, text) == [expected]


def test_an_event_takes_the_date_of_its_sentence(rules: Rules) -> None:
    (event,) = events_of(read(rules, "On Monday three divers were killed. It rained on Tuesday."))
    assert event.time == "2032-07-12"


# -- what must always hold --------------------------------------------------------------------------------------------


def test_nothing_is_predicted_in_furniture(rules: Rules) -> None:
    text = "Ulla Brack said it was shut.\n\nAlso read: Ulla Brack arrested in Quillport on Monday, the mayor said."
    cut = text.index("Also")
    article = Article(
        "a", Annotation("a"), text=text, zones=(Zone("body", 0, cut - 2), Zone("furniture", cut, len(text)))
    )
    found = rules.predict([article])[0]
    spans = [span for _, span in (*unit_spans(found), *argument_spans(found))]
    assert spans
    assert all(end <= cut for span in spans for _, end in span)


def test_gold_is_never_seen() -> None:
    system = build()
    for article in load("validation"):
        empty = msgspec.structs.replace(article.annotation, entities=(), claims=(), events=())
        bare = msgspec.structs.replace(article, annotation=empty)
        assert system.predict([article]) == system.predict([bare]) == system.predict([without_gold(article)])


def test_the_same_articles_give_the_same_annotations_in_order() -> None:
    articles = load("train")
    found = build().predict(articles)
    assert [annotation.id for annotation in found] == [article.id for article in articles]
    assert build().predict(articles[::-1])[::-1] == found


PIECES = [
    "Ulla Brack",
    "said",
    "that",
    "“",
    "”",
    '"',
    ",",
    ".",
    ":",
    "’s",
    "the",
    "Harbour Union",
    "arrested",
    "on Monday",
    "of",
    "\n\n",
    "$5bn",
    "according to",
    "citing",
    "quoted",
    "as saying",
    "and",
    "was",
    "killed",
    "-",
    "99 May",
    "(",
    ")",
    "not",
    "told",
    "to",
    "İ",
    "1/0/9999",
]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_spans_inside_it_and_flat_entities(rules: Rules, text: str) -> None:
    found = read(rules, text)
    for _, span in (*unit_spans(found), *argument_spans(found)):
        assert all(0 <= start < end <= len(text) for start, end in span)
        assert all(left[1] <= right[0] for left, right in pairwise(span))
    entities = entities_of(found)
    assert all(left.end <= right.start for left, right in pairwise(entities))
    assert all(e.value is None or is_timex3(e.value) for e in entities)
    known = {claim.id for claim in claims_of(found)}
    assert all(
        claim.parent is None or (claim.parent in known and claim.parent != claim.id) for claim in claims_of(found)
    )
