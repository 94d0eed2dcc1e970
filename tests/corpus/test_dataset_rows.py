"""Articles to rows: by hand, and for any text and any flat entities."""

from pathlib import Path

import msgspec
import pytest
from dataset_sample import TEXT, article, at, link
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.dataset import outlines
from wirecopy.corpus.dataset.encoding import decoder, encoder
from wirecopy.corpus.dataset.features import CONFIGS, features, role_names, tag_names
from wirecopy.corpus.dataset.joining import Joining
from wirecopy.corpus.dataset.meanings import MEANINGS
from wirecopy.corpus.dataset.rows import article_of, article_row, rows, token_row
from wirecopy.corpus.dataset.source import without_answers
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.rights import text_hash, withheld
from wirecopy.corpus.stats import embedded
from wirecopy.corpus.tokens import from_bio

EXPECTED_TOKENS = [
    ("Share", "O", "furniture", 0), ("this", "O", "furniture", 0), ("page", "O", "furniture", 0),
    ("Vesthavn", "B-GPE", "headline", 1), ("port", "O", "headline", 1), ("shut", "O", "headline", 1),
    (",", "O", "headline", 1), ("Holm", "B-PER", "headline", 1), ("says", "O", "headline", 1),
    ("VESTHAVN", "O", "body", 2), ("-", "O", "body", 2), ("The", "O", "body", 2), ("port", "O", "body", 2),
    ("is", "O", "body", 2), ("shut", "O", "body", 2), (",", "O", "body", 2), ("Mayor", "O", "body", 2),
    ("Ida", "B-PER", "body", 2), ("Holm", "I-PER", "body", 2), ("said", "O", "body", 2), (",", "O", "body", 2),
    ('"', "O", "body", 2), ("for", "O", "body", 2), ("two", "B-DATE", "body", 2), ("days", "I-DATE", "body", 2),
    ('"', "O", "body", 2), (".", "O", "body", 2), ("Pro", "O", "body", 3), ("-", "O", "body", 3),
    ("Vesthavn", "B-GPE", "body", 3), ("crews", "O", "body", 3), ("were", "O", "body", 3), ("sent", "O", "body", 3),
    ("home", "O", "body", 3), ("on", "O", "body", 3), ("Monday", "B-DATE", "body", 3), (".", "O", "body", 3),
]  # fmt: skip
QUOTED = 'VESTHAVN - The port is shut, Mayor Ida Holm said, "for two days".'


def test_tokens_by_hand() -> None:
    [row] = rows(article())["entities"]
    columns = zip(row["tokens"], row["ner_tags"], row["zone_kinds"], row["sentence_ids"], strict=True)
    assert list(columns) == EXPECTED_TOKENS
    assert [TEXT[s:e] for s, e in zip(row["starts"], row["ends"], strict=True)] == row["tokens"]
    followed = [t for t, space in zip(row["tokens"], row["whitespace"], strict=True) if not space]
    assert followed == ["shut", "shut", "said", '"', "days", '"', "Pro", "-", "Monday", "."]


def test_claims_by_hand() -> None:
    first, second = rows(article())["claims"]
    start = TEXT.index("VESTHAVN")
    assert first == {
        "id": "port-shut-1#c1", "article": "port-shut-1", "claim": "c1", "story": "port-shut",
        "collection": "composed", "sha256": text_hash(TEXT), "parent": None,
        "source": [list(at("Mayor Ida Holm"))], "cue": [list(at("said"))],
        "content": [list(at("The port is shut")), list(at("for two days"))],
        "source_surface": "Mayor Ida Holm", "cue_surface": "said",
        "content_surface": "The port is shut … for two days",
        "source_type": "person", "certainty": "asserted", "polarity": "affirm", "quote": "mixed",
        "zone": "body", "context": QUOTED, "context_start": start, "context_end": start + len(QUOTED),
    }  # fmt: skip
    assert (second["source"], second["cue"], second["source_surface"], second["parent"]) == (None, None, None, "c1")
    assert (second["zone"], second["context"]) == ("headline", "Vesthavn port shut, Holm says")


