"""Links between articles: the file by hand and for any links, what is refused, what is counted."""

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.conf.cli import run
from wirecopy.corpus import links as module
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.links import Link, PlacedLink, encode_links, links_hash, read_links, write_links
from wirecopy.corpus.links_checks import LINK_CHECKS, linkable
from wirecopy.corpus.model import Annotation, Article, Metadata, Pass
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.validation import validate

SOUND = Path(__file__).parent.parent / "fixtures" / "checks" / "_sound"
LINE = '{"kind": "updates", "from": "a-2#c1", "to": "a-1#c3", "judged": {"annotator": "ana", "kind": "person"}}'
NAMES = st.from_regex(r"[a-z0-9.é\U0001f600-]{1,8}", fullmatch=True)
ENDS = st.builds("{}#{}".format, NAMES, NAMES)
JUDGED = st.builds(Pass, NAMES, st.sampled_from(["person", "model"]), st.none() | NAMES)
ANY = st.lists(st.builds(Link, st.sampled_from(list(load_ontology().links)), ENDS, ENDS, JUDGED), max_size=6)


def test_a_line_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text(f"\n{LINE}\n", encoding="utf-8")
    assert read_links(path) == (Link("updates", "a-2#c1", "a-1#c3", Pass("ana", "person")),)
    write_links(path, read_links(path))
    assert path.read_text(encoding="utf-8") == LINE + "\n"


def test_the_kinds_are_those_of_the_ontology() -> None:
    links = read_links(SOUND / "links.jsonl")
    assert {link.kind for link in links} == set(load_ontology().links)
    assert encode_links(links) == (SOUND / "links.jsonl").read_bytes()


@given(ANY, st.randoms())
def test_any_links_come_back_and_their_order_makes_no_difference(tmp_path_factory, links, random) -> None:
    path = tmp_path_factory.mktemp("links") / "links.jsonl"
    write_links(path, links)
    back = read_links(path)
    assert Counter(back) == Counter(links)
    mixed = random.sample(links, len(links))
    assert encode_links(mixed) == path.read_bytes()
    assert links_hash(mixed) == links_hash(back)


def test_writing_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "links.jsonl"
    path.write_text(LINE + "\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        write_links(path, ())
    assert [p.name for p in tmp_path.iterdir()] == ["links.jsonl"]
    assert path.read_text(encoding="utf-8") == LINE + "\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (LINE.replace("updates", "update"), "kind: found 'update', expected one of supports, .* mean 'updates'"),
        (LINE.replace("a-2#c1", "a-2"), "from: found 'a-2', expected article#unit, such as"),
        (LINE.replace("a-1#c3", "a-1#c3#c4"), "to: found 'a-1#c3#c4', expected article#unit"),
        (LINE.replace('"person"', '"persona"'), r"judged\.kind: found 'persona', expected one of person, model; did"),
        (LINE.replace('"from"', '"form"'), "unknown field 'form', expected one of kind, from, .* mean 'from'"),
        (LINE.replace('"a-1#c3"', "3"), "to: found 3?.*expected str"),
        ('{"kind": "same"}', "missing required field from"),
        ("[1]", "found a list, expected an object with kind, from, to, judged"),
        ("{", "not valid JSON"),
        ("[" * 5000, "not valid JSON"),
        ('{"kind": "\udce9"}', "not valid JSON"),
    ],
)  # fmt: skip
def test_every_broken_line_is_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "links.jsonl"
    path.write_bytes(f"{LINE}\n{line}\n{LINE}\n{line}\n".encode(errors="surrogateescape"))
    with pytest.raises(InputError) as caught:
        read_links(path)
    found = str(caught.value).splitlines()
    assert [part.removeprefix(f"{path}:").split(":")[0] for part in found] == ["2", "4"]
    for part in found:
        assert re.search(message, part), part


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"links\.jsonl: cannot be read"):
        read_links(tmp_path / "links.jsonl")


