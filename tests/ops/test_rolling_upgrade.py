"""Two versions at work in one group, forth and back: nothing lost, and each record says whose."""

import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from kafka.consumer.fetcher import ConsumerRecord

from schemas.base import SCHEMA_VERSION
from schemas.topics import ESCALATION, ESCALATION_EVENTS
from streams import PIPELINE_VERSION
from streams.pipeline import Stage
from streams.settings import Settings
from tests.support.broker import read_all
from tests.support.next_version import ENTITY_FIELD, FIELD, SCHEMA, VERSION, next_version
from tests.support.scene import FAST, Scene, await_true, feed, scene
from tests.support.worker import REPOSITORY, WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(500)]

BURST = 60


def made_by(record: ConsumerRecord) -> str:
    fields = json.loads(record.value)
    version: str = fields["provenance"]["pipeline_version"]
    return version


def check_record(record: ConsumerRecord) -> None:
    """The schema is that of the version that wrote it last, in header and body."""
    fields, version = json.loads(record.value), made_by(record)
    header = dict(record.headers)["schema"].decode()
    assert header == f"escalation/{fields['schema_version']}"
    if version in {PIPELINE_VERSION, VERSION}:
        newer = version == VERSION
        assert fields["schema_version"] == (SCHEMA if newer else SCHEMA_VERSION)
        assert (FIELD in fields) == newer
        assert all((ENTITY_FIELD in entity) == newer for entity in fields["entities"])


def start(
    stage: Scene, number: int, tree: Path = REPOSITORY, *, ready: bool = True
) -> WorkerProcess:
    """Start a worker with a name in the group, as the pods have one."""
    name = {"CRISISWIRE_GROUP_INSTANCE_ID": f"worker-{number}"}
    return stage.worker(tree=tree, ready=ready, environment=name)


def replace(stage: Scene, number: int, old: WorkerProcess, tree: Path) -> WorkerProcess:
    """Drain a worker in the middle of its work, and start another in its place."""
    stage.feed(feed(BURST, first=len(stage.fed) * 10))
    stage.await_outputs(len(stage.fed) - BURST + 1)
    assert old.stop() == 0, old.told()
    return start(stage, number, tree)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return next_version(tmp_path_factory.mktemp("next"))


def test_upgrade_and_roll_back_under_load(lone: Settings, tmp_path: Path, newer: Path) -> None:
    with scene(lone, tmp_path, defaults=FAST) as stage:
        workers = [start(stage, 0, ready=False), start(stage, 1)]
        for tree in (newer, REPOSITORY):
            for number, old in enumerate(workers):
                workers[number] = replace(stage, number, old, tree)
            stage.settle()
            before = len(stage.fed)
            stage.feed(feed(10, first=10 * before))
            stage.settle()
            expected = VERSION if tree is newer else PIPELINE_VERSION
            last = sorted(read_all(lone, ESCALATION), key=lambda record: record.timestamp)[-10:]
            assert {made_by(record) for record in last} == {expected}
        stage.check(duplicates=0)
        assert not stage.ledger.letters
        assert [one.stop() for one in workers] == [0, 0]
    records = read_all(lone, ESCALATION)
    for record in records:
        check_record(record)
    versions = Counter(map(made_by, records))
    assert versions[PIPELINE_VERSION] > BURST
    assert versions[VERSION] > BURST
    assert {event["pipeline_version"] for event in events(lone)} <= set(versions)


def test_each_version_reads_what_the_other_left(
    lone: Settings, tmp_path: Path, newer: Path
) -> None:
    """Stage by stage: what stands between the stages when all workers are exchanged at once."""
    with scene(lone, tmp_path, defaults=FAST) as stage:
        ways = {
            ("old", "new", "new"): f"{PIPELINE_VERSION}+{VERSION}",
            ("new", "old", "old"): f"{VERSION}+{PIPELINE_VERSION}",
        }
        trees = {"old": REPOSITORY, "new": newer}
        for number, way in enumerate(ways):
            stage.feed(feed(10, first=1000 * number))
            for each, name in zip(stage.stages, way, strict=True):
                one = stage.worker("--stage", each.name, tree=trees[name])
                done = (number + 1) * 10
                await_true(partial(written, stage, each, done), 120, stage.told())
                assert one.stop() == 0
        stage.check(duplicates=0)
        assert not stage.ledger.letters
    records = read_all(lone, ESCALATION)
    assert Counter(map(made_by, records)) == dict.fromkeys(ways.values(), 10)
    for record in records:
        check_record(record)


def written(stage: Scene, step: Stage, count: int) -> bool:
    return stage.ledger.count(step.sink.name) >= count


def events(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(record.value) for record in read_all(settings, ESCALATION_EVENTS)]
