"""How each preset takes a tag string apart into a prefix and a type, and which strings it refuses."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.evaluation.engine.tags.schemes import CONLLEVAL, LENIENT, PREFIXES, SEQEVAL, WELL_FORMED, Rules

SCHEMES = tuple(WELL_FORMED)
"""IOB1, IOB2, IOE2, IOBES, BILOU."""

Parts = tuple[str, str]
Split = Callable[[str, str], Parts]


class Preset(NamedTuple):
    """One way of scoring tags: how a tag is split, and which table of rules is read for a scheme.

    ``regular`` are the prefixes for which one start and one end make one entity, ``None`` where that always holds;
    ``like_seqeval`` says that rates without any unit are seqeval's and not null.
    """

    split: Split
    rules: dict[str, Rules] | Rules
    regular: str | None
    like_seqeval: bool


class RefusedError(ValueError):
    """A tag that a preset does not read; the message says what was expected."""


def split_strict(tag: str, scheme: str) -> Parts:
    """``O``, or one prefix of the scheme, a hyphen and a type; the type is everything after the first hyphen."""
    if tag == "O":
        return "O", ""
    prefixes = WELL_FORMED[scheme].prefixes.replace("O", "")
    if tag[:1] in prefixes and tag[1:2] == "-" and len(tag) > 2:
        return tag[0], tag[2:]
    legal = " or ".join(f"{prefix}-TYPE" for prefix in prefixes)
    raise RefusedError(f"O, {legal} ({scheme}){_elsewhere(tag, scheme)}")


def split_seqeval(tag: str, _scheme: str) -> Parts:
    """As ``seqeval.metrics.sequence_labeling.get_entities``: first letter; what follows the first hyphen after it."""
    if not tag:
        raise RefusedError("a tag of at least one letter")
    return _known(tag[0]), tag[1:].split("-", maxsplit=1)[-1] or "_"


def split_seqeval_strict(tag: str, scheme: str) -> Parts:
    """As ``seqeval.scheme.Token``: first letter; the rest without hyphens at either end."""
    if not tag or tag[0] not in SEQEVAL[scheme].prefixes:
        raise RefusedError(f"a tag that begins with one of {', '.join(SEQEVAL[scheme].prefixes)} (seqeval's {scheme})")
    return tag[0], tag[1:].strip("-") or "_"


def split_conlleval(tag: str, _scheme: str) -> Parts:
    """As conlleval.pl: split at the first hyphen, no type without one; Perl takes the type ``0`` for none."""
    prefix, _, name = tag.partition("-")
    return prefix, "" if name == "0" else name


PRESETS: dict[str, Preset] = {
    "strict": Preset(split_strict, WELL_FORMED, None, like_seqeval=False),
    "seqeval": Preset(split_seqeval, LENIENT, "OBIES", like_seqeval=True),
    "seqeval-strict": Preset(split_seqeval_strict, SEQEVAL, None, like_seqeval=True),
    "conlleval": Preset(split_conlleval, CONLLEVAL, "OBI", like_seqeval=False),
}


def preset_named(name: str) -> Preset:
    """The preset of that name. Raises InputError with the nearest name."""
    if name not in PRESETS:
        raise InputError(
            f"preset: found {shown(name)}, expected one of {', '.join(PRESETS)}{nearest(str(name), PRESETS)}"
        )
    return PRESETS[name]


def checked_scheme(name: str | None) -> str | None:
    """The scheme's name, or None. Raises InputError with the nearest name."""
    if name is None or name in SCHEMES:
        return name
    raise InputError(f"scheme: found {shown(name)}, expected one of {', '.join(SCHEMES)}{nearest(str(name), SCHEMES)}")


def guessed_scheme(prefixes: Iterable[str]) -> str:
    """The scheme that ``malformed`` is counted against where a lenient preset is given none, by the prefixes in use."""
    used = set(prefixes)
    if used & set("UL"):
        return "BILOU"
    if "S" in used or {"B", "E"} <= used:
        return "IOBES"
    return "IOE2" if "E" in used else "IOB2"


_DETECTED: dict[str, tuple[str, ...]] = {
    "IOB2": ("IOB", "IB", "BO", "B"),
    "IOE2": ("IOE", "IE", "EO", "E"),
    "IOBES": ("IOBES", "IBES", "IOBE", "OBES", "IBE", "BES", "OBE", "BE", "S"),
    "BILOU": ("IOBLU", "IBLU", "IOBL", "OBLU", "IBL", "BLU", "OBL", "BL", "U"),
}


def detected_scheme(gold_tags: Iterable[str]) -> str:
    """What ``seqeval.scheme.auto_detect`` makes of the gold tags. Raises InputError where seqeval raises."""
    used = {tag[:1] for tag in gold_tags}
    for scheme, sets in _DETECTED.items():
        if any(used == set(letters) for letters in sets):
            return scheme
    found = ", ".join(shown(letter) for letter in sorted(used)) or "no tag"
    raise InputError(f"scheme: seqeval cannot tell the scheme of gold tags that begin with {found}; expected --scheme")


def _known(prefix: str) -> str:
    return prefix if prefix in PREFIXES else "?"


def _elsewhere(tag: str, scheme: str) -> str:
    if tag[1:2] != "-" or len(tag) < 3:
        return ""
    homes = [
        name for name, rules in WELL_FORMED.items() if tag[0] in rules.prefixes.replace("O", "") and name != scheme
    ]
    return f"; prefix {tag[0]} belongs to {', '.join(homes)}" if homes else ""