def test_events_by_hand() -> None:
    [row] = rows(article())["events"]
    assert (row["id"], row["type"], row["trigger_surface"]) == ("port-shut-1#v1", "Policy", "sent home")
    assert (row["modality"], row["time"], row["cluster"]) == ("asserted", "2031-03-03", "sending")
    assert row["arguments"] == [
        {"role": "measure", "span": [list(at("crews"))], "surface": "crews", "entity": None},
        {"role": "maker", "span": [list(at("Ida Holm"))], "surface": "Ida Holm", "entity": "e3"},
    ]
    assert row["context"] == "Pro-Vesthavn crews were sent home on Monday."


def test_links_by_hand() -> None:
    first, second = article("port-shut-1"), article("port-shut-2")
    joining = Joining(
        [link("updates", "port-shut-2#c1", "port-shut-1#c2"), link("same", "port-shut-1#v1", "port-shut-2#v1")]
    )
    for one in (first, second, article("port-shut-3")):
        joining.see(one)
    same, updates = joining.of_split().values()
    start, headline = TEXT.index("VESTHAVN"), at("Vesthavn port shut, Holm says")
    assert updates == {
        "id": "port-shut-2#c1 updates port-shut-1#c2", "kind": "updates", "story": "port-shut",
        "from_article": "port-shut-2", "from_unit": "c1", "from_collection": "composed", "from_sha256": text_hash(TEXT),
        "from_source": [list(at("Mayor Ida Holm"))], "from_cue": [list(at("said"))],
        "from_span": [list(at("The port is shut")), list(at("for two days"))],
        "from_source_surface": "Mayor Ida Holm", "from_cue_surface": "said",
        "from_span_surface": "The port is shut … for two days",
        "from_context": QUOTED, "from_context_start": start, "from_context_end": start + len(QUOTED),
        "to_article": "port-shut-1", "to_unit": "c2", "to_collection": "composed", "to_sha256": text_hash(TEXT),
        "to_source": None, "to_cue": None, "to_span": [list(at("Vesthavn port shut"))],
        "to_source_surface": None, "to_cue_surface": None, "to_span_surface": "Vesthavn port shut",
        "to_context": "Vesthavn port shut, Holm says", "to_context_start": headline[0], "to_context_end": headline[1],
        "judged": {"annotator": "links-1", "kind": "person", "guidelines": "1", "started": None, "finished": None},
    }  # fmt: skip
    assert (same["from_span_surface"], same["from_source"], same["from_cue"]) == ("sent home", None, None)
    assert joining.of_split() == {}
    joining.finish()


def test_a_withheld_text_takes_words_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = article(collection="wire")
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    monkeypatch.setattr(outlines, "_stored", lambda _: outlines._File("1", {}))
    with pytest.raises(InputError, match="'port-shut-1': its text is withheld and the offsets of its tokens"):
        rows(withheld(shipped))
    monkeypatch.setattr("wirecopy.corpus.dataset.rows.outline", lambda _: outlines.outline(shipped))
    for config, found in rows(withheld(shipped)).items():
        for row, whole in zip(found, rows(shipped)[config], strict=True):
            gone = {key for key in row if row[key] != whole[key]}
            assert gone <= {"text", "metadata", "tokens", "context", "entities", "claims", "events", "arguments"} | {
                key for key in row if key.endswith("surface")
            }
            assert not _strings(row) & {"Ida Holm", "said", "sent home", "crews", QUOTED, TEXT}


def _strings(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_strings, value.values()))
    if isinstance(value, list):
        return set().union(*map(_strings, value))
    return {value} if isinstance(value, str) else set()


