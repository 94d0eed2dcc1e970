"""The model file: a zip of ``model.json``, ``lexicons.msgpack`` and plain arrays, none of which can carry code.

Besides the model, ``model.json`` states the format's version, the hash of the training articles, the settings, the
versions of the packages that trained it, and a digest of the code that computes the features: with other code the same
weights would mean something else.
"""

from __future__ import annotations

import hashlib
import io
import platform
import zipfile
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.errors import InputError, shown
from wirecopy.evaluation.systems.linear.claims import ClaimModel
from wirecopy.evaluation.systems.linear.events import EventModel
from wirecopy.evaluation.systems.linear.scorer import Scorer
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger
from wirecopy.evaluation.systems.linear.training import Model
from wirecopy.evaluation.systems.rules.lexicon import Lexicons

FORMAT: Final = 1
LARGEST: Final = 1 << 30  # bytes of an unpacked model
_HEAD, _LEXICONS = "model.json", "lexicons.msgpack"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The classifiers, without the rules' lexicons."""

    entities: Tagger
    claims: ClaimModel
    events: EventModel


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model file says of itself; ``data`` is the SHA-256 of the training articles and their annotation."""

    format: int
    code: str
    data: str
    articles: int
    settings: Settings
    versions: dict[str, str]
    model: Trained


class _Stated(msgspec.Struct):
    """The part of a head that every version of the format has."""

    format: int
    code: str = ""


@cache
def code_digest() -> str:
    """Return the SHA-256 of the code and tables that the features rest on."""
    digest = hashlib.sha256()
    for package in ("wirecopy.evaluation.systems.rules", "wirecopy.evaluation.systems.linear"):
        for file in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".py", ".yaml")):
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def save(model: Model, settings: Settings, data: str, articles: int, path: Path) -> None:
    """Write a model file in one step; ``data`` is the hash of the articles that it was trained on."""
    arrays: list[Any] = []

    def number(array: Any) -> int:
        arrays.append(array)
        return len(arrays) - 1

    versions = {name: version(name) for name in ("numpy", "scipy", "wirecopy")} | {"python": platform.python_version()}
    trained = Trained(model.entities, model.claims, model.events)
    head = Head(FORMAT, code_digest(), data, articles, settings, versions, trained)
    members = {_HEAD: msgspec.json.encode(head, enc_hook=number), _LEXICONS: msgspec.msgpack.encode(model.lexicons)}
    for place, array in enumerate(arrays):
        beside = io.BytesIO()
        np.lib.format.write_array(beside, array, allow_pickle=False)
        members[f"{place}.npy"] = beside.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    write_bytes(path, packed.getvalue())


def load_model(path: Path) -> tuple[Model, Head]:
    """Return a model and what its file says of it.

    Raises ``InputError`` for a file that is no model, is damaged, or was made by another version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST:
                raise InputError(f"{path}: found {size} bytes when unpacked, expected at most {LARGEST}")
            head = _head(path, archive)
            return Model(_lexicons(archive), head.model.entities, head.model.claims, head.model.events), head
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or shown(str(error))}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: not a model of the linear system, or damaged: {shown(str(error), 200)}") from None


def _head(path: Path, archive: zipfile.ZipFile) -> Head:
    found = archive.read(_HEAD)
    stated = msgspec.json.decode(found, type=_Stated)
    if stated.format != FORMAT:
        raise InputError(f"{path}: found format {stated.format}, expected {FORMAT}: train the model again")
    if stated.code != code_digest():
        raise InputError(
            f"{path}: trained by other code (found {shown(stated.code[:12])}, expected {code_digest()[:12]!r}): "
            "train the model again, or use the package version that it names"
        )
    head = msgspec.json.decode(found, type=Head, dec_hook=lambda _, place: _array(archive, place))
    claims, events = head.model.claims, head.model.events
    taggers = (head.model.entities, claims.cues, claims.parts, events.triggers)
    for scorer in (
        *(tagger.scorer for tagger in taggers),
        *claims.attributes.values(),
        events.types,
        events.modality,
        events.roles,
    ):
        _check(path, scorer)
    return head


def _array(archive: zipfile.ZipFile, place: object) -> Any:
    return np.lib.format.read_array(io.BytesIO(archive.read(f"{place}.npy")), allow_pickle=False)


def _check(path: Path, scorer: Scorer) -> None:
    expected = (len(scorer.features), len(scorer.labels))
    same = sorted(scorer.features.values()) == list(range(expected[0]))
    if scorer.weights.shape != expected or scorer.trust.shape != (2,) or not same or not expected[1]:
        raise InputError(f"{path}: found weights of the shape {scorer.weights.shape}, expected {expected}")
    if (
        scorer.weights.dtype != np.float32
        or not np.isfinite(scorer.weights).all()
        or not np.isfinite(scorer.trust).all()
    ):
        raise InputError(f"{path}: found weights that are no finite 32-bit numbers")


def _lexicons(archive: zipfile.ZipFile) -> Lexicons:
    return msgspec.msgpack.decode(archive.read(_LEXICONS), type=Lexicons)
