import tempfile
from pathlib import Path

import pytest
from format_strategies import articles, unordered
from hypothesis import given
from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, brat
from wirecopy.corpus.model import Annotation, Argument, Article, Claim, Entity, Event, surface
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import claims_of, entities_of, events_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"


def _words(article: Article, span: tuple[tuple[int, int], ...] | None) -> str | None:
    return None if span is None else surface(article.text or "", span)


def test_attributions_with_repeated_parts() -> None:
    imported = brat.read(FIXTURES / "attribution", Options(mapping="attribution"))
    (article,) = imported.articles
    assert article.annotation.entities is UNSET
    assert article.annotation.events is UNSET
    found = [
        (c.id, _words(article, c.source), _words(article, c.cue), _words(article, c.content))
        for c in claims_of(article.annotation)
    ]
    assert found == [
        ("E1", "The harbour office", "said", "in a note … that two ships had left"),
        ("E2", "Mara Quill", "told the Vale Courier", "No more … than three"),
    ]
    assert [str(note).split(" (")[0] for note in imported.notes] == [
        "left out: 1 claims", "dropped: 1 AnnotatorNotes notes", "dropped: 1 Discard marks",
    ]  # fmt: skip
    assert "harbour.ann:15 E3" in str(imported.notes[0])


def test_attributions_survive_being_written(tmp_path: Path) -> None:
    original = brat.read(FIXTURES / "attribution", Options(mapping="attribution")).articles
    brat.write(original, tmp_path / "out", Options(mapping="attribution"))
    lines = (tmp_path / "out" / "harbour.ann").read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if line.startswith("E")] == [
        "E1\tAttribution:T1 Content:T2 Content2:T3 Source:T4 Cue:T5",
        "E2\tAttribution:T6 Content:T7 Content2:T8 Source:T9 Cue:T10",
    ]
    assert brat.read(tmp_path / "out", Options(mapping="attribution")).articles == original


def test_plain_brat_events_attributes_and_what_is_lost() -> None:
    imported = brat.read(FIXTURES / "plain_brat", Options())
    (article,) = imported.articles
    entities = [
        (_words(article, ((e.start, e.end),)), e.type, e.cluster, e.link) for e in entities_of(article.annotation)
    ]
    assert entities == [
        ("Kim", "Person", "equiv-1", None),
        ("Lee", "Person", None, None),
        ("Park", "Person", None, None),
        ("Putin", "Person", "equiv-1", "Wikidata:Q7747"),
        ("Vladivostok", "Place", None, None),
        ("Vladivostok", "Place", None, None),
    ]
    events = [
        (e.type, _words(article, e.trigger), e.modality, [(a.role, _words(article, a.span)) for a in e.arguments])
        for e in events_of(article.annotation)
    ]
    assert events == [
        ("Meet", "met", None, [("Participant", w) for w in ("Kim", "Lee", "Park")] + [("Place", "Vladivostok")]),
        ("Fail", "fell … off", "denied", [("Theme", "arms\ndeal")]),
        ("Deal", "arms\ndeal", None, []),
    ]
    assert [str(note).split(" (")[0] for note in imported.notes] == [
        "repaired: 1 marks", "dropped: 1 Knows relations", "kept: 1 arguments", "dropped: 1 Negation attributes",
        "repaired: 2 equivalent marks",
    ]  # fmt: skip
    assert article.annotation.claims is UNSET


@given(articles())
def test_our_whole_annotation_round_trips(article: Article) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out"
        assert brat.write([article], path, Options()) == ()
        back = brat.read(path, Options())
    assert back.notes == ()
    assert unordered(back.articles[0]) == unordered(article)


def test_ids_that_no_file_is_called_and_absent_layers_come_back(tmp_path: Path) -> None:
    names = ["../up", "a/b", "ü %", ".hidden", "CON~1", "a%2Fb"]
    original = tuple(Article(name, Annotation(name, entities=())) for name in sorted(names))
    original = tuple(replace(a, text="Vale.", sha256=None) for a in original)
    brat.write(original, tmp_path / "out", Options())
    back = {a.id: a for a in brat.read(tmp_path / "out", Options()).articles}
    assert {name: back[name].annotation for name in back} == {a.id: a.annotation for a in original}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_losses_are_counted_by_name(tmp_path: Path) -> None:
    claim = Claim(((0, 3),), id="c1", certainty="hedged", parent="c1")
    event = Event("Visit", ((0, 3),), arguments=(Argument("visitor", ((0, 3),)),))
    article = Article("a", Annotation("a", (Entity(0, 3, "PER"),), (claim,), (event,)), text="Kim", story="s")
    notes = brat.write([article], tmp_path / "out", Options(mapping="attribution"))
    assert [str(note).split(" (")[0] for note in notes] == [
        "dropped: 1 entities", "dropped: 1 events", "dropped: 1 certainty values", "dropped: 1 parents",
        "dropped: 1 story",
    ]  # fmt: skip


