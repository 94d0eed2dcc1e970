"""What is wrong in a Label Studio result: typed findings, each with annotator, article and region."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wirecopy.corpus.model import Annotation

Severity = Literal["mended", "kept", "refused"]

# Every kind, what becomes of it, and what it means. ``refused``: the unit is not in the annotation that is returned.
KINDS: dict[str, tuple[Severity, str]] = {
    "malformed": ("refused", "an item has not the shape of a result"),
    "unknown-control": ("refused", "an item's from_name is none of the interface's"),
    "unknown-label": ("refused", "a label, role or choice is not in the ontology"),
    "unlabelled": ("refused", "a region has no label"),
    "several-labels": ("refused", "a region has more than one label in its group"),
    "outside": ("refused", "offsets lie outside the text"),
    "blank": ("refused", "a region holds nothing but white space"),
    "trimmed": ("mended", "a region had white space at its ends"),
    "surface": ("kept", "the words stated with a region are not those at its offsets, which are taken"),
    "repeated-region": ("refused", "two regions have one id"),
    "duplicate": ("kept", "a unit or an argument stands twice"),
    "dangling-attribute": ("refused", "an attribute belongs to no region"),
    "misplaced-attribute": ("refused", "an attribute stands on a region that has no such attribute"),
    "several-values": ("refused", "an attribute has more than one value"),
    "dangling-relation": ("refused", "a relation's end is no region"),
    "unlabelled-relation": ("refused", "a relation has no label"),
    "both-directions": ("refused", "a relation points both ways"),
    "impossible-relation": ("refused", "a relation's label cannot stand between those two regions"),
    "overlapping-fragments": ("refused", "fragments of one span overlap"),
    "several-parts": ("refused", "a claim has two sources, cues or parents that are not one span"),
    "orphan": ("refused", "a source, a cue or an argument belongs to nothing"),
    "changed-text": ("refused", "the task's text is not the one that was imported"),
}


class Finding(Struct, frozen=True):
    """One thing that could not be taken as it is; ``region`` is None where it is not one region's fault."""

    kind: str
    annotator: str
    article: str
    region: str | None
    message: str

    @property
    def severity(self) -> Severity:
        """Return what became of it: mended, kept as it is, or refused."""
        return KINDS[self.kind][0]

    def __str__(self) -> str:
        region = "" if self.region is None else f" region {self.region}:"
        return f"{self.article}: {self.annotator}:{region} {self.message} [{self.kind}]"


class Reading(Struct, frozen=True):
    """An annotation as far as it could be read, and everything that was found on the way.

    It says what the annotator did only where ``refused`` is empty; else the result belongs into quarantine.
    """

    annotation: Annotation
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Return the findings for which something is missing from the annotation."""
        return tuple(finding for finding in self.findings if finding.severity == "refused")