def test_outlines_are_stored_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = article(collection="secret")
    gone = withheld(shipped)
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path / "data"))
    restored = tmp_path / "data" / "texts" / "secret"
    restored.mkdir(parents=True)
    (restored / "port-shut-1.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(outlines, "FOLDER", tmp_path)
    assert outlines.write_outlines([gone], tmp_path) == [tmp_path / "secret.json"]
    assert not {"port", "Ida"} & set((tmp_path / "secret.json").read_text(encoding="utf-8").split('"'))
    (restored / "port-shut-1.txt").unlink()
    assert outlines.outline(gone) == outlines.outline(shipped)
    other = msgspec.structs.replace(gone, sha256="0" * 64)
    with pytest.raises(InputError, match="restore secret"):
        outlines.outline(other)
    outlines._stored.cache_clear()


def test_every_withheld_article_of_the_corpus_has_its_offsets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_DATA", str(tmp_path))
    for one in embedded():
        [row] = rows(one)["entities"]
        spans = from_bio(list(zip(row["starts"], row["ends"], strict=True)), row["ner_tags"])
        assert spans == sorted((e.start, e.end, e.type) for e in one.annotation.entities or ())


def test_an_article_comes_back_from_its_row() -> None:
    for one in [article(), withheld(article()), without_answers(article()), *embedded()]:
        row = article_row(one)
        columns = features("articles")
        encoded = encoder(columns)(row, one.id)
        assert decoder(columns)(encoded) == row
        assert article_of(row) == one


def test_without_answers_no_boundary_shows() -> None:
    [row] = rows(without_answers(article()))["entities"]
    assert row["ner_tags"] is None
    assert row["tokens"] == [token for token, *_ in EXPECTED_TOKENS]
    inside = Annotation("x", (Entity(1, 3, type="PER"),), (), ())
    split = Article("x", inside, "abcdef\n", sha256=text_hash("abcdef\n"))
    assert rows(split)["entities"][0]["tokens"] == ["a", "bc", "def"]
    assert rows(without_answers(split))["entities"][0]["tokens"] == ["abcdef"]


def test_overlapping_entities_are_refused_by_name() -> None:
    twice = Annotation("x", (Entity(0, 3, type="PER"), Entity(2, 5, type="ORG")), (), ())
    with pytest.raises(InputError, match=r"article 'x': entities: .* overlaps another span"):
        rows(Article("x", twice, "abcdef", sha256=""))


def test_missing_unknown_and_mistyped_are_refused_before_they_vanish() -> None:
    encode = encoder(features("claims"))
    [row, _] = rows(article())["claims"]
    with pytest.raises(InputError, match="claims c1: found cue on one side only"):
        encode({key: value for key, value in row.items() if key != "cue"}, "claims c1")
    with pytest.raises(InputError, match="found colour on one side only"):
        encode({**row, "colour": 1}, "claims c1")
    with pytest.raises(InputError, match=r"claims c1\.certainty: found 'sure', expected one of asserted"):
        encode({**row, "certainty": "sure"}, "claims c1")


def test_labels_are_the_ontology_in_its_order() -> None:
    ontology = load_ontology()
    assert tag_names()[:3] == ["O", "B-PER", "I-PER"]
    assert len(tag_names()) == 1 + 2 * len(ontology.entities)
    assert features("events")["type"].names == list(ontology.events.types)
    assert set(role_names()) == {role for row in ontology.events.types.values() for role in row.roles}
    assert all(set(features(config)) <= MEANINGS.keys() for config in CONFIGS)


@st.composite
def tagged(draw: st.DrawFn) -> Article:
    text = draw(st.text(st.sampled_from("ab-'.,é\n\u0301 \U0001f600"), min_size=1, max_size=40))
    points = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [
        (left, right)
        for left, right in zip(points[::2], points[1::2], strict=False)
        if text[left:right] and text[left:right] == text[left:right].strip() and not text[left].isspace()
    ]
    kinds = draw(st.lists(st.sampled_from(list(load_ontology().entities)), min_size=len(pairs), max_size=len(pairs)))
    entities = tuple(Entity(s, e, type=kind) for (s, e), kind in zip(pairs, kinds, strict=True))
    return Article("x", Annotation("x", entities, (), ()), text, sha256=text_hash(text))


@given(tagged())
def test_tags_hold_every_entity_and_tokens_the_text(one: Article) -> None:
    row = token_row(one, outlines.outline(one))
    tokens = list(zip(row["starts"], row["ends"], strict=True))
    assert from_bio(tokens, row["ner_tags"]) == [(e.start, e.end, e.type) for e in one.annotation.entities or ()]
    assert "".join(row["tokens"]) == "".join((one.text or "").split())
    glued = "".join(t + " " * space for t, space in zip(row["tokens"], row["whitespace"], strict=True))
    assert glued.split() == (one.text or "").split()
