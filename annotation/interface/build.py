"""Ontology -> labelling interface: labels, attributes, relations and their keys, in Label Studio's XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from wirecopy.annotation.interface import style
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.ontology import EventType, Part, load_ontology

# The one choice whose key is not in the ontology, for it is a switch and not a value.
METONYM_KEY = "x"
PROMPTS = {"value": "dates: TIMEX3", "link": "id in the knowledge base", "time": "TIMEX3"}


def labelling_interface() -> str:
    """Return the labelling configuration as indented XML; the same ontology gives the same text."""
    page = Element("View", className=style.PAGE)
    SubElement(page, "Style").text = style.stylesheet({name: _caption(name) for name in fields.attributes()})
    bar = SubElement(page, "View", className=style.BAR)
    for groups in ((fields.ENTITY,), (fields.CLAIM, fields.ARGUMENT), (fields.EVENT,)):
        row = SubElement(bar, "View", className=style.ROW)
        for group in groups:
            _labels(row, group)
    below = SubElement(bar, "View", className=style.FIELDS)
    for group in (fields.ENTITY, fields.CLAIM, fields.EVENT):
        _attributes(below, group)
    _role_hints(below)
    article = SubElement(page, "View", className=style.ARTICLE)
    SubElement(article, "Text", name=fields.TEXT, value="$text", granularity="symbol", showLabels="true")
    _relations(page)
    indent(page, " ")
    return tostring(page, encoding="unicode") + "\n"


def _caption(name: str) -> str:
    field = fields.attributes()[name].field
    return "" if name == fields.METONYM else field.replace("_", " ")


def _parts(group: str) -> dict[str, Part]:
    ontology = load_ontology()
    tables: dict[str, dict[str, Part]] = {
        fields.ENTITY: dict(ontology.entities),
        fields.CLAIM: dict(ontology.claims.parts),
        fields.EVENT: dict(ontology.events.types),
        fields.ARGUMENT: {fields.NOUN_PHRASE: ontology.arguments.noun_phrase},
    }
    return tables[group]


def _labels(parent: Element, group: str) -> None:
    control = SubElement(parent, "Labels", name=group, toName=fields.TEXT, choice="single", showInline="true")
    parts = _parts(group)
    for label in fields.labels(group):
        part = parts[label]
        background = style.strong(part.colour)
        SubElement(control, "Label", value=label, background=background, hotkey=part.hotkey, hint=_hint(part))


def _hint(part: Part) -> str:
    roles = f" ({', '.join(part.roles)})" if isinstance(part, EventType) else ""
    return part.definition + roles


def _attributes(parent: Element, group: str) -> None:
    """Add the fields of a group's regions, which are seen only while such a region is selected."""
    table = {name: row for name, row in fields.attributes().items() if row.group == group}
    # A claim's fields belong to its content; the other groups' fields to every label.
    label = next(iter(table.values())).label
    condition = {"whenTagName": group} | ({"whenLabelValue": label} if label else {})
    row = SubElement(parent, "View", {"className": style.ROW, "visibleWhen": "region-selected"} | condition)
    for name, attribute in table.items():
        place = SubElement(row, "View", className=f"{style.FIELD} {style.FIELD}-{name}")
        control = {"name": name, "toName": fields.TEXT, "perRegion": "true"} | condition
        if attribute.values:
            _choices(place, control, attribute)
        else:
            single = {"maxSubmissions": "1", "editable": "true", "rows": "1", "placeholder": PROMPTS.get(name, "")}
            SubElement(place, "TextArea", control | single)


def _choices(parent: Element, control: dict[str, str], attribute: fields.Attribute) -> None:
    ontology = load_ontology()
    tables = {fields.CLAIM: ontology.claims.attributes, fields.EVENT: ontology.events.attributes}
    known = tables.get(attribute.group, {}).get(attribute.field, {})
    choices = SubElement(parent, "Choices", control | {"choice": "single", "showInline": "true"})
    for name in attribute.values:
        words = {"hotkey": known[name].hotkey, "hint": known[name].definition} if known else {"hotkey": METONYM_KEY}
        SubElement(choices, "Choice", {"value": name} | words)


def _role_hints(parent: Element) -> None:
    """Add a line with the roles of an event type, seen while such a trigger is selected."""
    for name, row in load_ontology().events.types.items():
        condition = {"visibleWhen": "region-selected", "whenTagName": fields.EVENT, "whenLabelValue": name}
        place = SubElement(parent, "View", {"className": style.ROLES} | condition)
        roles = ", ".join(f"{role} ({what})" for role, what in row.roles.items())
        SubElement(place, "Header", value=f"{name}: {roles}", size="6")


def _relations(parent: Element) -> None:
    """Add every relation label once: the claims' own first, then the roles by the alphabet, to be found in one look."""
    relations = SubElement(parent, "Relations", choice="single")
    roles = {role for names in fields.roles().values() for role in names}
    for label in (*(label for label in fields.relation_labels() if label not in roles), *sorted(roles)):
        SubElement(relations, "Relation", value=label)
