"""Tokens, sentences and BIO tags: cases by hand, properties over arbitrary text, and time over hostile text."""

from __future__ import annotations

import hashlib
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.tokens import TOKENS_VERSION, cut, from_bio, sentences, to_bio, tokenize

if TYPE_CHECKING:
    from random import Random

# Text -> its tokens with one space between them.
TOKENS = {
    "Leader Kim Jong-Un's visit": "Leader Kim Jong - Un 's visit",
    "South Korea-backed Tessel-Marr talks": "South Korea - backed Tessel - Marr talks",
    "the ministries’ spokesman": "the ministries ’ spokesman",
    "He didn't, couldn’t; WON'T, can't": "He did n't , could n’t ; WO N'T , ca n't",
    "They'll say I'm O'Brien's d’Ivoire": "They 'll say I 'm O'Brien 's d’Ivoire",
    "‘Mild weather’ and 'sun'": "‘ Mild weather ’ and ' sun '",
    "$2.5bn, US$3m, €1,000": "$ 2.5 bn , US $ 3 m , € 1,000",
    "7 pm (1000 GMT), 10:30am, 7pm": "7 pm ( 1000 GMT ) , 10:30 am , 7 pm",
    "5% of 12.5km at 30°C": "5 % of 12.5 km at 30 °C",
    "10th, 1990s, the '90s, 35S, A320": "10th , 1990s , the '90s , 35S , A320",
    "2031-03-04, 9/11, 12/09/2031, 2030-31": "2031-03-04 , 9/11 , 12/09/2031 , 2030 - 31",
    "Gen. Lee, Lt.-Col. J. R. Oda": "Gen. Lee , Lt. - Col. J. R. Oda",
    "the U.S. Navy and U.S.'s aid at 7 a.m.": "the U.S. Navy and U.S. 's aid at 7 a.m.",
    "Acme Inc. of St. Ives, No. 5. No. He": "Acme Inc. of St. Ives , No. 5 . No . He",
    "Jackson, Miss. and a miss.": "Jackson , Miss. and a miss .",
    "Plan B. The end of World War I. Peace": "Plan B . The end of World War I . Peace",
    "wait... what?! -- no – “yes”—": "wait ... what ?! -- no – “ yes ” —",
    "and/or (R&D; AT&T)": "and / or ( R&D ; AT&T )",
    "See http://a.example/b?c=(d), www.x.org/y.": "See http://a.example/b?c=(d ) , www.x.org/y .",
    "mail j.s@x.co.uk or state.gov.": "mail j.s@x.co.uk or state.gov .",
    "@kim_1: #Tag2 is #1, x@y": "@kim_1 : #Tag2 is # 1 , x @ y",
    "👩‍👩‍👧 🇰🇵🇷🇺 👍🏽! ❤️": "👩‍👩‍👧 🇰🇵 🇷🇺 👍🏽 ! ❤️",
    "e\u0301te\u0301 नमस्ते": "e\u0301te\u0301 नमस्ते",
    "a\u00a0b\u2009c\td\ne": "a b c d e",
    "ended.The next": "ended . The next",
    "": "",
    " \n\u00a0": "",
}

