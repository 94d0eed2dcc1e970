"""A small corpus for the tests of the dataset: one shipped and one withheld article, and any number of others."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from wirecopy.corpus.dataset import outlines
from wirecopy.corpus.dataset.source import Source
from wirecopy.corpus.links import Link
from wirecopy.corpus.model import (
    Annotation,
    Argument,
    Article,
    Claim,
    Entity,
    Event,
    Metadata,
    Pass,
    Provenance,
    Span,
    Zone,
)
from wirecopy.corpus.rights import text_hash, withheld
from wirecopy.corpus.store import Catalogue, Collection

TEXT = (
    "Share this page\n\n"
    "Vesthavn port shut, Holm says\n\n"
    'VESTHAVN - The port is shut, Mayor Ida Holm said, "for two days". Pro-Vesthavn crews were sent home on Monday.\n'
)


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    """Return where words first stand in a text."""
    start = text.index(words)
    return start, start + len(words)


def span(*words: str) -> Span:
    """Return the span whose fragments are these words."""
    return tuple(at(part) for part in words)


def entity(words: str, kind: str, name: str, **more: object) -> Entity:
    """Return the entity of the first occurrence of words."""
    return Entity(*at(words), type=kind, id=name, **more)  # type: ignore[arg-type]


def article(name: str = "port-shut-1", story: str = "port-shut", collection: str = "composed") -> Article:
    """Return an article with a nested, a discontinuous and an unsourced claim, and an entity after a hyphen."""
    pro = TEXT.index("Pro-Vesthavn") + len("Pro-")
    layers = Annotation(
        name,
        (
            entity("Vesthavn", "GPE", "e1", metonym=True, cluster="town"),
            entity("Holm", "PER", "e2", cluster="holm"),
            entity("Ida Holm", "PER", "e3", cluster="holm", link="person.ida-holm"),
            entity("two days", "DATE", "e4", value="P2D"),
            Entity(pro, pro + len("Vesthavn"), type="GPE", id="e5"),
            entity("Monday", "DATE", "e6", value="2031-03-03"),
        ),
        (
            Claim(
                span("The port is shut", "for two days"), span("Mayor Ida Holm"), span("said"), "c1",
                "person", "asserted", "affirm", "mixed", None,
            ),
            Claim(span("Vesthavn port shut"), None, None, "c2", "unstated", "hedged", "deny", "indirect", "c1"),
        ),
        (
            Event(
                "Policy", span("sent home"), "v1", "asserted", "2031-03-03", "sending",
                (Argument("measure", span("crews")), Argument("maker", (at("Ida Holm"),))),
            ),
        ),
    )  # fmt: skip
    zones = (Zone("furniture", 0, 15), Zone("headline", *at("Vesthavn port shut, Holm says")), Zone("body", 48, 158))
    return Article(
        name,
        layers,
        TEXT,
        story,
        collection,
        text_hash(TEXT),
        Metadata(headline="Vesthavn port shut, Holm says", byline=("A. Writer",), license="CC-BY-4.0", language="en"),
        zones,
        Provenance((Pass("composed-1", "model", "schema-1"),)),
    )


def generated(number: int, split: str) -> Iterator[Article]:
    """Yield articles of one split, each with ids and a text of its own."""
    for index in range(number):
        one = article(f"{split}-{index:05d}", f"{split}-story-{index // 2:05d}")
        text = f"{TEXT}End of dispatch {index} of {split}.\n"
        yield msgspec.structs.replace(one, text=text, sha256=text_hash(text))


def store_outline(one: Article, folder: Path) -> None:
    """Store where the tokens of an article lie, as if its text had been restored when it was made."""
    outlines.write_outlines([one], folder)


def linked(number: int = 4) -> Source:
    """Return the generated articles with a link of every kind in the first story of train, and two in test."""
    links = [
        link("supports", "train-00001#c1", "train-00000#c1"),
        link("contradicts", "train-00000#c2", "train-00001#c1"),
        link("updates", "train-00001#c2", "train-00000#c2"),
        link("same", "train-00000#v1", "train-00001#v1"),
        link("same", "test-00001#v1", "test-00000#v1"),
        link("supports", "test-00003#c2", "test-00002#c2"),
    ]
    return source(number)._replace(links=tuple(links))


def shipped(whole: Source) -> Source:
    """Return a corpus without its split of withheld articles."""
    splits = {name: stories for name, stories in whole.catalogue.splits.items() if name != "real"}
    return whole._replace(catalogue=msgspec.structs.replace(whole.catalogue, splits=splits))


def link(kind: str, origin: str, target: str) -> Link:
    """Return a link that a person judged."""
    return Link(kind, origin, target, Pass("links-1", "person", "1"))


def source(number: int = 3) -> Source:
    """Return a corpus of generated articles: train and test have some, validation none, real one withheld article."""
    collections = {
        "composed": Collection("made up", "shipped", "CC-BY-4.0", "The wirecopy maintainers"),
        "wire": Collection("real", "withheld", "all rights reserved", "an agency", "the page | as saved"),
    }
    stories = {split: tuple(sorted({a.story or "" for a in generated(number, split)})) for split in ("train", "test")}
    splits = {"train": stories["train"], "validation": (), "test": stories["test"], "real": ("port-shut",)}

    def articles(split: str) -> Iterator[Article]:
        if split == "real":
            yield withheld(article(collection="wire"))
        elif split in stories:
            yield from generated(number, split)

    return Source(Catalogue("sample", "1.0.0", collections, splits), articles)


def restore(one: Article, data: Path) -> None:
    """Put an article's text where a restored one lies below ``$WIRECOPY_DATA``."""
    folder = data / "texts" / (one.collection or "other")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{one.id}.txt").write_bytes(TEXT.encode())


def forget(data: Path) -> None:
    """Take all restored texts away again."""
    shutil.rmtree(data / "texts", ignore_errors=True)
