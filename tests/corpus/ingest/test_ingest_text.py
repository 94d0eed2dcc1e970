"""The clean form of a text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.text import is_clean, normalise

CASES = {
    "cafe\u0301": ("café", {}),
    "a\r\nb\rc": ("a\nb\nc", {}),
    "a\u2028b\x85c": ("a\nb\nc", {}),
    "a\x00b\x07\tc\x7f": ("ab\tc", {"U+0000": 1, "U+0007": 1, "U+007F": 1}),
    "\ufeffzero\u200bwidth\u2060 so\u00adft": ("zerowidth soft", {"U+00AD": 1, "U+200B": 1, "U+2060": 1, "U+FEFF": 1}),
    "\U0001f469\u200d\U0001f680": ("\U0001f469\u200d\U0001f680", {}),
    "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": (
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        {},
    ),
    "\u0d28\u0d4d\u200d ": ("\u0d28\u0d4d\u200d ", {}),
    "Auf\u200clage \u200d.": ("Auflage .", {"U+200C": 1, "U+200D": 1}),
    "e\u200d\u0301": ("é", {"U+200D": 1}),
    "non\u00a0breaking": ("non\u00a0breaking", {}),
}


@pytest.mark.parametrize(("text", "clean"), CASES.items())
def test_cases(text: str, clean: tuple[str, dict[str, int]]) -> None:
    found = normalise(text)
    assert (found.text, found.removed) == clean


@given(
    st.text(
        st.characters(exclude_categories=[]) | st.sampled_from("\u200c\u200d\u200b\u0301\u00ad\r\n\u0646\U0001f469")
    )
)
def test_clean_is_clean_and_stays(text: str) -> None:
    clean = normalise(text).text
    assert is_clean(clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in clean)
    assert clean.encode("utf-8").decode("utf-8") == clean
