"""An annotated article for the terminal: in colour, or in plain brackets where there are no colours."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec import UNSET

from wirecopy.corpus.draw.layers import Mark, claim_rows, event_rows, layer, marks, segments, visible, words
from wirecopy.corpus.ontology import load_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from wirecopy.corpus.model import Article

_BRACKETS = {"entity": ("[", "]"), "trigger": ("{", "}")}
_DEEPEST = 6  # deeper claims are not indented further
_UNKNOWN = "#dddddd"  # the colour of types that are not in the ontology


class _Line(NamedTuple):
    """A line of a list: what it begins with and the pieces behind, each with its style; indented by so many cells."""

    head: tuple[str, str] = ("", "")
    pieces: tuple[tuple[str, str], ...] = ()
    indent: int = 0


def to_terminal(article: Article, console: Console) -> None:
    """Print an annotated article: in colour on a terminal that has them, else as ``to_text`` gives it."""
    if not console.is_terminal or console.no_color or console.color_system is None:
        console.out(to_text(article), highlight=False)
        return
    from rich.text import Text

    console.print(Text(visible(article.id), style="bold reverse"))
    console.print(_coloured(article.text, _drawn(article)) if article.text is not None else Text(_withheld(article)))
    for line in _lists(article):
        console.print(_hanging(line) if line.pieces else Text(*line.head))


def to_text(article: Article) -> str:
    """Return an annotated article as plain text of any width: ``[PER Kim] {Visit arrived}``, then claims and events."""
    body = _bracketed(article.text, _drawn(article)) if article.text is not None else _withheld(article)
    lines = (" " * line.indent + line.head[0] + "".join(shown for shown, _ in line.pieces) for line in _lists(article))
    return "\n".join([visible(article.id), "", body, *lines])


def _hanging(line: _Line) -> Padding:
    """Return a line whose further rows begin under its first word behind the head."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid()
    grid.add_row(Text(*line.head, no_wrap=True), Text.assemble(*line.pieces))
    return Padding(grid, (0, 0, 0, line.indent))


def _drawn(article: Article) -> list[Mark]:
    length = len(article.text or "")
    found = (mark for mark in marks(article, article.annotation) if mark.part in _BRACKETS)
    return [mark for mark in found if mark.start < mark.end <= length]


def _withheld(article: Article) -> str:
    collection = visible(article.collection or "COLLECTION")
    return (
        "The text of this article is withheld: it may not be redistributed.\n"
        f"Who has a copy restores it with: wirecopy corpus restore {collection} --from PATH\n"
        "Until then units are shown by their offsets."
    )


def _coloured(text: str, drawn: list[Mark]) -> Text:
    """Return the text with entities on their colour, triggers in bold and underlined, each followed by its type."""
    from rich.text import Text

    colours = {name: row.colour for name, row in load_ontology().entities.items()}
    shown = Text()
    for segment in segments(drawn, len(text)):
        entity = next((mark for mark in segment.marks if mark.part == "entity"), None)
        triggers = [mark for mark in segment.marks if mark.part == "trigger"]
        ground = f" on {colours.get(entity.label, _UNKNOWN)}" if entity else ""
        ink = "#111111" + ground if entity else "default"
        shown.append(visible(text[segment.start : segment.end]), f"bold underline {ink}" if triggers else ink)
        for mark in triggers:
            if mark.end == segment.end:
                shown.append(f"‹{visible(mark.label)}›", f"italic #4a4a4a{ground}" if entity else "italic cyan")
        if entity and entity.end == segment.end:
            shown.append(f"·{visible(entity.label)}", f"#4a4a4a{ground}")
    return shown


def _bracketed(text: str, drawn: list[Mark]) -> str:
    """Return the text with a bracket and the type before each mark and a bracket behind it; wider marks outside."""
    opening: dict[int, list[str]] = defaultdict(list)
    closing: dict[int, list[str]] = defaultdict(list)
    for mark in sorted(drawn, key=lambda mark: (mark.start, -mark.end)):
        left, right = _BRACKETS[mark.part]
        opening[mark.start].append(f"{left}{visible(mark.label)} ")
        closing[mark.end].insert(0, right)
    edges = sorted({0, len(text), *opening, *closing})
    pieces: list[str] = []
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        pieces += [*closing[start], *opening[start], visible(text[start:end])]
    return "".join(pieces)


def _lists(article: Article) -> Iterator[_Line]:
    annotation = article.annotation
    layers = [
        ("Entities", annotation.entities if article.text is None else UNSET, _entities),
        ("Claims", annotation.claims, _claims),
        ("Events", annotation.events, _events),
    ]
    for title, units, lines in layers:
        if units is not UNSET:
            yield _Line()
            yield _Line((f"{title} ({len(units)})", "bold"))
            yield from lines(article)


def _joined(values: Iterable[str | None], separator: str = ", ") -> str:
    return separator.join(visible(value) for value in values if value)


def _entities(article: Article) -> Iterator[_Line]:
    for entity in layer(article.annotation.entities):
        said = _joined([entity.value, entity.cluster, entity.link, "metonym" if entity.metonym else None])
        where = words(None, ((entity.start, entity.end),))
        yield _Line((f"{visible(entity.type)} ", "bold"), ((where, ""), (f"  ({said})" if said else "", "dim")), 2)


def _claims(article: Article) -> Iterator[_Line]:
    text = article.text
    for row in claim_rows(layer(article.annotation.claims)):
        claim = row.claim
        parent = f"in {row.parent}" if row.parent else None
        said = _joined([claim.source_type, claim.certainty, claim.polarity, claim.quote, parent])
        content = words(text, claim.content)
        yield _Line(
            (("└ " if row.depth else "") + visible(row.name) + "  ", "bold yellow"),
            (
                (words(text, claim.source), "bold") if claim.source else ("nobody named", "dim"),
                (" — ", "dim"),
                (words(text, claim.cue), "italic yellow") if claim.cue else ("no cue", "dim"),
                (" → ", "dim"),
                (content if text is None else f"“{content}”", ""),
                (f"  ({said})" if said else "", "dim"),
            ),
            2 + 4 * min(row.depth, _DEEPEST),
        )


def _events(article: Article) -> Iterator[_Line]:
    text = article.text
    for row in event_rows(article.annotation):
        event = row.event
        cluster = f"cluster {event.cluster}" if event.cluster else None
        said = _joined([event.modality, event.time, cluster, f"in {row.within}" if row.within else None])
        arguments = "; ".join(f"{visible(each.role)}={words(text, each.span)}" for each in event.arguments)
        yield _Line(
            (f"{visible(row.name)}  ", "bold cyan"),
            (
                (f"{visible(event.type)} ", "cyan"),
                (words(text, event.trigger), "bold underline"),
                (f"  ({said})" if said else "", "dim"),
                (f"  {arguments}" if arguments else "", ""),
            ),
            2,
        )