SENTENCES = {
    "two": (
        "Kim arrived in the U.S. on Monday. He met Gen. Lee at 7 p.m. The talks ended.",
        ["Kim arrived in the U.S. on Monday.", "He met Gen. Lee at 7 p.m.", "The talks ended."],
    ),
    "name after abbreviation": (
        "Acme Inc. Chairman J. R. Oda quit. Others stayed.",
        ["Acme Inc. Chairman J. R. Oda quit.", "Others stayed."],
    ),
    "quotes": (
        'He said "No." Then “Where?” he asked. (It rained.) “I go.” Oda left.',
        ['He said "No."', "Then “Where?” he asked.", "(It rained.)", "“I go.”", "Oda left."],
    ),
    "dateline": (
        "TESSEL, Sept. 12 (AP) — Oda left. MARR (Reuters) - It rained.",
        ["TESSEL, Sept. 12 (AP) — Oda left.", "MARR (Reuters) - It rained."],
    ),
    "lines": (
        "Oda leaves Marr\nOda at the station: reports\n\nBody that is wrapped\nin lower case. Yes\nNo",
        ["Oda leaves Marr", "Oda at the station: reports", "Body that is wrapped\nin lower case.", "Yes", "No"],
    ),
    "list": ("1. First it rained. 2. Then not.", ["1. First it rained.", "2. Then not."]),
    "no space": ("It ended.The rest left 2.5 behind.", ["It ended.", "The rest left 2.5 behind."]),
    "ellipsis": ("Well... no. Well… Oda left.", ["Well... no.", "Well…", "Oda left."]),
    "ideographic": ("中文。「第二句。」好", ["中文。", "「第二句。", "」好"]),
    "no stop": ("Oda left", ["Oda left"]),
    "empty": (" \n", []),
}

# What a hostile megabyte is made of: each piece starts a rule that might look far ahead, time and again.
_NASTY = (
    "a a. ab. 1 1. 1.1.1.11111x a' a'b n't don't http:// http://) www. @ a@ a@b. a@b.c.d. #1 #_ _ ! ?!\" U.S. \u0301 "
    "a\u0301 \u200d 👩\u200d 🇰 - a- ' ’s A. ((( Inc. x.com/ a.com. 1/1/ 1:1a \u00ad ° 1st 2031-01-01T .' 。"
)
NASTY = _NASTY.split(" ")

_WORDS = (
    "Kim Jong-Un 's n't don't $2.5bn U.S. a.m. J. Gen. No. 5 10:30 ... — “ ” ' \" ( ) . , ! \n \n\n \t \u00a0 é "
    "e\u0301 👩\u200d👧 🇰🇵 @a #b a@b.org http://x.org/y\u200b \u202e"
)
WORDS = st.sampled_from(_WORDS.split(" "))
TEXTS = st.one_of(st.text(), st.lists(WORDS).map("".join), st.lists(WORDS).map(" ".join))


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


@pytest.mark.parametrize("text", TOKENS)
def test_tokens_by_hand(text: str) -> None:
    assert pieces(text) == TOKENS[text].split()


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_by_hand(name: str) -> None:
    text, expected = SENTENCES[name]
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_changed_token_or_sentence_needs_a_new_version() -> None:
    texts = [*TOKENS, *(text for text, _ in SENTENCES.values()), *NASTY, "".join(NASTY), " ".join(NASTY)]
    frozen = repr([(tokenize(text), sentences(text)) for text in texts])
    digests = {"1": "5ff54ee298515a5d99066e5df481426a40c3f7ce961bbc62f0aa13e52eadba20"}
    assert hashlib.sha256(frozen.encode()).hexdigest() == digests[TOKENS_VERSION]


@given(TEXTS)
def test_tokens_are_ordered_and_cover_everything_but_spaces(text: str) -> None:
    tokens = tokenize(text)
    assert all(start < end for start, end in tokens)
    assert all(left[1] <= right[0] for left, right in pairwise(tokens))
    assert not any(char.isspace() for start, end in tokens for char in text[start:end])
    covered = {at for token in tokens for at in range(*token)}
    assert covered == {at for at, char in enumerate(text) if not char.isspace()}


@given(TEXTS)
def test_every_token_is_in_one_sentence(text: str) -> None:
    tokens, found = tokenize(text), sentences(text)
    assert [sum(start <= a and b <= end for start, end in found) for a, b in tokens] == [1] * len(tokens)
    assert {start for start, _ in found} <= {start for start, _ in tokens}
    assert {end for _, end in found} <= {end for _, end in tokens}
    assert found == sorted(found)
    assert not any("\n\n" in text[start:end] for start, end in found)


