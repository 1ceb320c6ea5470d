"""Each role with the real commands: what it is there for works with its rights and no more."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.topics import (
    ALERTS,
    DEAD_LETTERS,
    DYAD_SERIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS_EVENTS,
    topic_name,
)
from streams.broker.client import connect_consumer
from streams.broker.doctor import Grade, check_broker
from streams.roles import CONSUMER_GROUPS, STAGE_SOURCES, Role
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.command import Done, run_command, start_command
from tests.support.secured import Secured, Way, secured_broker, worker_options
from tests.support.worker import worker

pytestmark = pytest.mark.ops

ARTICLES = 6


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured")) as broker:
        yield broker


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", Way)
def test_all_roles_do_their_work(
    secured: Secured, topic_prefix: str, tmp_path: Path, way: Way
) -> None:
    # On a cluster where nothing is yet but the rights.
    for role in Role:
        secured.allow_role(role, way, topic_prefix)
    users = {role: secured.settings(role, way, topic_prefix) for role in Role}
    _well(run_command(users[Role.OPERATOR], "topics", "apply"))
    _well(run_command(users[Role.OPS], "topics", "diff"))

    feed = "".join(json.dumps(article(number)) + "\n" for number in range(ARTICLES))
    published = run_command(users[Role.PRODUCER], "publish", "-", "--json", stdin=feed.encode())
    assert json.loads(_well(published))["confirmed"] == ARTICLES
    produce(users[Role.PRODUCER], RAW, [Sent(b"{broken", b"bad")])

    processes = []
    with ExitStack() as stack:
        for stage in STAGE_SOURCES:
            folder = tmp_path / stage
            folder.mkdir()
            settings = users[Role(f"worker-{stage}")]
            process = worker(
                settings.kafka_bootstrap_servers,
                topic_prefix,
                folder,
                "--stage",
                stage,
                ready=False,
                **worker_options(settings),
            )
            processes.append(stack.enter_context(process))
        reader = users[Role.OPS]
        found = await_records(reader, [ESCALATION], ARTICLES, idle_seconds=90)
        assert len(found) == ARTICLES, [each.told() for each in processes]
        assert len(await_records(reader, [DEAD_LETTERS], 1, idle_seconds=60)) == 1
        events = len(read_all(reader, ESCALATION_EVENTS))
        assert events > 0
        assert await_records(reader, [DYAD_SERIES], events, idle_seconds=60)
        _consume(users[Role.CONSUMER], topic_prefix)
        _look(users[Role.OPS], topic_prefix)
        _operate(users[Role.OPERATOR], secured, way, topic_prefix)

    for role, settings in users.items():
        (permissions,) = [
            finding for finding in check_broker(settings, role) if finding.check == "permissions"
        ]
        assert permissions.grade is Grade.OK, (role, permissions)


def _consume(settings: Settings, prefix: str) -> None:
    """As `docs/examples` do: a group, offsets committed; and with `tail`."""
    names = [SANCTIONS_EVENTS, ESCALATION_EVENTS, DYAD_SERIES, ALERTS, ESCALATION]
    group = {"group_id": f"{prefix}{CONSUMER_GROUPS}mine"}
    with connect_consumer(settings, **group) as consumer:
        consumer.subscribe([topic_name(topic, prefix) for topic in names])
        seen: set[str] = set()
        while topic_name(ESCALATION, prefix) not in seen:
            found = consumer.poll(timeout_ms=1_000)
            seen |= {tp.topic for tp in found}
        consumer.commit()
    shown = run_command(settings, "tail", "--from-beginning", "--limit", "1", "--json")
    assert json.loads(_well(shown))["topic"] == ESCALATION.name


def _look(settings: Settings, prefix: str) -> None:
    lags = [json.loads(line) for line in _well(run_command(settings, "lag", "--json")).splitlines()]
    assert {each["group"] for each in lags} >= {f"{prefix}crisiswire"}
    _well(run_command(settings, "lag", "--group", f"{prefix}{CONSUMER_GROUPS}mine"))
    letters = _well(run_command(settings, "dlq", "list", "--json")).splitlines()
    place = json.loads(letters[0])["place"]
    assert "{broken" in _well(run_command(settings, "dlq", "show", place))
    tail = ("tail", "--topic", RAW.name, "--from-beginning", "--limit", "1")
    assert "Report" in _well(run_command(settings, *tail))
    exporter = start_command(settings, "lag", "--serve", "--port", "0")
    try:
        assert exporter.stdout is not None
        assert b"http://" in exporter.stdout.readline()
    finally:
        exporter.terminate()
    assert exporter.wait(30) == 0, exporter.communicate()
    refused = run_command(settings, "dlq", "replay")
    assert refused.returncode == 1
    assert "1 failed" in refused.stderr, refused


def _operate(settings: Settings, secured: Secured, way: Way, prefix: str) -> None:
    _well(run_command(settings, "dlq", "list"))
    assert "1 replayed" in (done := run_command(settings, "dlq", "replay")).stderr, done
    into = f"again.{prefix}"
    secured.allow_role(Role.OPERATOR, way, into)
    now = datetime.now(UTC)
    times = ("--from", (now - timedelta(hours=1)).isoformat(), "--to", now.isoformat())
    copied = run_command(settings, "replay", *times, "--into", into, "--json")
    assert json.loads(_well(copied))["copied"] >= ARTICLES
    again = secured.settings(Role.OPERATOR, way, into)
    assert len(read_all(again, RAW)) >= ARTICLES


def _well(done: Done) -> str:
    assert done.returncode == 0, done
    return done.stdout
