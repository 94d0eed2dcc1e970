"""The items of a Label Studio result, checked one by one: regions, attributes and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from wirecopy.corpus.errors import nearest, shown
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.formats.label_studio_findings import Finding
from wirecopy.corpus.formats.spans import trim

_NOT_COMPARED = re.compile(r"\\n|[\W_]+")


class Region(Struct, frozen=True):
    """A labelled stretch of text, trimmed; a region may be labelled in several groups, once in each."""

    id: str
    group: str
    label: str
    start: int
    end: int


class Relation(Struct, frozen=True):
    """One label between two regions, pointing from the first to the second."""

    from_id: str
    to_id: str
    label: str


class Items:
    """The checked items of one result; what is wrong with them is added to ``findings``.

    With ``closed`` labels, choices and roles must be those of the ontology.
    """

    def __init__(self, result: object, text: str, article: str, annotator: str, *, closed: bool) -> None:
        self.text, self.article, self.annotator, self.closed = text, article, annotator, closed
        self.findings: list[Finding] = []
        self.regions: dict[str, dict[str, Region]] = {}
        self.values: dict[tuple[str, str], dict[str, str]] = {}
        self.relations: list[Relation] = []
        items = list(self._objects(result))
        kinds = {
            "labels": self._label,
            "relation": self._relation,
            "choices": self._attribute,
            "textarea": self._attribute,
        }
        # Regions first: attributes and relations refer to them, whatever the order of the items.
        for wanted in (("labels",), ("choices", "textarea", "relation")):
            for item in items:
                if item.get("type") in wanted:
                    kinds[item["type"]](item)

    def find(self, kind: str, region: str | None, message: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(kind, self.annotator, self.article, region, message))

    def _objects(self, result: object) -> Iterator[dict[str, Any]]:
        if not isinstance(result, list):
            self.find("malformed", None, f"found {shown(result, 40)} as result, expected a list of items")
            return
        for item in result:
            kind = item.get("type") if isinstance(item, dict) else None
            if kind in ("labels", "choices", "textarea", "relation"):
                yield item
            else:
                name = item.get("id") if isinstance(item, dict) else None
                self.find(
                    "malformed", _name(name), f"found {shown(item, 60)}, expected a region, an attribute or a relation"
                )

    def _label(self, item: dict[str, Any]) -> None:
        name, group = _name(item.get("id")), item.get("from_name")
        if name is None:
            return self.find("malformed", None, f"found region id {shown(item.get('id'), 40)}, expected a text")
        if group not in fields.GROUPS:
            return self.find(
                "unknown-control", name, f"found from_name {shown(group, 40)}, expected {', '.join(fields.GROUPS)}"
            )
        label = self._one_label(name, group, item.get("value"))
        place = self._place(name, item.get("value"))
        if label is None or place is None:
            return None
        if group in self.regions.get(name, {}):
            return self.find("repeated-region", name, f"found a second {group} region of that id")
        self.regions.setdefault(name, {})[group] = Region(name, group, label, *place)
        return None

    def _one_label(self, name: str, group: str, value: object) -> str | None:
        found = value.get("labels") if isinstance(value, dict) else None
        if not isinstance(found, list) or not found or not all(isinstance(label, str) and label for label in found):
            self.find("unlabelled", name, f"found labels {shown(found, 40)} in {group}, expected one label")
        elif len(set(found)) > 1:
            self.find("several-labels", name, f"found {shown(found)} in {group}, expected one label")
        elif found[0] not in fields.labels(group) and (self.closed or group in (fields.CLAIM, fields.ARGUMENT)):
            known = fields.labels(group)
            self.find(
                "unknown-label",
                name,
                f"found {shown(found[0])} in {group}, expected {', '.join(known)}{nearest(found[0], known)}",
            )
        else:
            return str(found[0])
        return None

    def _place(self, name: str, value: object) -> tuple[int, int] | None:
        start, end = (value.get("start"), value.get("end")) if isinstance(value, dict) else (None, None)
        if not isinstance(value, dict) or type(start) is not int or type(end) is not int:
            self.find(
                "malformed", name, f"found offsets {shown(start, 20)}, {shown(end, 20)}, expected two whole numbers"
            )
            return None
        if not 0 <= start < end <= len(self.text):
            self.find("outside", name, f"found [{start}, {end}], expected a span inside {len(self.text)} characters")
            return None
        left, right = trim(self.text, start, end)
        if left == right:
            self.find("blank", name, f"found white space only at [{start}, {end}]")
            return None
        if (left, right) != (start, end):
            self.find("trimmed", name, f"trimmed [{start}, {end}] to [{left}, {right}]")
        stated = value.get("text")
        words = self.text[start:end]
        # The server folds white space and line ends in the words it states, so only letters and digits are compared.
        if isinstance(stated, str) and _NOT_COMPARED.sub("", stated) != _NOT_COMPARED.sub("", words):
            self.find("surface", name, f"found {shown(stated)} stated for [{start}, {end}], which is {shown(words)}")
        return left, right

    def _attribute(self, item: dict[str, Any]) -> None:
        name, control = _name(item.get("id")), item.get("from_name")
        attribute = fields.attributes().get(control) if isinstance(control, str) else None
        if attribute is None or not isinstance(control, str) or attribute.kind != item["type"]:
            known = ", ".join(fields.attributes())
            return self.find(
                "unknown-control", name, f"found {item['type']} {shown(control, 40)}, expected one of {known}"
            )
        value = self._one_value(name, control, attribute, item.get("value"))
        if value is None:
            return None
        regions = self.regions.get(name or "", {})
        region = regions.get(attribute.group)
        if not regions:
            return self.find("dangling-attribute", name, f"found {control} for a region that is not there")
        if region is None or attribute.label not in (None, region.label):
            found = ", ".join(f"{group} {row.label}" for group, row in regions.items())
            return self.find(
                "misplaced-attribute",
                name,
                f"found {control} on {found}, expected {attribute.group} {attribute.label or ''}",
            )
        held = self.values.setdefault((region.id, region.group), {})
        if held.setdefault(attribute.field, value) != value:
            return self.find(
                "several-values", name, f"found {control} {shown(held[attribute.field])} and {shown(value)}"
            )
        return None

    def _one_value(self, name: str | None, control: str, attribute: fields.Attribute, value: object) -> str | None:
        found = value.get("choices" if attribute.values else "text") if isinstance(value, dict) else None
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.find("malformed", name, f"found {shown(found, 40)} for {control}, expected a list of one text")
        elif len(found) > 1:
            self.find("several-values", name, f"found {shown(found)} for {control}, expected one value")
        elif (
            found
            and attribute.values
            and found[0] not in attribute.values
            and (self.closed or control == fields.METONYM)
        ):
            known = attribute.values
            self.find(
                "unknown-label",
                name,
                f"found {control} {shown(found[0])}, expected {', '.join(known)}{nearest(found[0], known)}",
            )
        elif found:
            return str(found[0])
        return None

    def _relation(self, item: dict[str, Any]) -> None:
        from_id, to_id = _name(item.get("from_id")), _name(item.get("to_id"))
        where = f"{from_id} to {to_id}"
        direction = item.get("direction", "right")
        labels = item.get("labels")
        missing = [name for name in (from_id, to_id) if name is None or name not in self.regions]
        if missing:
            return self.find(
                "dangling-relation", from_id, f"found a relation from {where}, but no usable region {shown(missing[0])}"
            )
        if direction == "bi":
            return self.find(
                "both-directions", from_id, f"found a relation between {from_id} and {to_id} that points both ways"
            )
        if direction not in ("left", "right"):
            return self.find(
                "malformed", from_id, f"found direction {shown(direction, 20)} from {where}, expected right, left or bi"
            )
        if not isinstance(labels, list) or not labels or not all(isinstance(label, str) and label for label in labels):
            return self.find("unlabelled-relation", from_id, f"found no label on the relation from {where}")
        ends = (from_id, to_id) if direction == "right" else (to_id, from_id)
        self.relations += [Relation(str(ends[0]), str(ends[1]), label) for label in labels]
        return None


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
