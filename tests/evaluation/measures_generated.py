"""Small articles that are hard to score: dense, nested, crossing, discontinuous, repeated, with holes in them."""

from __future__ import annotations

import copy
import random
from typing import Any

Line = dict[str, Any]

LENGTH = 14
ENTITY_TYPES = ("PER", "ORG", "GPE")
VALUES = {
    "source_type": ("person", "anonymous"),
    "certainty": ("asserted", "hedged"),
    "polarity": ("affirm", "deny"),
    "quote": ("direct", "indirect"),
}
EVENTS = {"Visit": ("visitor", "host"), "Talks": ("participant", "topic")}
MODALITIES = ("asserted", "planned")
TIMES = ("2024-05-01", "2024-05")


def span(rng: random.Random, length: int = LENGTH) -> list[list[int]]:
    """Return one to three fragments in order, touching ones among them."""
    wanted = rng.choice((1, 1, 1, 2, 3))
    fragments: list[list[int]] = []
    start = rng.randrange(length)
    while len(fragments) < wanted and start < length:
        end = rng.randint(start + 1, min(length, start + rng.choice((2, 4, 8))))
        fragments.append([start, end])
        start = end + rng.choice((0, 1, 2))
    return fragments


def entity(rng: random.Random) -> Line:
    start = rng.randrange(LENGTH)
    return {"start": start, "end": rng.randint(start + 1, min(LENGTH, start + 6)), "type": rng.choice(ENTITY_TYPES)}


def claim(rng: random.Random, number: int) -> Line:
    made: Line = {"content": span(rng), "id": f"c{number}"}
    made |= {part: span(rng) if rng.random() < 0.7 else None for part in ("source", "cue")}
    return made | {name: rng.choice((*values, None)) for name, values in VALUES.items()}


def event(rng: random.Random) -> Line:
    kind = rng.choice(tuple(EVENTS))
    arguments = [{"role": rng.choice(EVENTS[kind]), "span": span(rng)} for _ in range(rng.randrange(4))]
    return {
        "type": kind,
        "trigger": [[start := rng.randrange(LENGTH), start + 1]] if rng.random() < 0.8 else span(rng),
        "modality": rng.choice((*MODALITIES, None)),
        "time": rng.choice((*TIMES, None)),
        "arguments": arguments,
    }


def related(rng: random.Random, claims: list[Line]) -> list[Line]:
    """Give some claims a parent, and repeat some attributions with other attributes."""
    for made in list(claims):
        if rng.random() < 0.25 and len(claims) < 6:
            again = claim(rng, 10 + len(claims))
            claims.append({**again, **{part: made[part] for part in ("source", "cue", "content")}})
    for made in claims:
        made["parent"] = rng.choice(claims)["id"] if rng.random() < 0.4 else None
    return claims


def line(rng: random.Random, name: str, most: int = 5) -> Line:
    return {
        "id": name,
        "entities": [entity(rng) for _ in range(rng.randint(0, most))],
        "claims": related(rng, [claim(rng, i) for i in range(rng.randint(0, most - 1))]),
        "events": [event(rng) for _ in range(rng.randint(0, most))],
    }


def nudged(rng: random.Random, fragments: list[list[int]] | None) -> list[list[int]] | None:
    """Return a span like another: an end moved, a fragment lost, or the same."""
    if fragments is None or rng.random() < 0.4:
        return copy.deepcopy(fragments)
    made = copy.deepcopy(fragments)
    if len(made) > 1 and rng.random() < 0.3:
        made.pop(rng.randrange(len(made)))
    start, end = made[-1]
    made[-1] = [start, max(start + 1, end + rng.choice((-1, 1, 2)))]
    return made


def answer(rng: random.Random, gold: Line) -> Line:
    """Return what a system might answer: parts of the gold, nudged, with losses, inventions and repetitions."""
    made = copy.deepcopy(gold)
    invented = line(rng, gold["id"], 3)
    for unit in made["entities"]:
        if rng.random() < 0.3:
            unit["type"] = rng.choice(ENTITY_TYPES)
        if rng.random() < 0.3:
            unit["end"] += 1
    for unit in made["claims"]:
        unit |= {part: nudged(rng, unit[part]) for part in ("source", "cue", "content")}
        unit |= {name: rng.choice((unit[name], *values, None)) for name, values in VALUES.items()}
        if rng.random() < 0.2:
            unit["source"], unit["cue"] = unit["cue"], unit["source"]
    for unit in made["events"]:
        unit["type"] = unit["type"] if rng.random() < 0.8 else rng.choice(tuple(EVENTS))
        unit["modality"] = rng.choice((unit["modality"], *MODALITIES, None))
        for filler in unit["arguments"]:
            filler["span"] = nudged(rng, filler["span"])
    for renamed in invented["claims"]:
        renamed["id"] = f"n{renamed['id']}"
        renamed["parent"] = renamed["parent"] and f"n{renamed['parent']}"
    for layer, most in (("entities", 6), ("claims", 5), ("events", 6)):
        units = [*made[layer], *invented[layer]]
        rng.shuffle(units)
        made[layer] = repeated(rng, units[:most] if layer != "claims" else closed(units[:most]))
    return made


def closed(claims: list[Line]) -> list[Line]:
    """Return claims whose parents are among them."""
    ids = {unit["id"] for unit in claims}
    return [{**unit, "parent": unit["parent"] if unit["parent"] in ids else None} for unit in claims]


def repeated(rng: random.Random, units: list[Line]) -> list[Line]:
    """Repeat a unit now and then; a repeated claim has an id of its own."""
    again = copy.deepcopy([unit for unit in units if rng.random() < 0.15])
    for number, unit in enumerate(again):
        if "id" in unit:
            unit["id"] = f"r{number}"
    return [*units, *again]


def corpus(seed: int, articles: int, most: int = 5) -> tuple[list[Line], list[Line]]:
    """Return gold and predicted lines of that many articles, the same for the same seed."""
    rng = random.Random(seed)
    gold = [line(rng, f"a{number}", most) for number in range(articles)]
    return gold, [answer(rng, article) for article in gold]