@given(TEXTS, st.sampled_from(["", " ", "\u00a0", "\n\n"]))
def test_spaces_around_a_text_only_shift_it(text: str, before: str) -> None:
    text = text.strip()
    shift = len(before)
    assert tokenize(before + text + "\n\n") == [(a + shift, b + shift) for a, b in tokenize(text + "\n\n")]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """Draw a text and flat, trimmed spans over it, whose ends may fall anywhere in a token."""
    text = draw(TEXTS)
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    spans = []
    for start, end in pairwise(ends):
        words = text[start:end]
        if words.strip() and draw(st.booleans()):
            left = start + len(words) - len(words.lstrip())
            spans.append((left, left + len(words.strip()), draw(st.sampled_from(["PER", "GPE", "B-odd", "O"]))))
    return text, spans


@given(texts_with_spans(), st.randoms())
def test_spans_survive_bio(drawn: tuple[str, list[tuple[int, int, str]]], random: Random) -> None:
    text, spans = drawn
    tokens = cut(tokenize(text), [at for start, end, _ in spans for at in (start, end)])
    tags = to_bio(tokens, random.sample(spans, len(spans)))
    assert from_bio(tokens, tags) == spans
    assert from_bio(tokens, tags, repair=True) == spans


@given(TEXTS, st.lists(st.integers(-2, 200)))
def test_cut_tokens_cover_the_same(text: str, boundaries: list[int]) -> None:
    tokens = tokenize(text)
    finer = cut(tokens, boundaries)
    assert [at for token in finer for at in range(*token)] == [at for token in tokens for at in range(*token)]
    assert all(start < end for start, end in finer)
    assert {start for start, _ in finer} == {s for s, _ in tokens} | {
        at for at in boundaries if any(s < at < e for s, e in tokens)
    }


def test_adjacent_spans_of_one_type_stay_two() -> None:
    tokens = tokenize("Oda Marr Tessel")
    spans = [(0, 3, "PER"), (4, 15, "PER")]
    assert to_bio(tokens, spans) == ["B-PER", "B-PER", "I-PER"]
    assert from_bio(tokens, ["B-PER", "B-PER", "I-PER"]) == spans


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(0, 2, "PER")], r"'PER' \[0, 2\) does not begin and end with a token"),
        ([(0, 4, "PER")], r"'PER' \[0, 4\) does not"),
        ([(4, 3, "PER")], r"'PER' \[4, 3\) does not"),
        ([(0, 8, "PER"), (4, 8, "GPE")], r"'GPE' \[4, 8\) overlaps"),
        ([(0, 3, "PER"), (0, 3, "PER")], r"'PER' \[0, 3\) overlaps"),
    ],
)
def test_spans_that_tags_cannot_hold_are_named(spans: list[tuple[int, int, str]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        to_bio(tokenize("Oda Marr left"), spans)


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (["O"], "1 tags for 2 tokens"),
        (["O", "PER"], "tag 1: found 'PER'"),
        (["B-", "O"], "tag 0: found 'B-'"),
        (["I-PER", "O"], "tag 0: 'I-PER' continues nothing: the tag before it is none"),
        (["B-GPE", "I-PER"], "tag 1: 'I-PER' continues nothing: the tag before it is 'B-GPE'"),
    ],
)
def test_tags_that_are_not_iob2_are_named(tags: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_bio([(0, 3), (4, 8)], tags)


def test_repair_reads_a_stray_inside_as_a_beginning() -> None:
    tokens = [(0, 3), (4, 8), (9, 12)]
    assert from_bio(tokens, ["I-PER", "I-GPE", "I-GPE"], repair=True) == [(0, 3, "PER"), (4, 12, "GPE")]


@pytest.mark.parametrize("size", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("piece", NASTY)
def test_time_is_linear_in_hostile_text(piece: str, size: int) -> None:
    text = (piece * (size // len(piece)))[:-1] + "\x01"
    began = time.process_time()
    tokens = tokenize(text)
    assert time.process_time() - began < size / 100_000  # ten times what it takes; a quadratic rule takes hours
    assert sum(end - start for start, end in tokens) == len(text)
