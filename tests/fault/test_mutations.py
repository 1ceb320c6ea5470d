"""The mutation check: the fault tests notice every known way of losing records.

One scenario, made so that each mutant must fail and not only may:

1. A slow record stands before fast ones, among them a later version of the same story.
2. The dead-letter topic refuses a dead letter, and is repaired.
3. The output topic wants more replicas than there are: nothing can be confirmed. The
   worker is killed (-9) in that state, the topic repaired, a new worker started.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import DEAD_LETTERS, ENTITIES
from streams.broker.topics import provision
from streams.pipeline import stage_named
from streams.settings import Settings
from tests.support.broker import Sent
from tests.support.saboteur.crisiswire_saboteur import SLOW
from tests.support.scene import Scene, configure, feed, marked, scene
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

MUTANTS = {
    "take": {"I1", "I3"},
    "two_at_once": {"I3", "I5"},
    "not_awaited": {"I1", "I3"},
    "ack_first": {"I1", "I3"},
}
POISON = Sent(b"this is no JSON", b"poison")
ROUND = 30  # good articles a round
STALLED_SECONDS = 5.0


@pytest.fixture
def stage(settings: Settings, tmp_path: Path) -> Iterator[Scene]:
    """The first stage alone on one partition: everything is behind everything else."""
    single = settings.model_copy(update={"topic_partitions": 1})
    provision(single)
    with scene(single, tmp_path, stages=(stage_named("entities"),)) as set_up:
        yield set_up


class Play:
    """The scenario with one kind of worker; a round ends early once something is wrong."""

    def __init__(self, stage: Scene, sabotaged: dict[str, str], module: str) -> None:
        self._stage, self._sabotaged, self._module = stage, sabotaged, module

    def run(self) -> list[str]:
        """Return the violations, those of the first round that has any."""
        for play_round in (self._slow_head, self._dead_letters_refused, self._nothing_confirmed):
            play_round()
            found = [told for told in self._stage.violations() if told[:2] not in {"I1", "I4"}]
            if found:
                return found
        return self._stage.violations()

    def _start(self) -> WorkerProcess:
        return self._stage.worker(
            module=self._module, environment=self._sabotaged, pool_size="2", drain_seconds="8"
        )

    def _await_end(self, seconds: float) -> None:
        """Wait until all is well, or nothing can become well any more."""
        ledger = self._stage.ledger
        self._stage.watcher.wait_for(
            lambda: bool(ledger.alarms) or (self._stage.all_known() and ledger.settled), seconds
        )

    def _slow_head(self) -> None:
        first = marked(0, SLOW, name="slow-story", key=b"slow-story")
        second = marked(1, "quick", name="slow-story", key=b"slow-story")
        worker = self._start()
        self._stage.feed([first, second, *feed(ROUND)])
        self._await_end(60)
        worker.stop()

    def _dead_letters_refused(self) -> None:
        configure(self._stage.settings, DEAD_LETTERS, max_message_bytes="100")
        worker = self._start()
        self._stage.feed([*feed(ROUND, first=100), POISON, *feed(ROUND, first=200)])
        self._stage.watcher.wait_for(
            lambda: bool(self._stage.ledger.alarms) or worker.process.poll() is not None, 30
        )
        if worker.process.poll() is None:
            worker.stop()
        configure(
            self._stage.settings,
            DEAD_LETTERS,
            max_message_bytes=str(DEAD_LETTERS.max_message_bytes),
        )

    def _nothing_confirmed(self) -> None:
        configure(self._stage.settings, ENTITIES, min_insync_replicas="4")
        worker = self._start()
        self._stage.feed(feed(ROUND, first=300))
        self._stage.watcher.wait_for(lambda: bool(self._stage.ledger.alarms), STALLED_SECONDS)
        worker.kill()
        configure(self._stage.settings, ENTITIES, min_insync_replicas="2")
        worker = self._start()
        self._await_end(60)
        worker.stop()


def test_the_worker_itself_passes(stage: Scene, sabotaged: dict[str, str]) -> None:
    assert Play(stage, sabotaged, "streams").run() == []
    assert len(stage.ledger.letters) == 1


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_found(stage: Scene, sabotaged: dict[str, str], mutant: str) -> None:
    found = Play(stage, sabotaged, f"tests.fault.mutants.{mutant}").run()
    assert {told[:2] for told in found} & MUTANTS[mutant], (found, stage.told())
