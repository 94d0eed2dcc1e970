"""Column files of tokens and tags (CoNLL 2003 and its kin, Universal NER): the entities of an article.

Texts: where a sentence has ``# text =`` that is its text and the tokens are found in it; else it is put together by
``detokenise``. Sentences follow each other by a line feed, after ``# newpar`` by a blank line, or by what the comment
``# spaces_after =`` says (escapes as in UDPipe's SpacesAfter), which is how written files keep their text exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from wirecopy.corpus.atomic import write_text
from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.clean import clean
from wirecopy.corpus.formats.columns import Sentence, align, read_sentences
from wirecopy.corpus.formats.detokenise import DETOKENISATION, detokenise
from wirecopy.corpus.formats.files import require_texts
from wirecopy.corpus.formats.records import Imported, Note, Options, Tally, note_frame
from wirecopy.corpus.formats.schemes import Chunk, IllFormedError, candidates, chunks, encode, known_scheme
from wirecopy.corpus.formats.spans import outermost
from wirecopy.corpus.model import Annotation, Article, Entity, Fragment
from wirecopy.corpus.rights import text_hash
from wirecopy.corpus.tokens import cut, sentences, tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of

_WHY = "conll holds the spans and types of entities only"
_ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\\": r"\\"}


class _Placed(Struct, frozen=True):
    """A sentence's own text, its tokens' offsets there, and its entities as chunks of tokens."""

    text: str
    offsets: list[Fragment]
    chunks: list[Chunk]


def read(path: Path, options: Options) -> Imported:
    """Return an article a document (or a sentence, by option) with its entities.

    Raises ``InputError`` for tags that follow no scheme, or not the one of ``options``, with the line.
    """
    tally = Tally()
    found = read_sentences(path, options)
    scheme = _scheme(path, found, options.scheme)
    articles = []
    for name, group in _documents(path, found, options):
        placed = [_placed(path, sentence, scheme, tally) for sentence in group]
        articles.append(_article(name, group, placed, tally))
    _refuse_repeated(path, [article.id for article in articles])
    return Imported(tuple(articles), tally.notes())


def _scheme(path: Path, found: Sequence[Sentence], chosen: str | None) -> str:
    tagged = [[row.tag for row in sentence.rows] for sentence in found]
    if chosen is not None:
        scheme = known_scheme(chosen)
        problem = _ill_formed(path, found, scheme)
        if problem:
            raise InputError(problem)
        return scheme
    problems = {name: _ill_formed(path, found, name) for name in candidates(tagged)}
    fitting = [name for name, problem in problems.items() if problem is None]
    if fitting:
        # Two can only fit where nothing is tagged at all.
        return "IOB2" if "IOB2" in fitting else fitting[0]
    if not problems:
        letters = ", ".join(sorted({tag[0] for tags in tagged for tag in tags}))
        raise InputError(f"{path}: the prefixes {letters} belong to no one scheme, expected IOB1, IOB2, IOBES or BILOU")
    raise InputError("\n".join(f"{problem} (read as {name})" for name, problem in problems.items()))


def _ill_formed(path: Path, found: Sequence[Sentence], scheme: str) -> str | None:
    for sentence in found:
        try:
            chunks([row.tag for row in sentence.rows], scheme)
        except IllFormedError as error:
            line = sentence.rows[min(error.index, len(sentence.rows) - 1)].line
            return f"{path}:{line}: {error}"
    return None


def _documents(path: Path, found: Sequence[Sentence], options: Options) -> Iterator[tuple[str, list[Sentence]]]:
    stem = path.name.split(".")[0]
    if options.documents == "sentences":
        for number, sentence in enumerate(found, 1):
            if sentence.rows:
                yield sentence.comments.get("sent_id") or f"{stem}-{number}", [sentence]
        return
    groups: list[list[Sentence]] = []
    for sentence in found:
        if sentence.document or not groups:
            groups.append([])
        groups[-1].append(sentence)
    for number, group in enumerate(groups, 1):
        name = group[0].comments.get("newdoc id") or (stem if len(groups) == 1 else f"{stem}-{number}")
        yield name, group


def _placed(path: Path, sentence: Sentence, scheme: str, tally: Tally) -> _Placed:
    rows = [row for row in sentence.rows if row.id is None or row.id.isdecimal()]
    found = chunks([row.tag for row in rows], scheme)
    if "text" in sentence.comments and sentence.rows:
        text = sentence.comments["text"]
        return _Placed(text, list(align(path, sentence.rows, text)), found)
    text, offsets = detokenise([row.form for row in rows])
    tally.add(
        "repaired", "sentences", f"without a text: put together from their tokens by {DETOKENISATION}", count=bool(rows)
    )
    return _Placed(text, offsets, found)


def _article(name: str, group: Sequence[Sentence], placed: Sequence[_Placed], tally: Tally) -> Article:
    parts = [_unescaped(group[0].comments.get("spaces_before", ""))]
    length = len(parts[0])
    spans: list[tuple[int, int, str]] = []
    for i, (sentence, piece) in enumerate(zip(group, placed, strict=True)):
        spans += [
            (length + piece.offsets[first][0], length + piece.offsets[last - 1][1], kind)
            for first, last, kind in piece.chunks
        ]
        following = group[i + 1] if i + 1 < len(group) else None
        parts += [piece.text, _between(sentence, following)]
        length += len(parts[-2]) + len(parts[-1])
    cleaned = clean("".join(parts))
    if cleaned.changed:
        tally.add("repaired", "texts", "brought to NFC, line feeds and no control characters; offsets follow", name)
    entities = tuple(Entity(*cleaned.span(start, end), type=kind) for start, end, kind in spans)
    return Article(name, Annotation(name, entities=entities), text=cleaned.text, sha256=text_hash(cleaned.text))


def _between(sentence: Sentence, following: Sentence | None) -> str:
    stated = sentence.comments.get("spaces_after")
    if stated is not None:
        return _unescaped(stated)
    if following is None or not sentence.rows:
        return ""
    return "\n\n" if {"newpar", "newpar id"} & set(following.comments) else "\n"


def _refuse_repeated(path: Path, names: Sequence[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    refuse([f"{path}: found document {shown(name)} more than once, expected each id once" for name in repeated])


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:
    """Write two columns, token and tag, with ``# newdoc id``, ``# text`` and what is needed to keep the text exactly.

    Tokens are those of ``corpus.tokens``, cut where an entity begins or ends. Of overlapping ones the longest stays.
    """
    require_texts([(article.id, article.text) for article in articles], "conll")
    _refuse_unwritable(articles)
    tally = Tally()
    scheme = known_scheme(options.scheme or "IOB2")
    lines = [line for article in articles for line in _lines(article, scheme, tally)]
    write_text(path, "\n".join(lines) + "\n")
    return tally.notes()


def _refuse_unwritable(articles: Sequence[Article]) -> None:
    refuse(
        [
            f"article {shown(a.id)}: found a line end in the id, which conll cannot hold"
            for a in articles
            if "\n" in a.id
        ]
    )
    kinds = sorted({e.type for a in articles for e in entities_of(a.annotation) if any(c.isspace() for c in e.type)})
    refuse([f"entity type {shown(kind)}: found white space, which conll cannot hold in a tag" for kind in kinds])


def _lines(article: Article, scheme: str, tally: Tally) -> Iterator[str]:
    text = article.text or ""
    _note_losses(article, tally)
    bounds = _line_sentences(text)
    kept = _kept(article, bounds, tally)
    tokens = cut(tokenize(text), [at for entity in kept for at in (entity.start, entity.end)])
    yield f"# newdoc id = {article.id}"
    before = text[: bounds[0][0]] if bounds else text
    if before:
        yield f"# spaces_before = {_escaped(before)}"
    for (start, end), after in zip(bounds, [*[b[0] for b in bounds[1:]], len(text)], strict=False):
        yield f"# text = {text[start:end]}"
        if text[end:after] != ("\n" if after < len(text) else ""):
            yield f"# spaces_after = {_escaped(text[end:after])}"
        here = [token for token in tokens if start <= token[0] < end]
        yield from _rows(text, here, [e for e in kept if start <= e.start < end], scheme)
        yield ""
    if not bounds:
        yield ""


def _rows(text: str, tokens: Sequence[Fragment], kept: Sequence[Entity], scheme: str) -> Iterator[str]:
    first = {start: i for i, (start, _) in enumerate(tokens)}
    last = {end: i + 1 for i, (_, end) in enumerate(tokens)}
    tags = encode(len(tokens), [(first[e.start], last[e.end], e.type) for e in kept], scheme)
    for (start, end), tag in zip(tokens, tags, strict=True):
        yield f"{text[start:end]}\t{tag}"


def _line_sentences(text: str) -> list[Fragment]:
    """Return the sentences, cut at line ends too: a comment is one line."""
    found = []
    for start, end in sentences(text):
        at = start
        for line in text[start:end].split("\n"):
            words = line.strip()
            if words:
                begin = at + line.index(words)
                found.append((begin, begin + len(words)))
            at += len(line) + 1
    return found


def _kept(article: Article, bounds: Sequence[Fragment], tally: Tally) -> list[Entity]:
    entities = entities_of(article.annotation)
    inside = [e for e in entities if any(start <= e.start and e.end <= end for start, end in bounds)]
    tally.add(
        "dropped",
        "entities",
        "they run over the end of a sentence, which conll cannot hold",
        count=len(entities) - len(inside),
    )
    chosen = [inside[i] for i in outermost([(e.start, e.end) for e in inside])]
    tally.add(
        "dropped", "entities", "they overlap a longer one, conll holds flat ones only", count=len(inside) - len(chosen)
    )
    return chosen


def _note_losses(article: Article, tally: Tally) -> None:
    tally.add("dropped", "claims", _WHY, count=len(claims_of(article.annotation)))
    tally.add("dropped", "events", _WHY, count=len(events_of(article.annotation)))
    for name in ("id", "value", "cluster", "link"):
        tally.add(
            "dropped",
            f"entity {name}s",
            _WHY,
            count=sum(getattr(e, name) is not None for e in entities_of(article.annotation)),
        )
    tally.add("dropped", "metonym marks", _WHY, count=sum(e.metonym for e in entities_of(article.annotation)))
    note_frame(tally, article, _WHY)


def _escaped(space: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in space)


def _unescaped(stated: str) -> str:
    plain = {escape: char for char, escape in _ESCAPES.items()} | {r"\r": "\r", r"\p": "|"}
    parts, at = [], 0
    while at < len(stated):
        pair = stated[at : at + 2]
        parts.append(plain.get(pair, stated[at]))
        at += 2 if pair in plain else 1
    return "".join(parts)
