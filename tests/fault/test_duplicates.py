"""Links between near-duplicates when workers die: before, between and after the two writes."""

import json
from collections.abc import Iterator

import pytest

from schemas.topics import ESCALATION, SIGNATURES
from streams.local import LocalKafka
from tests.support.broker import Sent, read_all
from tests.support.scene import Scene, await_exit, await_gone
from tests.support.syndication import STORIES, copy_of, original

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

WINDOW = 3 * 32  # one worker, three stages
ROUNDS = 12


def syndicated(rounds: int) -> Iterator[Sent]:
    """Yield each story and, later and elsewhere, copies of it under ids of their own."""
    for turn in range(rounds):
        for number in range(len(STORIES)):
            fields = original(number) if turn == 0 else copy_of(number, turn)
            yield Sent(json.dumps(fields).encode(), str(fields["id"]).encode())


def check_links(stage: Scene) -> None:
    """Each article has one answer, and every answer is an article that has none itself."""
    answers: dict[str, set[str | None]] = {}
    for record in read_all(stage.settings, ESCALATION):
        fields = json.loads(record.value)
        answers.setdefault(fields["article_id"], set()).add(fields["duplicate_of"])
    assert all(len(given) == 1 for given in answers.values())
    given = {article: answer for article, (answer,) in answers.items()}
    originals = {article for article, answer in given.items() if answer is None}
    assert len(originals) == len(STORIES)
    assert {answer for answer in given.values() if answer is not None} <= originals


def test_a_worker_that_dies_between_signature_and_output(stage: Scene) -> None:
    stage.feed(syndicated(4))
    victim = stage.worker(module="tests.fault.killed_between", ready=False)
    assert await_exit(victim, 120) == -9
    signed = len(read_all(stage.settings, SIGNATURES))
    assert signed > 0
    assert stage.ledger.count(stage.stages[0].sink.name) == 0
    other = stage.worker()
    stage.settle()
    stage.check(duplicates=WINDOW)
    check_links(stage)
    # What was signed before the death was not signed again.
    assert len(read_all(stage.settings, SIGNATURES)) == 4 * len(STORIES)
    assert other.stop() == 0


def test_workers_and_a_broker_die_under_a_syndicated_feed(
    stage: Scene, cluster: LocalKafka
) -> None:
    one, two = stage.worker(), stage.worker()
    stage.feed(syndicated(ROUNDS))
    stage.await_outputs(8)
    children = one.children()
    one.kill()
    await_gone(children)
    three = stage.worker(ready=False)
    cluster.kill(cluster.node_ids[1])
    stage.await_outputs(20)
    cluster.start(cluster.node_ids[1])
    children = two.children()
    two.kill()
    await_gone(children)
    stage.settle()
    stage.check(duplicates=3 * WINDOW)
    check_links(stage)
    assert three.stop() == 0
