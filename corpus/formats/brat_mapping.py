"""What a brat folder's labels mean for us: mappings that ship with the package, or a YAML file of the same shape."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from msgspec import Struct

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.formats.files import converted, read_text
from wirecopy.corpus.ontology import load_ontology

_FOLDER = files("wirecopy.corpus") / "formats" / "mappings"


class ClaimShape(Struct, frozen=True, forbid_unknown_fields=True):
    """How a claim is marked: an E line of ``type`` whose roles, ``parts``, are the types of the marks as well.

    ``anchor`` is the part that the E line's own mark shows; None where that is a mark beside the parts.
    With ``repeats`` fragments are marks of their own, numbered from 2; else a mark has several fragments.
    """

    type: str
    parts: dict[str, str]
    anchor: str | None = None
    repeats: bool = False
    attributes: bool = False
    parent: str | None = None


class Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """A label mapping. ``ids``: ours are notes of type ``id``, or the numbers of the lines are taken over."""

    what: str
    ids: Literal["notes", "lines"]
    entities: bool
    events: bool
    argument: str | None = None
    claims: ClaimShape | None = None
    ignore: tuple[str, ...] = ()

    def reserved(self) -> frozenset[str]:
        """Return the types of marks that are neither entities nor triggers."""
        shape = self.claims
        own = () if shape is None else (shape.type, *shape.parts.values())
        return frozenset(own) | ({self.argument} if self.argument else set())


def load_mapping(chosen: str | None) -> Mapping:
    """Return the mapping of that name, or of that YAML file; ``wirecopy`` by default.

    Raises ``InputError`` naming the known mappings, or the field that is wrong.
    """
    name = chosen or "wirecopy"
    shipped = {entry.name.removesuffix(".yaml"): entry for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml")}
    if name in shipped:
        return _checked(yaml.safe_load(shipped[name].read_text(encoding="utf-8")), f"{name}.yaml")
    path = Path(name)
    if not path.exists():
        names = ", ".join(sorted(shipped))
        raise InputError(f"mapping: found {shown(name)}, expected {names} or a YAML file{nearest(name, shipped)}")
    text = read_text(path, "a label mapping in YAML")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not valid YAML: {error}") from None
    return _checked(raw, str(path))


def _checked(raw: Any, where: str) -> Mapping:
    mapping: Mapping = converted(raw, Mapping, where)
    known = load_ontology().claims.parts
    shape = mapping.claims
    for part in (*shape.parts, *([shape.anchor] if shape.anchor else [])) if shape else ():
        if part not in known:
            raise InputError(
                f"{where}: claims.parts: found {shown(part)}, expected {', '.join(known)}{nearest(part, known)}"
            )
    if shape and "content" not in shape.parts:
        raise InputError(f"{where}: claims.parts: found no 'content', which every claim has")
    return mapping
