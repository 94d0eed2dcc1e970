"""A token-classification checkpoint as a system for entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from wirecopy.corpus.model import Annotation, Article, Entity, Zone
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.labels import LabelMap, Relabelling, without_leading
from wirecopy.evaluation.systems.transformers.tags import spans
from wirecopy.evaluation.systems.transformers.windows import Window, by_word, cut, merged


class Reading(msgspec.Struct, frozen=True):
    """How texts are read: window and overlap in tokens, windows at a time, how a word's tokens become one answer."""

    window: int
    overlap: int
    batch: int
    aggregation: str


class Transformers:
    """A checkpoint's entities under our labels; furniture is not read."""

    layers = ("entities",)
    packages = ("torch", "transformers")

    def __init__(
        self, tokenizer: Any, model: Any, name: str, reading: Reading, labels: LabelMap, *,
        strip_leading: Sequence[str] = (), fingerprint: str | None = None,
    ) -> None:  # fmt: skip
        self._tokenizer, self._model, self._reading = tokenizer, model, reading
        self._tags = [model.config.id2label[i] for i in range(len(model.config.id2label))]
        self._labels = Relabelling(entities=labels)
        self._strip_leading = tuple(strip_leading)
        self._windows = self._texts = 0
        self.name = f"transformers {name}"
        self.fingerprint = fingerprint

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the entities of every article, in text order and apart."""
        parts = [(place, zone) for place, article in enumerate(articles) for zone in _read(article)]
        texts = [(articles[place].text or "")[zone.start : zone.end] for place, zone in parts]
        found: list[list[Entity]] = [[] for _ in articles]
        for (place, zone), entities in zip(parts, self._entities(texts), strict=True):
            found[place] += [Entity(start + zone.start, end + zone.start, label) for start, end, label in entities]
        return [
            without_leading(
                self._labels.apply(Annotation(article.id, entities=tuple(entities))),
                article.text or "", self._strip_leading,
            )
            for article, entities in zip(articles, found, strict=True)
        ]  # fmt: skip

    def report(self) -> dict[str, object]:
        """Return where the model ran, and how many texts were read in how many windows."""
        return {"device": str(self._model.device), "texts": self._texts, "windows": self._windows}

    def _entities(self, texts: Sequence[str]) -> Iterator[list[tuple[int, int, str]]]:
        if not texts:
            return
        windows, tokens = cut(self._tokenizer, texts, self._reading.window, self._reading.overlap)
        self._windows, self._texts = self._windows + len(windows), self._texts + len(texts)
        scores = merged(windows, self._scores(windows), tokens)
        for text, known, table in zip(texts, tokens, scores, strict=True):
            words = list(by_word(known, table, self._reading.aggregation))
            tagged = spans([place for place, _ in words], [self._tags[label] for _, label in words])
            yield [(*trimmed, label) for start, end, label in tagged if (trimmed := _trimmed(text, start, end))]

    def _scores(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Return the log-probabilities of every window's tokens, windows of like length side by side."""
        order = sorted(range(len(windows)), key=lambda index: -len(windows[index].ids))
        found: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(order), self._reading.batch):
            batch = order[start : start + self._reading.batch]
            for index, table in zip(batch, self._run([windows[i].ids for i in batch]), strict=True):
                found[index] = table[: len(windows[index].ids)]
        return [found[index] for index in range(len(windows))]

    def _run(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import torch

        longest, padding = max(map(len, rows)), self._tokenizer.pad_token_id or 0
        ids = [[*row, *[padding] * (longest - len(row))] for row in rows]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
        with torch.inference_mode():
            device = self._model.device
            given = {"input_ids": torch.tensor(ids, device=device), "attention_mask": torch.tensor(mask, device=device)}
            logits = self._model(**given).logits.float()
            scores: NDArray[np.float32] = torch.log_softmax(logits, dim=-1).cpu().numpy()
        return scores


def _read(article: Article) -> list[Zone]:
    """Return the zones that carry annotation; an article without zones is one."""
    furniture = load_ontology().furniture()
    zones = [zone for zone in article.zones if zone.kind not in furniture]
    return zones if article.zones else [Zone("body", 0, len(article.text or ""))]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without white space at its ends, which byte-level tokenizers put into their offsets."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
