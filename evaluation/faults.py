"""What can be wrong with an annotation in itself: offsets, references, names that a closed inventory lacks.

Predictions read from a file and answers of a system are held to the same; each message begins with the field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from wirecopy.corpus.errors import SHOWN_PROBLEMS, nearest, shown
from wirecopy.corpus.model import Annotation
from wirecopy.corpus.ontology import Ontology
from wirecopy.corpus.units import argument_spans, claims_of, entities_of, events_of, ill_ordered, unit_spans

# Among more ids than this no similar one is looked for: it would take seconds.
MOST_COMPARED_IDS = 10_000


def misplaced(line: Annotation, limit: int) -> Iterator[str]:
    """Yield spans that are out of order or end beyond ``limit``, the length of the text in code points."""
    for where, span in (*unit_spans(line), *argument_spans(line)):
        problem = ill_ordered(span)
        if problem is None and span[-1][1] > limit:
            problem = f"found end {span[-1][1]}, expected at most {limit}, the length of the text"
        if problem is not None:
            yield f"{where}: {problem}"


def dangling(line: Annotation, *, hints: int = SHOWN_PROBLEMS) -> Iterator[str]:
    """Yield parents that are not the id of exactly one claim of the article, so many of them with the nearest id."""
    claims = claims_of(line)
    if all(claim.parent is None for claim in claims):
        return
    ids = Counter(claim.id for claim in claims if claim.id is not None)
    left = hints if len(ids) <= MOST_COMPARED_IDS else 0
    for i, claim in enumerate(claims):
        if claim.parent is not None and ids[claim.parent] != 1:
            hint = nearest(claim.parent, set(ids) - {claim.parent}) if left > 0 else ""
            left -= 1
            yield f"claims[{i}].parent: found {shown(claim.parent)}, expected the id of one claim of the article{hint}"


def unknown_names(line: Annotation, ontology: Ontology, labels: Iterable[str]) -> Iterator[str]:
    """Yield types, attributes and roles that the ontology lacks; ``labels`` are the entity types, mapped or ours."""
    types, entities = ontology.events.types, tuple(labels)
    for i, entity in enumerate(entities_of(line)):
        yield from _unknown(f"entities[{i}].type", entity.type, entities)
    for layer, units in (("claims", claims_of(line)), ("events", events_of(line))):
        for i, unit in enumerate(units):
            for name, values in ontology.attribute_values().items():
                yield from _unknown(f"{layer}[{i}].{name}", getattr(unit, name, None), values)
    for i, event in enumerate(events_of(line)):
        yield from _unknown(f"events[{i}].type", event.type, types)
        kind = types.get(event.type)
        for j, argument in enumerate(event.arguments if kind else ()):
            yield from _unknown(f"events[{i}].arguments[{j}].role", argument.role, kind.roles if kind else ())


def _unknown(where: str, found: str | None, known: Iterable[str]) -> Iterator[str]:
    names = list(known)
    if found is not None and found not in names:
        yield f"{where}: found {shown(found)}, expected one of {', '.join(names)}{nearest(found, names)}"