def test_the_configuration_lists_the_ontology(tmp_path: Path) -> None:
    brat.write([Article("a", Annotation("a", (), (), ()), text="x")], tmp_path / "out", Options())
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    ontology = load_ontology()
    assert all(f"\t{kind}\n" in conf for kind in ontology.entities)
    assert all(f"\t{kind}\t{next(iter(row.roles))}*:<ANY>" in conf for kind, row in ontology.events.types.items())
    assert "certainty\tArg:claim, Value:asserted|hedged|unknown" in conf


BAD = {
    "T1\tPER 0 9\tKim": r":1: T1: found end 9, expected at most 8, the text's length",
    "T1\tPER 0 3\tPark": r":1: T1: found 'Kim' at its offsets, expected 'Park', which stands nowhere",
    "T1\tPER 4 7\tKim": r":1: T1: found 'met' at its offsets, expected 'Kim', which stands 2 times",
    "T1\tPER 3 3\tKim": r":1: found .*, expected T1<TAB>TYPE START END",
    "T1\tPER 0": r":1: found .*, expected T1<TAB>TYPE START END",
    "T1\tPER 0 3": r":1: found .*, expected T1<TAB>TYPE START END",
    "T1\tPER 0 3\tKim\nT1\tPER 0 3\tKim": r":2: found T1 a second time",
    "E1\tVisit:T1": r":1: found 'T1', expected the id of an annotation",
    "T1\tVisit 0 3\tKim\nE1\tVisit": r":2: found .*, expected E1<TAB>TYPE:T1",
    "R1\tparent Arg1:T1": r":1: found .*, expected R1<TAB>TYPE ARG1:T1 ARG2:T2",
    "X1\tPER 0 3\tKim": r":1: found 'X1.*', expected a line that begins with T, E, R",
    "just some words": r":1: found 'just some words', expected a line that begins with",
    "A1\tmetonym": r":1: found .*, expected A1<TAB>NAME T1",
    "T1\tclaim 0 3\tKim\nT2\tsource 4 7\tmet\nT3\tsource 0 3\tKim\nE1\tclaim:T1 source:T2 source2:T3": (
        r":4: E1: found a second source2"
    ),
}


@pytest.mark.parametrize("lines", BAD)
def test_bad_lines_are_refused(tmp_path: Path, lines: str) -> None:
    (tmp_path / "a.txt").write_text("Kim met Kim"[:8] if "0 9" in lines else "Kim met Kim", encoding="utf-8")
    (tmp_path / "a.ann").write_text(lines, encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.ann" + BAD[lines]):
        brat.read(tmp_path, Options())


def test_mappings_are_checked(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"mapping: found 'atribution', expected attribution, wirecopy.*did you mean 'attribution'"
    ):
        brat.read(FIXTURES / "attribution", Options(mapping="atribution"))
    own = tmp_path / "own.yaml"
    own.write_text("{what: x, ids: lines, entities: true, events: true, claims: {type: C, parts: {contents: X}}}")
    with pytest.raises(InputError, match="found 'contents', expected content, source, cue; did you mean 'content'"):
        brat.read(FIXTURES / "attribution", Options(mapping=str(own)))
    own.write_text("{what: x, ids: both, entities: true, events: true}")
    with pytest.raises(InputError, match=r"own\.yaml: ids: found 'both'"):
        brat.read(FIXTURES / "attribution", Options(mapping=str(own)))


def test_half_a_document_is_refused_or_named(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.ann: found no a\.txt beside it"):
        brat.read(tmp_path, Options())
    (tmp_path / "a.txt").write_text("Kim", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Lee", encoding="utf-8")
    imported = brat.read(tmp_path, Options())
    assert [a.id for a in imported.articles] == ["a"]
    assert "left out: 1 texts (no .ann file beside them)" in str(imported.notes[0])
    with pytest.raises(InputError, match="is there already and not an empty folder"):
        brat.write(imported.articles, tmp_path, Options())
