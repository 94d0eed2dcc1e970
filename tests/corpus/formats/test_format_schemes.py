from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus.formats.detokenise import detokenise
from wirecopy.corpus.formats.schemes import PREFIXES, IllFormedError, candidates, chunks, encode, is_tag

GOLDEN = {
    # Kim | Jong Un | - | Seoul Korea (two adjacent LOC, the second of one token)
    "IOB2": ["B-PER", "B-PER", "I-PER", "O", "B-LOC", "I-LOC", "B-LOC"],
    "IOB1": ["I-PER", "B-PER", "I-PER", "O", "I-LOC", "I-LOC", "B-LOC"],
    "IOBES": ["S-PER", "B-PER", "E-PER", "O", "B-LOC", "E-LOC", "S-LOC"],
    "BILOU": ["U-PER", "B-PER", "L-PER", "O", "B-LOC", "L-LOC", "U-LOC"],
}
SPANS = [(0, 1, "PER"), (1, 3, "PER"), (4, 6, "LOC"), (6, 7, "LOC")]


@pytest.mark.parametrize("scheme", PREFIXES)
def test_a_scheme_reads_and_writes_the_golden_tags(scheme: str) -> None:
    assert chunks(GOLDEN[scheme], scheme) == SPANS
    assert encode(7, SPANS, scheme) == GOLDEN[scheme]


@pytest.mark.parametrize(
    ("scheme", "tags", "index"),
    [
        ("IOB2", ["O", "I-PER"], 1),
        ("IOB2", ["B-PER", "I-LOC"], 1),
        ("IOB1", ["O", "B-PER"], 1),
        ("IOBES", ["B-PER", "O"], 1),
        ("IOBES", ["B-PER"], 1),
        ("IOBES", ["E-PER"], 0),
        ("IOBES", ["S-PER", "I-PER"], 1),
        ("BILOU", ["B-PER", "B-PER"], 1),
        ("BILOU", ["L-PER"], 0),
    ],
)
def test_an_ill_formed_tag_is_refused_where_it_stands(scheme: str, tags: list[str], index: int) -> None:
    with pytest.raises(IllFormedError) as error:
        chunks(tags, scheme)
    assert error.value.index == index


@given(st.data(), st.sampled_from(list(PREFIXES)))
def test_chunks_survive_every_scheme(data: st.DataObject, scheme: str) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, 12), min_size=2)))
    kinds = [data.draw(st.sampled_from(["PER", "LOC", "X-Y", None])) for _ in cuts[1:]]
    spans = [(a, b, kind) for a, b, kind in zip(cuts, cuts[1:], kinds, strict=False) if kind]
    tags = encode(12, spans, scheme)
    assert all(map(is_tag, tags))
    assert chunks(tags, scheme) == spans
    assert scheme in candidates([tags])


def test_words_are_told_from_tags() -> None:
    assert [is_tag(word) for word in ("O", "B-PER", "U-X-Y", "B-", "X-PER", "PER", "", "o")] == [True] * 3 + [False] * 5


def test_detokenisation_is_the_stated_one() -> None:
    words = "Kim 's aide said : \" We wo n't talk ( yet ) \" , for $ 5 , in the U.S. - led force .".split()  # noqa: SIM905
    text, offsets = detokenise(words)
    assert text == "Kim's aide said: \"We won't talk (yet)\", for $5, in the U.S. - led force."
    assert [text[start:end] for start, end in offsets] == words


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), max_size=20))
def test_detokenisation_keeps_every_token(words: list[str]) -> None:
    text, offsets = detokenise(words)
    assert [text[start:end] for start, end in offsets] == words
    assert all(left[1] <= right[0] <= left[1] + 1 for left, right in pairwise(offsets))
