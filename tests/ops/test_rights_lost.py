"""Each single right of the worker is taken away: it stops, says which, and loses nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.topics import ALERTS, DEAD_LETTERS, ESCALATION, RAW
from streams.broker.topics import provision
from streams.roles import Right, Role, rights_of
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.scene import await_exit
from tests.support.secured import Secured, Way, principal_of, secured_broker, worker_options
from tests.support.worker import WorkerProcess, worker

pytestmark = pytest.mark.ops

WHO = principal_of(Role.WORKER, Way.SCRAM)
# No alert is written here, for want of a past: that right would be missed with the first one.
RIGHTS = [right for right in rights_of(Role.WORKER) if right.name != ALERTS.name]
STOP_SECONDS = 120.0  # a loaded machine; unloaded it takes some seconds


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured")) as broker:
        yield broker


def _start(secured: Secured, prefix: str, folder: Path, *, ready: bool) -> Any:
    settings = secured.settings(Role.WORKER, Way.SCRAM, prefix)
    options = worker_options(settings)
    return worker(settings.kafka_bootstrap_servers, prefix, folder, ready=ready, **options)


def _check_told(process: WorkerProcess, right: Right) -> None:
    last = process.log_lines()[-1]
    assert last["level"] == "CRITICAL", process.told()
    fields = last["fields"]
    assert isinstance(fields, dict), process.told()
    assert fields.get("missing") == [str(right)], process.told()
    assert fields["grant"] == [right.grant_command(WHO)]
    assert WHO in str(fields["why"])


@pytest.mark.timeout(900)
def test_a_worker_that_lacks_one_right_does_not_begin(
    secured: Secured, topic_prefix: str, tmp_path: Path
) -> None:
    provision(secured.administrator(topic_prefix))
    secured.allow_role(Role.WORKER, Way.SCRAM, topic_prefix)
    for number, right in enumerate(rights_of(Role.WORKER, prefix=topic_prefix)):
        folder = tmp_path / str(number)
        folder.mkdir()
        secured.deny(topic_prefix, WHO, right)
        with _start(secured, topic_prefix, folder, ready=False) as process:
            assert await_exit(process, STOP_SECONDS) == 1
            _check_told(process, right)
        secured.allow(topic_prefix, WHO, [right])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: str(right).replace(" ", "-"))
def test_a_worker_that_loses_a_right_stops_and_the_next_does_the_rest(
    secured: Secured, topic_prefix: str, tmp_path: Path, right: Right
) -> None:
    lost = Right(right.resource, topic_prefix + right.name, right.operation)
    everything = secured.administrator(topic_prefix)
    provision(everything)
    secured.allow_role(Role.WORKER, Way.SCRAM, topic_prefix)
    with _start(secured, topic_prefix, tmp_path, ready=True) as process:
        produce(everything, RAW, [_sent(1)])
        await_records(everything, [ESCALATION], 1)
        secured.deny(topic_prefix, WHO, lost)
        bad = Sent(b"{broken", b"bad", partition=0)
        produce(everything, RAW, [_sent(number) for number in range(2, 12)] + [bad])
        assert await_exit(process, STOP_SECONDS) == 1, process.told()
        _check_told(process, lost)
    secured.allow(topic_prefix, WHO, [lost])
    with _start(secured, topic_prefix, tmp_path, ready=True) as process:
        found = set()
        for count in range(12, 40):  # duplicates are allowed, losses are not
            records = await_records(everything, [ESCALATION, DEAD_LETTERS], count, idle_seconds=60)
            found = {record.key for record in records}
            if len(found) == 12:
                break
        assert len(found) == 12, process.told()
        assert process.stop() == 0
    assert {record.key for record in read_all(everything, DEAD_LETTERS)} == {b"bad"}


def _sent(number: int) -> Sent:
    return Sent(json.dumps(article(number)).encode(), f"a-{number}".encode())
