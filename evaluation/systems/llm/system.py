"""A language model behind an endpoint as a system."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import Annotation, Article
from wirecopy.evaluation.systems.llm.answer import Reader, parse
from wirecopy.evaluation.systems.llm.client import Client, Reply
from wirecopy.evaluation.systems.llm.examples import chosen
from wirecopy.evaluation.systems.llm.kept import Kept
from wirecopy.evaluation.systems.llm.prompt import messages
from wirecopy.evaluation.systems.llm.schema import answer_schema
from wirecopy.evaluation.systems.llm.settings import Settings, check

READ_ATTEMPTS = 2  # how often an article is asked for while the answer is no JSON


class Llm:
    """Asks a model for every article; what cannot be found in the article is counted, never placed elsewhere."""

    packages = ("httpx",)

    def __init__(self, settings: Settings, train: Sequence[Article] = (), folder: Path | None = None) -> None:
        self._settings = check(settings)
        self._train = train
        self._client = Client(settings)
        self._kept = Kept(folder)
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self.layers = settings.layers
        self.name = f"llm {settings.model}"

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return an annotation for every article, asking for several at a time.

        Raises ``InputError`` that names the articles that failed, when all the others have been answered and kept.
        """
        with ThreadPoolExecutor(self._settings.concurrency) as pool:
            waiting = [pool.submit(self._annotate, article) for article in articles]
            found, problems = [], []
            for article, future in zip(articles, waiting, strict=True):
                try:
                    found.append(future.result())
                except InputError as error:
                    problems.append(f"article {article.id!r}: {error}")
        if problems:
            more = f"\n... and {len(problems) - 3} more articles" if len(problems) > 3 else ""
            raise InputError("\n".join(problems[:3]) + more)
        return found

    def report(self) -> dict[str, Any]:
        """Return what was asked, what it cost, and what could not be used, since the system was built.

        ``prompt_tokens``, ``completion_tokens`` and ``cost`` are of answers paid for now, ``cached_tokens`` of those
        read from disk.
        """
        settings = self._settings
        prompt, completion = self._counts["prompt_tokens"], self._counts["completion_tokens"]
        cost = (prompt * settings.price_prompt + completion * settings.price_completion) / 1e6
        return {
            "requests": self._client.requests,
            "retries": self._client.retries,
            "cached": self._counts["cached"],
            "unreadable_answers": self._counts["unreadable"],
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "cached_tokens": self._counts["cached_tokens"],
            "cost": round(cost, 6),
            "unaligned": sum(count for name, count in self._lost.items() if "unaligned" in name),
            "not_used": dict(sorted((+self._lost).items())),
        }

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def request(self, article: Article) -> bytes:
        """Return the body of the request about an article, the same bytes for the same article and settings."""
        settings = self._settings
        examples = chosen(self._train, article, settings.shots)
        with_schema = settings.response_format != "json_schema"
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": messages(article, examples, settings.layers, with_schema=with_schema),
        }
        for name in ("temperature", "max_tokens", "seed"):
            if getattr(settings, name) is not None:
                body[name] = getattr(settings, name)
        if settings.response_format == "json_schema":
            schema = {"name": "annotation", "strict": True, "schema": answer_schema(settings.layers)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif settings.response_format == "json_object":
            body["response_format"] = {"type": "json_object"}
        return msgspec.json.encode(body)

    def _annotate(self, article: Article) -> Annotation:
        if not (article.text or "").strip():
            return msgspec.structs.replace(Annotation(article.id), **dict.fromkeys(self.layers, ()))
        answer = self._answer(self.request(article))
        reader = Reader(article)
        found = reader.annotation(answer)
        with self._lock:
            self._lost.update(reader.lost)
        return found

    def _answer(self, body: bytes) -> dict[str, list[Any]]:
        """Return the lists of the answer, which is kept once it can be read."""
        kept = self._kept.read(self._settings.base_url, body)
        if kept is not None:
            try:
                answer = parse(kept.content, self.layers)
            except InputError:
                kept = None
            else:
                self._count(cached=1, cached_tokens=kept.prompt_tokens + kept.completion_tokens)
                return answer
        for attempt in range(READ_ATTEMPTS):
            reply = self._client.send(body)
            self._paid(reply)
            try:
                answer = parse(reply.content, self.layers)
            except InputError:
                self._count(unreadable=1)
                if attempt + 1 == READ_ATTEMPTS:
                    raise
            else:
                self._kept.write(self._settings.base_url, body, reply)
                return answer
        raise AssertionError  # the last attempt returns or raises

    def _paid(self, reply: Reply) -> None:
        self._count(prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens)

    def _count(self, **counts: int) -> None:
        with self._lock:
            self._counts.update(counts)
