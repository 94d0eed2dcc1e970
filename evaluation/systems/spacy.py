"""Any installed spaCy pipeline as a system for entities."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.model import Annotation, Article, Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.extras import required
from wirecopy.evaluation.labels import LabelMap, Relabelling, require_known, without_leading

_RECOGNISERS = ("ner", "beam_ner", "entity_ruler", "span_ruler")


class Spacy:
    """A pipeline's entities under our labels."""

    layers = ("entities",)

    def __init__(self, pipeline: Any, name: str, labels: LabelMap, strip_leading: Sequence[str] = ()) -> None:
        self._pipeline = pipeline
        self._labels = Relabelling(entities=labels)
        self._strip_leading = tuple(strip_leading)
        self.name = f"spacy {name}"
        self.packages = ("spacy", *([name] if required("spacy", "spacy", "system=spacy").util.is_package(name) else []))

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the entities of every article, as spaCy's character offsets have them."""
        texts = [article.text or "" for article in articles]
        return [
            self._annotation(article, document)
            for article, document in zip(articles, self._pipeline.pipe(texts, batch_size=len(texts)), strict=True)
        ]

    def _annotation(self, article: Article, document: Any) -> Annotation:
        found = Annotation(
            article.id, entities=tuple(Entity(ent.start_char, ent.end_char, ent.label_) for ent in document.ents)
        )
        return without_leading(self._labels.apply(found), article.text or "", self._strip_leading)


def build(
    model: str,
    inventory: str | None = "ontonotes",
    labels: dict[str, str | None] | None = None,
    strip_leading: list[str] | None = None,
) -> Spacy:
    """Return the system of an installed pipeline (a package's name or a folder).

    ``labels`` maps the pipeline's labels and goes before what the ontology says of ``inventory``. Raises
    ``InputError`` where spaCy, the pipeline or an entity recogniser in it is missing, for a label in the map that the
    pipeline does not have, and for a label of the pipeline that nothing maps.
    """
    spacy = required("spacy", "spacy", "system=spacy")
    pipeline = _loaded(spacy, model)
    known = _labels_of(pipeline, model)
    require_known(labels or {}, known, "system.labels")
    return Spacy(pipeline, model, _complete(known, inventory, labels or {}), strip_leading or ())


def _loaded(spacy: Any, model: str) -> Any:
    if not spacy.util.is_package(model) and not Path(model).is_dir():
        installed = sorted(spacy.util.get_installed_models())
        hint = f"; installed are {', '.join(installed)}" if installed else "; none is installed"
        raise InputError(
            f"system.model: found {shown(model)}, expected an installed spaCy pipeline or the folder of one"
            f"{hint}{nearest(model, installed)} (python -m spacy download en_core_web_sm)"
        )
    try:
        # Tagger and lemmatiser take half the time and entities do not need them.
        return spacy.load(model, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer"])
    except (OSError, ValueError) as error:
        raise InputError(
            f"system.model: {shown(model)} cannot be loaded: {' '.join(str(error).split())[:300]}"
        ) from None


def _labels_of(pipeline: Any, model: str) -> list[str]:
    found = [name for name in pipeline.pipe_names if pipeline.get_pipe_meta(name).factory in _RECOGNISERS]
    if not found:
        raise InputError(
            f"system.model: {shown(model)} has no entity recogniser, found the pipes "
            f"{', '.join(pipeline.pipe_names) or '(none)'}, expected one of {', '.join(_RECOGNISERS)}"
        )
    return sorted({label for name in found for label in pipeline.get_pipe(name).labels})


def _complete(known: Sequence[str], inventory: str | None, labels: LabelMap) -> dict[str, str | None]:
    """Return what every label of the pipeline becomes."""
    ours = {label: name for label, name in ours_for(inventory).items() if label not in labels}
    unknown = [label for label in known if label not in ours and not any(fnmatchcase(label, key) for key in labels)]
    if unknown:
        raise InputError(
            f"system.labels: the pipeline's {', '.join(unknown)} has no counterpart in {inventory or 'the ontology'}, "
            f"expected system.labels.{unknown[0]}=... (null leaves it out)"
        )
    return dict(labels) if "*" in labels else {**labels, **ours}


def ours_for(inventory: str | None) -> dict[str, str | None]:
    """Return what the ontology calls the labels of another inventory; None for those it has no type for.

    Where several of our types share a label of theirs (ORG and MEDIA), the first of ours stands for it.
    """
    ontology = load_ontology()
    if inventory is None:
        return {label: label for label in ontology.entities}
    ontology.mapping(inventory)  # refuses an unknown name
    theirs: dict[str, str | None] = {}
    for label, row in ontology.entities.items():
        name = getattr(row, inventory)
        if name is not None:
            theirs.setdefault(name, label)
    for other, image in ontology.mappings[inventory].others.items():
        theirs.setdefault(other, theirs.get(image) if image is not None else None)
    return theirs
