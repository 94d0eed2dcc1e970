"""The transformers system with checkpoints that the tests train and save; nothing is downloaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirecopy.corpus import load
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article, Zone
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation import score
from wirecopy.evaluation.systems import System, without_gold
from wirecopy.evaluation.systems.transformers.tags import labels_of, spans, split
from wirecopy.evaluation.systems.transformers.windows import Tokens, Window, by_word, merged

os.environ["HF_HUB_OFFLINE"] = "1"
torch = pytest.importorskip("torch", reason="the extra transformers is not installed")
transformers = pytest.importorskip("transformers", reason="the extra transformers is not installed")

torch.set_num_threads(1)  # the models are so small that threads only get in each other's way

SPECIAL = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
POSITIONS = 128
ROUNDS = 150


def _tokenizer(texts: list[str], *, bytes_: bool = False) -> Any:
    """Return a fast tokenizer trained on texts: WordPiece as BERT's, or byte-level BPE as RoBERTa's."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

    if bytes_:
        inner = Tokenizer(models.BPE(unk_token="[UNK]"))
        inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
        trainer: Any = trainers.BpeTrainer(vocab_size=600, special_tokens=list(SPECIAL.values()), show_progress=False)
    else:
        inner = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        inner.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=1500, special_tokens=list(SPECIAL.values()), show_progress=False)
    inner.train_from_iterator(texts, trainer)
    special = [(name, inner.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    inner.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=special)
    return transformers.PreTrainedTokenizerFast(tokenizer_object=inner, model_max_length=POSITIONS, **SPECIAL)


def _model(tokenizer: Any, tags: list[str]) -> Any:
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer), hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128,
        max_position_embeddings=POSITIONS, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(tags)), label2id={tag: i for i, tag in enumerate(tags)},
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return transformers.BertForTokenClassification(config)


def _saved(folder: Path, tokenizer: Any, model: Any) -> str:
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    return str(folder)


