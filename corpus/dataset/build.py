"""``corpus build``: the folder that goes to the Hub, the same bytes for the same version of the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from wirecopy.corpus.atomic import writing
from wirecopy.corpus.card import write_card
from wirecopy.corpus.card.settings import repository_name
from wirecopy.corpus.croissant import write_croissant
from wirecopy.corpus.dataset.contents import MANIFEST, SITE, Contents, Manifest, read_manifest, write_manifest
from wirecopy.corpus.dataset.features import LINKS
from wirecopy.corpus.dataset.folder import replacing
from wirecopy.corpus.dataset.joining import Joining
from wirecopy.corpus.dataset.parquet import Table, write_split, write_table
from wirecopy.corpus.dataset.source import Source, embedded, without_answers
from wirecopy.corpus.dataset.tally import Tallies
from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.lines import encode_line
from wirecopy.corpus.links import LINKS_FILE, links_hash, write_links
from wirecopy.corpus.model import Article
from wirecopy.corpus.progress import progress

PRIVATE_NOTE = "gold.md"


def build(
    out: Path,
    *,
    repo: str | None = None,
    withhold_gold: Sequence[str] = (),
    site: bool = False,
    source: Source | None = None,
) -> Manifest:
    """Build the dataset in the folder ``out``, which appears only when it is complete; return its manifest.

    Card, citation, Croissant and ``eval.yaml`` name ``repo`` (``ORG/NAME``) as the place on the Hub, by default the
    placeholder of ``card.yaml``.

    The splits of ``withhold_gold`` stand in it without answers; their annotation lines go to the folder
    ``<out>-private`` beside it, a file a split, which ``wirecopy score --gold`` reads; their links go there as well.
    With ``site`` the folder also gets a static browser, which is not published. Memory is bounded by one batch of
    articles and by the linked units of a split.

    Raises:
        InputError: an unknown split, no name of a repository, a folder that is no earlier build, an article that
            cannot be published.
    """
    source, repository = source or embedded(), repository_name(repo)
    held = _known_splits(withhold_gold, source)
    out = out.resolve()
    if not held:
        return _build(out, None, held, site, source, repository)
    with replacing(out.with_name(f"{out.name}-private"), PRIVATE_NOTE) as private:
        private.chmod(0o700)
        note = f"Held-back answers of {source.catalogue.name} {source.catalogue.version}: not to be published.\n"
        (private / PRIVATE_NOTE).write_text(note, encoding="utf-8")
        return _build(out, private, held, site, source, repository)


def _known_splits(splits: Sequence[str], source: Source) -> tuple[str, ...]:
    known = source.catalogue.splits
    for split in splits:
        if split not in known:
            raise InputError(
                f"split {split!r}: found no such split, expected {', '.join(known)}{nearest(split, known)}"
            )
    return tuple(split for split in known if split in splits)


def _build(
    out: Path, private: Path | None, held: tuple[str, ...], site: bool, source: Source, repository: str
) -> Manifest:
    with replacing(out, MANIFEST) as folder:
        tallies, joining = Tallies(held), Joining(source.links)
        tables: list[Table] = []
        for split in source.catalogue.splits:
            tables += write_split(folder, split, _passing(source, split, private, tallies, joining))
            joined = joining.of_split()
            if split not in held:
                tallies.add_links(split, joined)
                tables += write_table(folder, LINKS, split, joined.values())
            elif joined and private is not None:
                write_links(private / f"{split}.{LINKS_FILE}", joined)
        joining.finish()
        contents = Contents(source.catalogue, tables, tallies, held, links_hash(source.links), repository)
        write_card(folder, contents)
        write_croissant(folder, contents)
        if site:
            from wirecopy.corpus.card.site import write_site

            write_site(folder / SITE, source, held)
        write_manifest(folder, contents)
    return read_manifest(out)


def _passing(source: Source, split: str, private: Path | None, tallies: Tallies, joining: Joining) -> Iterator[Article]:
    """Yield a split's articles as they are published, counting them and writing held-back gold as they pass."""
    stories = len(source.catalogue.splits[split])
    with progress(f"building {split}", stories) as advance:
        seen: set[str | None] = set()
        for article, published in _published(source, split, private if split in tallies.withheld else None):
            tallies.add(split, article, published)
            joining.see(article)
            advance(article.story not in seen)
            seen.add(article.story)
            yield published


def _published(source: Source, split: str, private: Path | None) -> Iterator[tuple[Article, Article]]:
    if private is None:
        for article in source.articles(split):
            yield article, article
        return
    with writing(private / f"{split}.jsonl") as gold:
        for article in source.articles(split):
            gold.write(encode_line(article.line()) + b"\n")
            yield article, without_answers(article)
