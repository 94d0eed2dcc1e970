"""Passes: what several annotators made of the same articles, read from annotation lines and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import UNSET

from wirecopy.corpus.checks import Candidate, arguments_inside, duplicate_ids, offsets, parent_loop, references
from wirecopy.corpus.errors import InputError, refuse
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.rights import restored
from wirecopy.corpus.store import ARTICLES, article_files, from_line, read_article

CHECKS = (offsets, arguments_inside, references, parent_loop, duplicate_ids)


class Passes(msgspec.Struct, frozen=True):
    """The passes of several annotators.

    ``lines`` is annotator -> article -> annotation, annotators by name; ``texts`` and ``stories`` are by article, of
    the articles that at least two annotators have done.
    """

    lines: Mapping[str, Mapping[str, Annotation]]
    texts: Mapping[str, str]
    stories: Mapping[str, str | None]

    @property
    def annotators(self) -> tuple[str, ...]:
        """The annotators, by name."""
        return tuple(self.lines)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that can be compared, by id."""
        return tuple(self.texts)

    def of(self, article: str) -> dict[str, Annotation]:
        """Return annotator -> annotation of one article, for those who did it."""
        return {name: lines[article] for name, lines in self.lines.items() if article in lines}

    def single(self) -> list[str]:
        """Return the articles that only one annotator has done, by id."""
        return sorted({article for lines in self.lines.values() for article in lines}.difference(self.texts))


def has_layer(annotation: Annotation, layer: str) -> bool:
    """Return whether a pass has done a layer: an empty one is done, an absent one is not."""
    return getattr(annotation, layer) is not UNSET


def read_passes(paths: Sequence[Path]) -> Passes:
    """Return the passes in files of annotation lines; an annotator is a file's stem.

    Raises ``InputError`` for unreadable files, two files of one stem, fewer than two files, and all that ``as_passes``
    refuses.
    """
    stems: dict[str, Path] = {}
    for path in paths:
        if path.stem in stems:
            raise InputError(
                f"{path}: annotator {path.stem!r} is {stems[path.stem]} already; annotators are file stems, "
                "expected each once"
            )
        stems[path.stem] = path
    if len(stems) < 2:
        raise InputError(f"found {len(stems)} file, expected the passes of two annotators or more")
    return as_passes({stem: read_lines(path) for stem, path in stems.items()})


def as_passes(lines: Mapping[str, Iterable[Annotation]]) -> Passes:
    """Return checked passes: annotator -> annotations, each article once; one without any layer is not done.

    The text of an article comes from a line, else from the embedded corpus. Raises ``InputError`` naming all of: lines
    whose texts or stories differ, articles without text, offsets outside the text, parents that are no claim.
    """
    done = {
        name: {a.id: a for a in lines[name] if any(has_layer(a, layer) for layer in LAYERS)} for name in sorted(lines)
    }
    shared = _shared(done)
    known = _embedded(done, shared)
    problems: list[str] = []
    texts, stories = (
        {article: _one(done, article, field, problems) for article in shared} for field in ("text", "story")
    )
    for article in shared:
        texts[article] = texts[article] or (known[article].text if article in known else None)
        stories[article] = stories[article] or (known[article].story if article in known else None)
        if texts[article] is None:
            problems.append(_without_text(article, known.get(article)))
    refuse(problems)
    found = Passes(done, {article: text for article, text in texts.items() if text is not None}, stories)
    refuse(list(_problems(found)))
    return found


def _shared(done: Mapping[str, Mapping[str, Annotation]]) -> list[str]:
    """Return the articles of which at least two annotators did the same layer, by id."""
    shared = []
    for article in sorted(set(chain.from_iterable(done.values()))):
        passes = [lines[article] for lines in done.values() if article in lines]
        if any(sum(has_layer(each, layer) for each in passes) > 1 for layer in LAYERS):
            shared.append(article)
    return shared


def _one(done: Mapping[str, Mapping[str, Annotation]], article: str, field: str, problems: list[str]) -> str | None:
    """Return the value that the lines of an article give for a field; note where they differ."""
    given = {name: getattr(lines[article], field) for name, lines in done.items() if article in lines}
    stated = {name: value for name, value in given.items() if value is not None}
    if len(set(stated.values())) > 1:
        who = ", ".join(stated)
        problems.append(f"article {article!r}: {field}: found different ones in the lines of {who}, expected the same")
    return next(iter(stated.values()), None)


def _embedded(done: Mapping[str, Mapping[str, Annotation]], shared: Sequence[str]) -> dict[str, Article]:
    """Return the articles of the embedded corpus, by id, for lines that leave out their text or story."""
    wanted = {article for lines in done.values() for article in shared if article in lines and _bare(lines[article])}
    if not wanted:
        return {}
    files = {path.stem: path for path in article_files(ARTICLES)}
    articles = [read_article(files[article]) for article in sorted(wanted) if article in files]
    return {a.id: restored(a) if a.text is None else a for a in articles}


def _bare(line: Annotation) -> bool:
    return line.text is None or line.story is None


def _without_text(article: str, known: Article | None) -> str:
    if known is None:
        return f"article {article!r}: found no text in any line and none in the corpus, expected one of the two"
    return (
        f"article {article!r}: its text is withheld and not restored; restore it: "
        f"wirecopy corpus restore {known.collection} --from PATH"
    )


def _problems(passes: Passes) -> Iterator[str]:
    for name, lines in passes.lines.items():
        for article, text in passes.texts.items():
            if article in lines:
                line = msgspec.structs.replace(lines[article], text=text)
                candidate = Candidate(name, from_line(line))
                for check in CHECKS:
                    for where, message in check(candidate, None):
                        yield f"{name}: article {article!r}: {where}: {message}"
