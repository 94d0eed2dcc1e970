"""What can be wrong in a labelling interface. Label Studio's server accepts all of it without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from wirecopy.annotation.extra import from_extra
from wirecopy.corpus.errors import nearest, refuse, shown

TAGS: Final = (
    "View", "Style", "Header", "Text", "Labels", "Label", "Choices", "Choice", "TextArea", "Relations", "Relation",
)  # fmt: skip
CONTROLS: Final = ("Labels", "Choices", "TextArea")
OPTIONS: Final = {"Labels": "Label", "Choices": "Choice", "Relations": "Relation"}

# Keys with a meaning of their own wherever a region of a text can be selected (Label Studio 1.23).
TAKEN: Final = {
    "u": "unselects a region", "backspace": "deletes a region", "escape": "leaves a region",
    "enter": "focuses a region",
    "alt+r": "starts a relation", "alt+h": "hides a region", "alt+l": "locks a region", "alt+m": "edits a note",
    "alt+.": "goes to the next region", "ctrl+enter": "submits", "ctrl+space": "skips", "ctrl+z": "undoes",
    "ctrl+shift+z": "redoes", "ctrl+d": "duplicates a region", "ctrl+h": "hides all", "ctrl+backspace": "deletes all",
}  # fmt: skip


def check_interface(xml: str) -> None:
    """Raise ``InputError`` that lists everything wrong in a labelling configuration; return for a sound one."""
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 - our own configuration, or one that its user brought along
    except ElementTree.ParseError as error:
        refuse([f"interface: not well-formed XML: {error}"])
        return
    elements = list(root.iter())
    rules = (_tags, _names, _references, _options, _colours, _hotkeys, _style)
    refuse([f"interface: {problem}" for rule in rules for problem in rule(elements)])


def check_with_sdk(xml: str) -> None:
    """Raise ``InputError`` if Label Studio's own client finds the configuration invalid.

    The extra ``annotation`` must be installed.
    """
    library = from_extra("label_studio_sdk.label_interface")
    try:
        library.LabelInterface(xml).validate()
    except Exception as error:  # the client raises exceptions of many kinds, also plain ones
        refuse([f"interface: Label Studio's client refuses it: {error}"])


def _tags(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag not in TAGS:
            yield f"found tag {shown(element.tag)}, expected one of {', '.join(TAGS)}{nearest(element.tag, TAGS)}"


def _repeated(values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [value for value in values if value in seen or seen.add(value)]  # type: ignore[func-returns-value]


def _names(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in (*CONTROLS, "Text") and not element.get("name"):
            yield f"found a {element.tag} without a name"
    for name in _repeated(name for e in elements if (name := e.get("name"))):
        yield f"found two controls of the name {shown(name)}"


def _references(elements: list[Element]) -> Iterator[str]:
    texts = {e.get("name", "") for e in elements if e.tag == "Text"}
    controls = {e.get("name", ""): e for e in elements if e.tag in CONTROLS}
    for element in elements:
        target, tag, label = element.get("toName"), element.get("whenTagName"), element.get("whenLabelValue")
        if (element.tag in CONTROLS or target) and target not in texts:
            yield f"{element.get('name')}: found toName {shown(target)}, expected one of {', '.join(sorted(texts))}"
        if tag is not None and tag not in controls:
            yield f"found whenTagName {shown(tag)}, which is no control{nearest(tag, controls)}"
        elif label is not None:
            known = [o.get("value", "") for o in controls[tag]] if tag else []
            if label not in known:
                yield f"found whenLabelValue {shown(label)}, which {shown(tag)} has not{nearest(label, known)}"


def _options(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in OPTIONS:
            values = [option.get("value") or "" for option in element]
            name = element.get("name") or element.tag
            if not values or "" in values:
                yield f"{name}: found {'an empty' if values else 'no'} {OPTIONS[element.tag]}"
            yield from (f"{name}: found {shown(value)} twice" for value in _repeated(values))


def _colours(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "Labels":
            for colour in _repeated(label.get("background") or "none" for label in element):
                yield f"{element.get('name')}: found two labels of the colour {colour}"


def _hotkeys(elements: list[Element]) -> Iterator[str]:
    keys = [key.lower() for e in elements if (key := e.get("hotkey"))]
    yield from (f"found the key {shown(key)} twice" for key in _repeated(keys))
    yield from (f"found the key {shown(key)}, which in Label Studio {TAKEN[key]}" for key in keys if key in TAKEN)
    for element in elements:
        if element.tag in ("Label", "Choice") and not element.get("hotkey"):
            yield f"found {element.tag} {shown(element.get('value'))} without a key: Label Studio would choose one"


def _style(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        found = [char for char in "<>&" if element.tag == "Style" and char in (element.text or "")]
        if found:
            yield f"found {found[0]!r} in the style sheet, which Label Studio passes on as an escape"
