"""One stage is stopped while the others work: its backlog waits, and comes out once, in order."""

from functools import partial
from pathlib import Path

import pytest

from streams.pipeline import Stage, stage_named
from streams.settings import Settings
from tests.support.command import run_command
from tests.support.scene import FAST, Scene, await_true, feed, scene

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(400)]

COUNT = 60
OTHERS = ("--stage", "entities", "--stage", "escalation", "--stage", "series")


def arrived(stage: Scene, at: Stage, count: int) -> bool:
    """Whether so many have come out of a stage."""
    return stage.ledger.count(at.sink.name) >= count


def settled(stage: Scene, at: Stage) -> bool:
    return stage.all_known() and stage.ledger.behind(at) == 0


def test_the_others_go_on_and_the_backlog_comes_out_once(lone: Settings, tmp_path: Path) -> None:
    entities, sanctions, escalation = map(stage_named, ("entities", "sanctions", "escalation"))
    with scene(lone, tmp_path, defaults=FAST) as stage:
        others = stage.worker(*OTHERS)
        paused = stage.worker("--stage", "sanctions")
        stage.feed(feed(COUNT))
        await_true(partial(arrived, stage, sanctions, 10), 120, stage.told())
        assert paused.stop() == 0  # the pause begins

        stage.feed(feed(COUNT, first=1000))
        await_true(partial(arrived, stage, entities, 2 * COUNT), 120, stage.told())
        await_true(partial(settled, stage, escalation), 120, stage.told())
        waiting = stage.ledger.behind(sanctions)
        assert waiting >= COUNT
        assert stage.ledger.count(escalation.sink.name) == 2 * COUNT - waiting
        assert others.status("/health/live") == others.status("/health/ready") == 200
        shown = run_command(lone, "lag")
        assert "articles.entities" in shown.stdout

        resumed = stage.worker("--stage", "sanctions")  # and ends
        stage.settle()
        stage.check(duplicates=0)
        assert not stage.ledger.letters
        assert stage.ledger.count(escalation.sink.name) == 2 * COUNT
        assert [others.stop(), resumed.stop()] == [0, 0]
