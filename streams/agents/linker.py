"""Puts `duplicate_of` into the first stage's outputs, before they are written."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from schemas import ArticleSignature
from schemas.topics import SIGNATURES, topic_name
from streams.agents.sender import Letter, Sender
from streams.agents.signatures import SignatureReader
from streams.agents.window import Finished
from streams.metrics import Metrics
from streams.pipeline import linked

Source = TypeVar("Source")


class Linker:
    """Writes signatures to the log in the articles' order, and awaits the register's answers.

    Args:
        reader: Reads the log.
        sender: Writes to it.
        prefix: Put before the topic's name.
        metrics: Told how many signatures are written, and how long the answers take.
    """

    def __init__(
        self, reader: SignatureReader, sender: Sender, *, prefix: str, metrics: Metrics
    ) -> None:
        self._reader = reader
        self._sender = sender
        self._topic = topic_name(SIGNATURES, prefix)
        self._metrics = metrics

    async def link(self, finished: Sequence[Finished[Source]]) -> list[Finished[Source]]:
        """Return the same, near-duplicates with the id of their original.

        A version that is on the log already is not written again: it was done before a
        crash, and what was answered then is the answer.

        Raises:
            DeliveryError: the broker does not take a signature, or does not give it back.
        """
        begun = monotonic()
        signatures = [item.outcome.signature for item in finished]
        asked = [signature for signature in signatures if signature is not None]
        new = {
            (signature.article_id, signature.text_hash): signature
            for signature in reversed(asked)
            if self._reader.look_up(signature) is None
        }
        await self._sender.send([self._letter(signature) for signature in reversed(new.values())])
        written = self._metrics.messages_produced.labels(SIGNATURES.written_by, SIGNATURES.name)
        written.inc(len(new))
        answers = await asyncio.gather(*(self._reader.answer(signature) for signature in asked))
        originals = iter(answers)
        result = [
            item if signature is None else _with(item, next(originals).duplicate_of)
            for item, signature in zip(finished, signatures, strict=True)
        ]
        if asked:
            self._metrics.register_wait.observe(monotonic() - begun)
        return result

    def _letter(self, signature: ArticleSignature) -> Letter:
        return Letter(
            self._topic,
            signature.article_id.encode(),
            signature.model_dump_json().encode(),
            [],
            partition=0,
        )


def _with(item: Finished[Source], original: str | None) -> Finished[Source]:
    return item if original is None else replace(item, outcome=linked(item.outcome, original))
