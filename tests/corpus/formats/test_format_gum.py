import re
from collections import Counter
from pathlib import Path

import pytest
from format_strategies import shared_data, unordered
from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus import convert
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, brat, gum, label_studio, wirecopy
from wirecopy.corpus.model import Zone
from wirecopy.corpus.units import entities_of

FIXTURE = Path(__file__).parents[2] / "fixtures" / "formats" / "harbour.conllu"


def test_a_small_document() -> None:
    imported = gum.read(FIXTURE, Options())
    (article,) = imported.articles
    text = article.text or ""
    assert text.startswith("Harbour shut\n\nFriday, May 2, 2031\n\nThe Vale's ships left.“All,” he said.\n\nA ship.")
    assert text.endswith("A ship.\n\nSources\n\nCourier")
    assert gum.text_of(FIXTURE) == text
    assert [(z.kind, text[z.start : z.end]) for z in article.zones] == [
        ("headline", "Harbour shut"),
        ("byline", "Friday, May 2, 2031"),
        ("body", "The Vale's ships left.“All,” he said."),
        ("caption", "A ship."),
        ("furniture", "Sources\n\nCourier"),
    ]
    assert [(text[e.start : e.end], e.type, e.cluster, e.link, e.id) for e in entities_of(article.annotation)] == [
        ("Harbour", "place", "1", None, "e1"),
        ("Friday, May 2, 2031", "time", "2", None, "e2"),
        ("The Vale's ships", "object", "4", None, "e3"),
        ("The Vale's", "place", "3", "Vale_(city)", "e4"),
        ("he", "person", "5", None, "e5"),
    ]
    assert article.metadata.headline == "Harbour shut"
    assert article.metadata.published == "2031-05-02"
    assert article.metadata.license == "CC-BY-2.5"
    assert article.annotation.claims is UNSET
    assert [str(n).split(" (")[0] for n in imported.notes] == ["dropped: 7 sentences' syntax, senses and discourse"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\t_\t_\tdep\t_\tEntity=(1-place", "\tEntity=(1-place", r"harbour.conllu:\d+: found 6 columns .*expected 10"),
        ("# text = Harbour shut\n", "", r"harbour.conllu:\d+: found a sentence without '# text'"),
        ("Entity=2)", "Entity=9)", r"harbour.conllu:\d+: found the end of mention '9', which began nowhere"),
        ("|XML=</date>|Entity=2)", "", r"harbour.conllu:\d+: mention '2' never ends in its sentence"),
        ("# newdoc id = harbour\n", "", "found 0 '# newdoc id', expected one document"),
        ("\tshut\t", "\tshot\t", r"harbour.conllu:\d+: found token 'shot', expected ' shut'"),
    ],
)
def test_broken_documents_are_refused_with_their_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "harbour.conllu").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        gum.read(tmp_path, Options())


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"found no \.conllu file in the folder"):
        gum.read(tmp_path, Options())
    with pytest.raises(InputError, match="no such file or folder"):
        gum.read(tmp_path / "x", Options())


def _concatenated(lines: list[str]) -> str:
    text, paragraph = "", False
    for line in lines:
        paragraph = paragraph or line == "# newpar"
        if line.startswith("# text = "):
            text += ("" if not text else "\n\n" if paragraph else " ") + line.removeprefix("# text = ")
            paragraph = False
    return text


def test_all_of_gum_s_news(tmp_path: Path) -> None:
    folder = shared_data("gum_news")
    imported = convert.read(folder, "gum")
    files = sorted((folder / "conllu").iterdir())
    assert len(imported.articles) == len(files) == 24
    for article, file in zip(imported.articles, files, strict=True):
        lines = file.read_text(encoding="utf-8").split("\n")
        assert article.text == _concatenated(lines) == gum.text_of(file)
        opened = Counter(kind for line in lines for kind in re.findall(r"\(\d+-(\w+)-", line.split("\t")[-1]))
        assert Counter(e.type for e in entities_of(article.annotation)) == opened
        assert [z.kind for z in article.zones[:3]][:2] == ["headline", "byline"]
        assert article.metadata.outlet == "Wikinews"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", article.metadata.published or "")
    assert sum(len(entities_of(a.annotation)) for a in imported.articles) == 5018
    assert {z.kind for a in imported.articles for z in a.zones} == {
        "headline",
        "byline",
        "caption",
        "body",
        "furniture",
    }

    wirecopy.write(imported.articles, tmp_path / "gum.jsonl", Options())
    assert wirecopy.read(tmp_path / "gum.jsonl", Options()).articles == imported.articles
    label_studio.write(imported.articles, tmp_path / "gum.json", Options())
    back = label_studio.read(tmp_path / "gum.json", Options()).articles
    assert list(map(unordered, back)) == list(map(unordered, imported.articles))
    assert [replace(a, annotation=b.annotation) for a, b in zip(back, imported.articles, strict=True)] == list(
        imported.articles
    )
    notes = brat.write(imported.articles, tmp_path / "brat", Options())
    assert {note.what for note in notes} == {"metadata", "zones"}
    bare = tuple(replace(a, zones=(), metadata=type(a.metadata)()) for a in imported.articles)
    assert brat.read(tmp_path / "brat", Options()).articles == bare


def test_zones_cover_every_word_of_gum_s_news() -> None:
    for article in gum.read(shared_data("gum_news"), Options()).articles:
        text, at = article.text or "", 0
        for zone in (*article.zones, Zone("end", len(text), len(text) + 1)):
            assert not text[at : zone.start].strip()
            at = zone.end
