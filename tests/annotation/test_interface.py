"""The labelling interface: everything of the ontology is in it once, and what Label Studio would swallow is refused."""

from xml.etree import ElementTree

import pytest

from wirecopy.annotation.interface import check_interface, check_with_sdk, labelling_interface
from wirecopy.annotation.interface.checks import TAKEN
from wirecopy.annotation.interface.style import strong
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.ontology import load_ontology


def _options(tag: str) -> list[str | None]:
    return [e.get("value") for e in ElementTree.fromstring(labelling_interface()).iter(tag)]


def test_it_is_sound_and_always_the_same() -> None:
    check_interface(labelling_interface())
    assert labelling_interface() == labelling_interface()


def test_the_client_takes_it() -> None:
    pytest.importorskip("label_studio_sdk", reason="needs the extra 'annotation'")
    check_with_sdk(labelling_interface())
    with pytest.raises(InputError, match="Label Studio's client refuses it"):
        check_with_sdk('<View><Labels name="a" toName="nowhere"><Label value="x"/></Labels></View>')


def test_every_label_value_role_and_field_is_there_once() -> None:
    ontology = load_ontology()
    assert _options("Label") == [
        *ontology.entities, *ontology.claims.parts, fields.NOUN_PHRASE, *ontology.events.types
    ]  # fmt: skip
    values = [v for names in ontology.attribute_values().values() for v in names]
    assert sorted(_options("Choice"), key=str) == sorted([*values, fields.METONYM_VALUE])
    assert sorted(_options("Relation"), key=str) == sorted(fields.relation_labels())
    assert _options("Relation")[:4] == [fields.SOURCE, fields.CUE, fields.PARENT, fields.CONTINUES]
    root = ElementTree.fromstring(labelling_interface())
    controls = {e.get("name") for e in root.iter() if e.get("perRegion") == "true"}
    assert controls == set(fields.attributes())


def test_the_roles_of_each_event_type_are_shown_with_it() -> None:
    root = ElementTree.fromstring(labelling_interface())
    shown = {v.get("whenLabelValue"): v[0].get("value") for v in root.iter("View") if len(v) and v[0].tag == "Header"}
    for name, row in load_ontology().events.types.items():
        assert all(role in (shown[name] or "") for role in row.roles)


def test_no_key_is_one_that_label_studio_needs() -> None:
    keys = [e.get("hotkey", "") for e in ElementTree.fromstring(labelling_interface()).iter() if e.get("hotkey")]
    assert len(keys) == len(set(keys)) > 36
    assert not set(keys) & set(TAKEN)


def test_a_strong_colour_looks_like_the_ontology_s_where_it_can() -> None:
    assert strong("#ffffff") == "#ffffff"
    assert strong("#e8e8e8") == "#cccccc"  # 255 - 23 / 0.45
    assert strong("#ffe08a") == "#ffba00"  # the last channel cannot get darker than black


SOUND = (
    '<View><Labels name="entity" toName="text"><Label value="A" background="#111111" hotkey="1"/></Labels>'
    '<Text name="text" value="$text"/></View>'
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<Text ", "<Txt ", "found tag 'Txt', expected one of .*; did you mean 'Text'"),
        ('toName="text"', 'toName="words"', "entity: found toName 'words', expected one of text"),
        ('name="entity"', 'name="text"', "found two controls of the name 'text'"),
        ('name="entity" ', "", "found a Labels without a name"),
        ("</Labels>", '<Label value="A" background="#222222" hotkey="2"/></Labels>', "entity: found 'A' twice"),
        ("</Labels>", '<Label value="B" background="#222222" hotkey="1"/></Labels>', "found the key '1' twice"),
        (
            "</Labels>",
            '<Label value="B" background="#111111" hotkey="2"/></Labels>',
            "two labels of the colour #111111",
        ),
        ('hotkey="1"', 'hotkey="u"', "found the key 'u', which in Label Studio unselects a region"),
        (' hotkey="1"', "", "found Label 'A' without a key"),
        ('value="A" ', "", "entity: found an empty Label"),
        (
            "<Text ",
            '<View whenTagName="entty"/><Text ',
            "whenTagName 'entty', which is no control; did you mean 'entity'",
        ),
        (
            "<Text ",
            '<View whenTagName="entity" whenLabelValue="B"/><Text ',
            "whenLabelValue 'B', which 'entity' has not",
        ),
        ("<Text ", "<Style>a &gt; b {}</Style><Text ", "found '>' in the style sheet"),
        ("</View>", "", "not well-formed XML"),
    ],
)
def test_what_the_server_would_swallow_is_refused(old: str, new: str, message: str) -> None:
    check_interface(SOUND)
    with pytest.raises(InputError, match=message):
        check_interface(SOUND.replace(old, new))