def _build(*args: Any, **settings: Any) -> Any:
    from wirecopy.evaluation.systems.transformers import build

    return build(*args, **{"inventory": None, "device": "cpu", **settings})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-PER I-PER O B-PER B-PER", [(0, 2, "PER"), (3, 4, "PER"), (4, 5, "PER")]),
        ("I-PER I-PER O I-LOC B-LOC", [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]),
        ("B-PER I-PER E-PER S-PER S-LOC", [(0, 3, "PER"), (3, 4, "PER"), (4, 5, "LOC")]),
        ("B-PER L-PER U-PER O I-PER", [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "PER")]),
        ("PER PER O LOC PER", [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "PER")]),
        ("B-PER I-LOC I-LOC E-LOC I-LOC", [(0, 1, "PER"), (1, 4, "LOC"), (4, 5, "LOC")]),
        ("B_PER I_PER I_PER O O", [(0, 3, "PER")]),
    ],
)
def test_tags_of_every_scheme_become_spans(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert spans([(i, i + 1) for i in range(5)], tags.split()) == expected


def test_labels_without_a_prefix_keep_their_letters() -> None:
    assert split("LABEL_0") == ("I", "LABEL_0")
    assert split("B-U-x") == ("B", "U-x")
    assert labels_of(["O", "B-PER", "I-PER", "ORG"]) == ["ORG", "PER"]


@given(st.integers(0, 40), st.integers(3, 12), st.integers(0, 6))
def test_scores_are_merged_from_the_window_with_most_context(count: int, room: int, overlap: int) -> None:
    overlap = min(overlap, room - 1)
    firsts = [0]
    while firsts[-1] + room < count:
        firsts.append(firsts[-1] + room - overlap)
    windows, tables = [], []
    for number, first in enumerate(firsts):
        inside = min(room, count - first)
        windows.append(Window(0, first, [0] * (inside + 2), list(range(1, inside + 1))))
        tables.append(
            np.array([[-1, number]] + [[first + i, number] for i in range(inside)] + [[-1, number]], np.float32)
        )
    (scores,) = merged(windows, tables, [Tokens([(i, i + 1) for i in range(count)], list(range(count)))])
    assert list(scores[:, 0]) == list(range(count))
    for place, (_, chosen) in enumerate(scores):
        margins = {
            number: min(place - first, min(first + room, count) - 1 - place)
            for number, first in enumerate(firsts)
            if first <= place < first + room
        }
        assert margins[int(chosen)] == max(margins.values())


def test_a_word_is_answered_by_its_first_token_or_by_all() -> None:
    tokens = Tokens([(0, 2), (2, 4), (5, 6)], [0, 0, 1])
    scores = np.array([[3, 2], [0, 9], [1, 0]], np.float32)
    assert list(by_word(tokens, scores, "first")) == [((0, 4), 0), ((5, 6), 0)]
    assert list(by_word(tokens, scores, "mean")) == [((0, 4), 1), ((5, 6), 0)]
    assert list(by_word(tokens, scores, "max")) == [((0, 4), 1), ((5, 6), 0)]
    assert list(by_word(Tokens([], []), np.zeros((0, 2), np.float32), "first")) == []


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    tokenizer = _tokenizer(["Vosgar fell on Monday.", "Rindava’s Navy"])
    return _saved(
        tmp_path_factory.mktemp("tiny"), tokenizer, _model(tokenizer, ["O", "B-PER", "I-PER", "B-GPE", "I-GPE"])
    )


@pytest.mark.slow
@pytest.mark.parametrize("bytes_", [False, True], ids=["wordpiece", "bytes"])
def test_a_trained_checkpoint_recovers_its_text_across_window_seams(tmp_path: Path, bytes_: bool) -> None:
    articles = load("train")[:4]
    texts = [a.text[z.start : z.end] for a in articles for z in a.zones if a.text and z.kind != "furniture"]
    tags = ["O", *(f"{prefix}-{kind}" for kind in load_ontology().entities for prefix in "BI")]
    tokenizer = _tokenizer(texts, bytes_=bytes_)
    model = _trained(tokenizer, _model(tokenizer, tags), articles, tags)
    system = _build(_saved(tmp_path, tokenizer, model), window=48, stride=20, batch=8)
    predicted = system.predict([without_gold(article) for article in articles])
    assert system.report()["windows"] > 2 * system.report()["texts"]
    result = score(articles, predicted)["measures"]["entities.strict"]
    assert result["f1"] >= 0.9
    furniture = [(a.id, z) for a in articles for z in a.zones if z.kind == "furniture"]
    for line in predicted:
        assert not [
            e for e in entities_of(line) for n, z in furniture if n == line.id and e.start < z.end and z.start < e.end
        ]


def _trained(tokenizer: Any, model: Any, articles: list[Article], tags: list[str]) -> Any:
    """Train a model on articles, cut elsewhere in every round, so that it cannot rest on where the words stand."""
    whole = []
    for article in articles:
        for zone in article.zones:
            if zone.kind != "furniture":
                text = (article.text or "")[zone.start : zone.end]
                encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
                truth = _truth(article, zone, encoded.word_ids(), encoded["offset_mapping"], tags)
                whole.append((encoded["input_ids"], truth))
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    random = np.random.default_rng(0)
    model.train()
    for _ in range(ROUNDS):
        rows = [row for ids, truth in whole for row in _cuts(tokenizer, ids, truth, random)]
        for start in range(0, len(rows), 16):
            batch = rows[start : start + 16]
            longest = max(len(ids) for ids, _ in batch)
            ids = torch.tensor([row + [tokenizer.pad_token_id] * (longest - len(row)) for row, _ in batch])
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row, _ in batch])
            labels = torch.tensor([row + [-100] * (longest - len(row)) for _, row in batch])
            model(input_ids=ids, attention_mask=mask, labels=labels).loss.backward()
            optimiser.step()
            optimiser.zero_grad()
    return model.eval()


