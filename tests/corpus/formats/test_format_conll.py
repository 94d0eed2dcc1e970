from pathlib import Path

import pytest
from format_strategies import articles, shared_data
from hypothesis import given
from msgspec import UNSET

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import Options, conll
from wirecopy.corpus.formats.spans import outermost
from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Metadata
from wirecopy.corpus.units import entities_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"


def _spans(article: Article) -> list[tuple[str, str]]:
    return [((article.text or "")[e.start : e.end], e.type) for e in entities_of(article.annotation)]


def _file(tmp_path: Path, text: str, name: str = "news.conll") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8"))
    return path


def test_four_columns_in_iob1_with_docstart() -> None:
    imported = conll.read(FIXTURES / "iob1.conll", Options())
    assert [a.id for a in imported.articles] == ["iob1-1", "iob1-2"]
    first, second = imported.articles
    assert first.text == "Park met Kim Jong Un in Seoul.\nThe talks cost $ 5 million, he said.".replace("$ 5", "$5")
    assert _spans(first) == [("Park", "PER"), ("Kim Jong Un", "PER"), ("Seoul", "LOC")]
    assert _spans(second) == [("Lockhaven", "LOC"), ("Vale", "LOC")]
    assert [str(note) for note in imported.notes] == [
        "repaired: 3 sentences (without a text: put together from their tokens by wirecopy-detokenisation/1)"
    ]
    assert first.annotation.claims is UNSET


def test_universal_ner_columns_with_text_documents_and_multiword_tokens() -> None:
    imported = conll.read(FIXTURES / "universal.iob2", Options())
    assert [a.id for a in imported.articles] == ["d1", "d2"]
    first, second = imported.articles
    assert first.text == "He can't see “Port Orrel”.\n\nPort  Orrel is far."
    assert _spans(first) == [("Port Orrel", "LOC"), ("Port  Orrel", "LOC")]
    assert second.text == "Vale won."
    assert _spans(second) == [("Vale", "ORG")]
    assert imported.notes == ()


def test_each_sentence_an_article() -> None:
    imported = conll.read(FIXTURES / "universal.iob2", Options(documents="sentences"))
    assert [a.id for a in imported.articles] == ["d1-1", "d1-2", "d2-1"]


@pytest.mark.parametrize("scheme", ["IOB2", "IOBES", "BILOU", "IOB1"])
def test_the_scheme_is_found_out(tmp_path: Path, scheme: str) -> None:
    original = conll.read(FIXTURES / "universal.iob2", Options()).articles
    conll.write(original, tmp_path / "out", Options(scheme=scheme))
    assert conll.read(tmp_path / "out", Options()).articles == original


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "B-PER Kim x\nO said y\n")
    found = conll.read(path, Options(token_column=2, tag_column=-3)).articles
    assert _spans(found[0]) == [("Kim", "PER")]


@given(articles())
def test_written_articles_come_back_with_text_and_outermost_entities(article: Article) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.conll"
        notes = conll.write([article], path, Options())
        back = conll.read(path, Options())
    assert [a.text for a in back.articles] == [article.text]
    kept = [(e.start, e.end, e.type) for e in entities_of(back.articles[0].annotation)]
    assert set(kept) <= {(e.start, e.end, e.type) for e in entities_of(article.annotation)}
    lost = sum(note.count for note in notes if note.what == "entities")
    assert len(kept) + lost == len(entities_of(article.annotation))
    assert len(outermost([span[:2] for span in kept])) == len(kept)


def test_what_conll_cannot_hold_is_counted_and_named(tmp_path: Path) -> None:
    layers = Annotation(
        "a", (Entity(0, 8, "GPE", id="e1", metonym=True), Entity(0, 3, "GPE")), (Claim(((9, 14),)),), ()
    )
    article = Article("a", layers, text="New Vale wins.", metadata=Metadata(headline="New Vale wins"))
    notes = conll.write([article], tmp_path / "out", Options())
    assert [str(note).split(" (")[0] for note in notes] == [
        "dropped: 1 claims", "dropped: 1 entity ids", "dropped: 1 metonym marks",
        "dropped: 1 metadata", "dropped: 1 entities",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Kim\tB-PER\nsaid\n", r":2: found 1 columns .*expected 2"),
        ("Kim\tB-PER\nsaid\tO\tx\n", r":2: found 3 columns .*expected 2"),
        ("Kim\tPER\n", r":1: found 'PER' as tag, expected O or a prefix"),
        ("Kim\tO\nsaid\tX-PER\n", r":2: found 'X-PER' as tag"),
        (
            "Kim\tB-PER\n\nsaid\tO\nso\tI-PER\n",
            r":4: found 'I-PER', which continues nothing under IOB2 \(read as IOB2\)",
        ),
        ("Kim\tS-PER\nsaid\tU-PER\n", r"the prefixes S, U belong to no one scheme"),
        ("word\nword\n", r":1: found one column"),
        ("# text = Kim said.\nKim\tO\nsays\tO\n", r":3: found token 'says', expected ' said.' as in"),
        ("# newdoc id = x\nKim\tO\n\n# newdoc id = x\nKim\tO\n", r"found document 'x' more than once"),
        ("Kim\tO\n-DOCSTART-\tO\n", r":2: found '-DOCSTART-' inside a sentence"),
        ("\tO\n", r":1: found an empty token"),
        ("", r"is empty, expected columns"),
    ],
)
def test_bad_columns_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        conll.read(_file(tmp_path, text), Options())


def test_a_stated_scheme_must_fit(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=":1: found 'I-PER', which continues nothing under IOB2"):
        conll.read(_file(tmp_path, "Kim\tI-PER\n"), Options(scheme="BIO"))
    with pytest.raises(InputError, match=r"scheme: found 'IOB3', expected one of .*did you mean 'IOB"):
        conll.read(_file(tmp_path, "Kim\tI-PER\n"), Options(scheme="IOB3"))


def test_an_article_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 articles have no text"):
        conll.write([Article("a", Annotation("a"))], tmp_path / "out", Options())
    assert list(tmp_path.iterdir()) == []


def test_all_of_uner_pud(tmp_path: Path) -> None:
    path = shared_data("uner_en_pud", "en_pud-ud-test.iob2")
    plain = path.read_text(encoding="utf-8").split("\n")
    imported = conll.read(path, Options())
    assert imported.notes == ()
    assert len(imported.articles) == sum(line.startswith("# newdoc id") for line in plain) == 397
    begins = [
        cells[2][2:] for cells in (line.split("\t") for line in plain) if len(cells) == 5 and cells[2][:2] == "B-"
    ]
    assert sorted(e.type for a in imported.articles for e in entities_of(a.annotation)) == sorted(begins)
    assert len(begins) == 1075
    sentences = [line.removeprefix("# text = ") for line in plain if line.startswith("# text = ")]
    assert [line for a in imported.articles for line in (a.text or "").split("\n")] == sentences
    notes = conll.write(imported.articles, tmp_path / "again.conll", Options())
    assert notes == ()
    assert conll.read(tmp_path / "again.conll", Options()).articles == imported.articles
    one_each = conll.read(path, Options(documents="sentences"))
    assert len(one_each.articles) == 1000
    assert one_each.articles[0].id == "n01001-0001"