def test_broken_lines_and_links_are_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (SOUND / "port-closed").iterdir():
        (tmp_path / "port-closed").mkdir(exist_ok=True)
        (tmp_path / "port-closed" / path.name).write_bytes(path.read_bytes())
    lines = [
        "{",
        LINE,
        LINE.replace("updates", "suports").replace("a-2#c1", "port-closed-2#e1").replace("a-1", "port-clsed-1"),
    ]
    (tmp_path / "links.jsonl").write_text("\n".join(lines), encoding="utf-8")
    findings, articles = validate([tmp_path / "links.jsonl"], load_ontology())
    assert articles == 2
    place = str(tmp_path / "links.jsonl")
    assert [(f.check, f.file, f.where) for f in findings] == [
        ("format", place, ""),
        ("link-end", f"{place}:2", "from"),
        ("link-end", f"{place}:2", "to"),
        ("link-end", f"{place}:3", "to"),
        ("link-kind", f"{place}:3", "kind"),
        ("link-kind", f"{place}:3", "from"),
    ]
    assert "did you mean 'port-closed-1'" in findings[3].message
    assert "did you mean 'supports'" in findings[4].message
    assert findings[5].message == "found 'port-closed-2#e1', an entity, expected a claim or an event"
    assert run(["corpus", "validate", place]) == 1
    assert f"{place}:3: port-closed-2: from: found 'port-closed-2#e1', an entity" in capsys.readouterr().out
    opened, _ = validate([tmp_path], None)
    assert ("link-kind", "kind") not in {(f.check, f.where) for f in opened}


@pytest.mark.parametrize(
    ("origin", "target", "wrong"),
    [
        (Metadata(published="2031-03-04"), Metadata(published="2031-03-05"), True),
        (Metadata(published="2031-03-05"), Metadata(published="2031-03-05"), False),
        (Metadata(published="2031-03-04", updated="2031-03-06"), Metadata(published="2031-03-05"), False),
        (Metadata(published="2031-03-05"), Metadata(published="2031-03-04", updated="2031-03-06"), False),
        (Metadata(published="2031-03-04T23:30+00:00"), Metadata(published="2031-03-05T01:00+02:00"), False),
        (Metadata(published="2031-03-05T01:00+02:00"), Metadata(published="2031-03-04T23:30+00:00"), True),
        (Metadata(published="2031-03-05T01:00"), Metadata(published="2031-03-05T02:00+00:00"), False),
        (Metadata(), Metadata(published="2031-03-05"), False),
        (Metadata(published="2031-03-05"), Metadata(), False),
        (Metadata(published="spring"), Metadata(published="2031-03-05"), False),
    ],
)
def test_which_article_is_later(origin: Metadata, target: Metadata, wrong: bool) -> None:
    articles = [Article(name, Annotation(name), metadata=page) for name, page in (("b", origin), ("a", target))]
    known = linkable(articles, load_ontology())
    [check] = [row for row in LINK_CHECKS if row.id == "link-order"]
    for kind, row in load_ontology().links.items():
        links = [PlacedLink("links.jsonl:1", Link(kind, "b#c1", "a#c1", Pass("ana", "person")))]
        assert bool(list(check.find(links, known))) == (wrong and not row.symmetric), kind


def test_links_are_counted_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    judged = Pass("ana", "person")
    links = [Link("updates", "tekwa-truce-2#c1", "tekwa-truce-1#c1", judged)]
    links += [Link("same", f"tekwa-truce-1#v{i}", "tekwa-truce-2#v1", judged) for i in (1, 2)]
    write_links(tmp_path / "links.jsonl", links)
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    assert run(["corpus", "stats", "--json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["links"] == {
        "supports": 0, "contradicts": 0, "updates": 1, "same": 2,
    }  # fmt: skip
    assert run(["corpus", "stats"]) == 0
    assert b"links  supports 0   contradicts 0   updates 1   same 2" in capsysbinary.readouterr().out
    assert run(["corpus", "show", "tekwa-truce-1"]) == 0
    assert b"link  tekwa-truce-2#c1 updates tekwa-truce-1#c1\n" in capsysbinary.readouterr().out
    (tmp_path / "links.jsonl").unlink()
    assert run(["corpus", "stats", "--json"]) == 0
    assert set(json.loads(capsysbinary.readouterr().out)["links"].values()) == {0}


def test_the_file_is_in_the_package() -> None:
    assert files("wirecopy.corpus").joinpath("links.jsonl").is_file()


def test_the_documentation_has_the_kinds_and_checks_that_there_are() -> None:
    page = Path(__file__).parents[2] / "docs" / "format.md"
    if not page.is_file():
        pytest.skip("no documentation beside the tests")
    text = page.read_text(encoding="utf-8").split("## Links between articles")[1]
    for kind, row in load_ontology().links.items():
        direction = "none" if row.symmetric else "from the later article to the earlier one"
        assert f"| `{kind}` | {row.between} | {direction} | {row.definition} |" in text
    assert set(re.findall("`(link-[a-z]+)`", text)) == {row.id for row in LINK_CHECKS}