def _cuts(tokenizer: Any, ids: list[int], truth: list[int], random: np.random.Generator) -> Any:
    at = -int(random.integers(0, 40))
    while at < len(ids):
        here = slice(max(at, 0), at + 46)
        if ids[here]:
            yield [tokenizer.cls_token_id, *ids[here], tokenizer.sep_token_id], [-100, *truth[here], -100]
        at += 46


def _truth(article: Article, zone: Zone, words: list[int | None], offsets: list[Any], tags: list[str]) -> list[int]:
    found, before = [], None
    for word, (start, end) in zip(words, offsets, strict=True):
        if word is None or word == before:
            found.append(-100)
            continue
        before = word
        inside = [
            e for e in entities_of(article.annotation) if e.start < end + zone.start and start + zone.start < e.end
        ]
        if not inside:
            found.append(0)
            continue
        text = article.text or ""
        begins = not text[inside[0].start : start + zone.start].strip()
        found.append(tags.index(f"{'B' if begins else 'I'}-{inside[0].type}"))
    return found


def test_it_is_a_system_for_entities_and_answers_the_same_in_any_batch(tiny: str) -> None:
    articles = load("train")[:3]
    system = _build(tiny, window=20, stride=5)
    assert isinstance(system, System)
    assert system.layers == ("entities",)
    together = system.predict(articles)
    assert [line.id for line in together] == [article.id for article in articles]
    assert system.predict([]) == []
    alone = _build(tiny, window=20, stride=5, batch=1)
    for article, line in zip(articles, together, strict=True):
        assert alone.predict([article]) == [line]
        assert all(0 <= e.start < e.end <= len(article.text or "") for e in entities_of(line))
    assert system.fingerprint == alone.fingerprint


def test_texts_without_words_are_no_error(tiny: str) -> None:
    texts = ["", " \n", "\U0001f600", "x" * 5000, "\u200b\u0301"]
    found = _build(tiny).predict([Article(f"a{i}", Annotation(f"a{i}"), text=text) for i, text in enumerate(texts)])
    assert [line.id for line in found] == [f"a{i}" for i in range(len(texts))]


def test_labels_are_mapped_by_an_inventory_and_by_configuration(tiny: str) -> None:
    article = load("train")[0]
    assert {e.type for e in entities_of(_build(tiny).predict([article])[0])} <= {"PER", "GPE"}
    mapped = _build(tiny, inventory="ontonotes", labels={"PER": None})
    assert {e.type for e in entities_of(mapped.predict([article])[0])} <= {"GPE"}
    with pytest.raises(InputError, match="checkpoint's GPE has no counterpart in conll"):
        _build(tiny, inventory="conll")
    with pytest.raises(InputError, match="did you mean 'PER'"):
        _build(tiny, labels={"PERS": None})


def test_checkpoints_that_would_answer_nonsense_are_refused(tiny: str, tmp_path: Path) -> None:
    tokenizer = _tokenizer(["Vosgar fell"])
    _saved(tmp_path / "bare", tokenizer, transformers.BertModel(_model(tokenizer, ["O"]).config))
    with pytest.raises(InputError, match="no trained token classifier: found no weights for classifier"):
        _build(str(tmp_path / "bare"))
    with pytest.raises(InputError, match="cannot be loaded"):
        _build(str(tmp_path / "absent"))
    with pytest.raises(InputError, match="cannot be loaded"):
        _build("no-such-owner/no-such-model")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"window": POSITIONS + 1}, "system.window"), ({"window": 2}, "system.window"),
        ({"stride": 200}, "system.stride"),
        ({"stride": -1}, "system.stride"), ({"aggregation": "last"}, "system.aggregation"),
        ({"batch": 0}, "system.batch"),
        ({"device": "cuda:99"}, "system.device"), ({"device": "toaster"}, "system.device"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_are_refused(tiny: str, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        _build(tiny, **settings)
