"""The broker does not take what the worker writes; too much is refused; nothing is lost."""

import json
import time

import pytest

from schemas import Reason
from schemas.deadletter import HEADER_PREFIX
from schemas.topics import DEAD_LETTERS, ENTITIES
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, read_all
from tests.support.scene import Scene, await_exit, configure, feed, marked

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

POISON = Sent(b"this is no JSON", b"poison")
EXIT_SECONDS = 60.0
DRAIN_SECONDS = 8.0


def test_the_dead_letter_topic_refuses(stage: Scene) -> None:
    configure(stage.settings, DEAD_LETTERS, max_message_bytes="100")
    running = stage.worker()
    stage.feed([*feed(30), POISON, *feed(30, first=100)])
    assert await_exit(running, EXIT_SECONDS) == 1
    assert "articles.deadletter" in running.told()
    configure(stage.settings, DEAD_LETTERS, max_message_bytes=str(DEAD_LETTERS.max_message_bytes))
    again = stage.worker()
    stage.settle()
    stage.check(duplicates=3 * 32)
    assert len(stage.ledger.letters) == 1
    assert again.stop() == 0


def test_an_output_topic_takes_less_than_the_contract_says(stage: Scene) -> None:
    """A topic that is not as provisioned is the operator's to repair, not a dead letter's."""
    configure(stage.settings, ENTITIES, max_message_bytes="30000")
    running = stage.worker()
    fields = article(1, seed=5)
    fields["text"] = "\n\n".join(str(article(n, seed=5)["text"]) for n in range(150))
    long = Sent(json.dumps(fields).encode(), b"long")
    stage.feed([*feed(30), long, *feed(30, first=100)])
    assert await_exit(running, EXIT_SECONDS) == 1
    assert "articles.entities" in running.told()
    configure(stage.settings, ENTITIES, max_message_bytes=str(ENTITIES.max_message_bytes))
    again = stage.worker()
    stage.settle()
    stage.check(duplicates=3 * 32)
    assert not stage.ledger.letters
    assert again.stop() == 0


def test_an_output_above_the_contracts_limit_is_a_dead_letter(
    stage: Scene, provisioned: Settings
) -> None:
    running = stage.worker()
    fields = json.loads(marked(1, "large").value or b"")
    fields["attachment"] = "x" * (ENTITIES.max_message_bytes - len(json.dumps(fields)) - 100)
    stage.feed([*feed(10), Sent(json.dumps(fields).encode(), b"large"), *feed(10, first=100)])
    stage.settle()
    stage.check(duplicates=0)
    (letter,) = read_all(provisioned, DEAD_LETTERS)
    headers = dict(letter.headers)
    assert headers[HEADER_PREFIX + "reason"].decode() == Reason.OUTPUT_REFUSED.value
    assert letter.key == b"large"
    assert running.stop() == 0


def test_too_few_replicas_are_waited_for(stage: Scene) -> None:
    running = stage.worker(drain_seconds=str(DRAIN_SECONDS))
    configure(stage.settings, ENTITIES, min_insync_replicas="4")
    stage.feed(feed(40))
    time.sleep(5)
    assert running.process.poll() is None, running.told()
    stage.watcher.catch_up()
    assert not stage.ledger.alarms
    configure(stage.settings, ENTITIES, min_insync_replicas="2")
    stage.settle()
    stage.check(duplicates=0)

    configure(stage.settings, ENTITIES, min_insync_replicas="4")
    stage.feed(feed(40, first=100))
    time.sleep(3)
    begun = time.monotonic()
    assert running.stop() == 0, running.told()
    assert time.monotonic() - begun < DRAIN_SECONDS + 5
    configure(stage.settings, ENTITIES, min_insync_replicas="2")
    again = stage.worker()
    stage.settle()
    stage.check(duplicates=32)
    assert again.stop() == 0


def test_the_circuit_breaker_stops_the_worker_and_loses_nothing(stage: Scene) -> None:
    running = stage.worker(breaker_consecutive="5")
    stage.feed(feed(20))
    stage.settle()
    poison = [Sent(b"no JSON, number %d" % number, b"poison") for number in range(40)]
    stage.feed(poison)  # alone: a good record from another partition would end the row
    assert await_exit(running, EXIT_SECONDS) == 1
    assert "TooManyDeadLetters" in running.told()
    stage.watcher.catch_up()
    assert len(stage.ledger.letters) <= 5
    stage.feed(feed(20, first=100))
    again = stage.worker(breaker_consecutive="1000")
    stage.settle()
    stage.check(duplicates=3 * 32)
    assert len(stage.ledger.letters) == len(poison)
    assert again.stop() == 0
