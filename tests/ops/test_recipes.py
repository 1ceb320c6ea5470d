"""The recipes for consumers against a real PostgreSQL and a real Kafka: killed, and told twice."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from schemas import EscalationAlert
from schemas.topics import ALERTS, ESCALATION, ESCALATION_EVENTS
from streams.broker.client import connect_admin
from streams.broker.groups import commit, read_committed
from streams.pipeline import STAGES, run_series, run_stage
from streams.record import Output, Record
from streams.resources import Resources
from streams.settings import Settings
from streams.stages.series import PartitionSeries, SeriesParameters
from tests.support import postgresql
from tests.support.articles import article
from tests.support.broker import Sent, produce, read_all
from tests.support.dyads import feed
from tests.support.examples import await_consumed, bury, lines_of, rest_of, running
from tests.support.scene import await_true

psycopg = pytest.importorskip("psycopg")

pytestmark = [
    pytest.mark.ops,
    pytest.mark.kafka,
    pytest.mark.timeout(560),
    pytest.mark.skipif(not postgresql.installed(), reason="deploy/setup ops .venv was not run"),
]
ARTICLES, CORRECTED_EVERY, COPY_EVERY = 24, 4, 7
RECEIVED_MS = 1_700_000_000_000
LOCK_SECONDS = 120
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server for all tests of this file."""
    with postgresql.run_postgresql() as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """An empty database of this test's own."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found


@pytest.fixture(scope="module")
def enriched(resources: Resources) -> dict[str, list[Sent]]:
    """What the last stage writes, by topic: some articles are corrected later, some are copies."""
    numbers = [(number, 0) for number in range(ARTICLES)]
    numbers += [(number, 1) for number in range(0, ARTICLES, CORRECTED_EVERY)]
    found: dict[str, list[Sent]] = defaultdict(list)
    for position, (number, version) in enumerate(numbers):
        fields = {**article(number, seed=version), "id": f"a-{number}"}
        source = Record(json.dumps(fields).encode(), timestamp_ms=RECEIVED_MS + position)
        made: tuple[Output, ...] = ()
        for stage in STAGES:
            made = run_stage(stage, source, resources).outputs
            source = Record(made[0].value, made[0].key, made[0].headers, source.timestamp_ms)
        for output in made:
            value = json.loads(output.value)
            if number % COPY_EVERY == COPY_EVERY - 1:
                value["duplicate_of"] = "a-0"
            found[output.topic].append(Sent(json.dumps(value).encode(), output.key))
    return dict(found)


def rewind(settings: Settings, group: str, back: int) -> None:
    """Take the group's commits back: a crash before they were made would have left it so."""
    name = settings.topic_prefix + group
    with closing(connect_admin(settings)) as admin:
        committed = read_committed(admin, name)
        commit(admin, name, {place: max(0, at - back) for place, at in committed.items()})


def consume(name: str, group: str, topic: Any, settings: Settings, database: str) -> None:
    """Run an example to the topic's end."""
    with running(name, settings, DATABASE_URL=database):
        await_consumed(settings, group, topic)
    bury(settings, group)


def kill_amid(name: str, group: str, settings: Settings, database: str, lock: str) -> None:
    """Kill an example in the middle of its transaction: it waits for what is locked."""
    with psycopg.connect(database) as holder:
        holder.execute(lock)
        with running(name, settings, DATABASE_URL=database):
            await_true(lambda: rows(database, WAITING) == [(1,)], LOCK_SECONDS, "nothing waits")
    bury(settings, group)
    await_true(lambda: rows(database, OTHERS) == [(0,)], LOCK_SECONDS, "the dead one's session")


# --- articles and their events ----------------------------------------------------------

KEEP, KEEP_GROUP = "keep_once_postgresql", "consumer-keep-once-postgresql"


def kept(database: str) -> tuple[dict[str, object], dict[str, object]]:
    articles = dict(rows(database, "SELECT article_id, duplicate_of FROM articles"))
    events = rows(database, "SELECT id, article_id, kind, event FROM events")
    return articles, {row[0]: row[1:] for row in events}


def to_be_kept(settings: Settings) -> tuple[dict[str, object], dict[str, object]]:
    """Return the same from the topic: of each article the version that came in last."""
    latest: dict[str, Any] = {}
    for record in read_all(settings, ESCALATION):
        found = json.loads(record.value)
        known = latest.setdefault(found["article_id"], found)
        if received(known) < received(found):
            latest[found["article_id"]] = found
    events: dict[str, object] = {
        event["id"]: (name, kind, event)
        for name, found in latest.items()
        for kind in ("sanctions", "escalation")
        for event in found[kind]
    }
    return {name: found["duplicate_of"] for name, found in latest.items()}, events


def received(article: dict[str, Any]) -> dt.datetime:
    """As text moments do not compare: a fraction is left out where it is zero."""
    return dt.datetime.fromisoformat(article["received_at"])


def test_articles_are_kept_once_and_corrected_versions_replace_them(
    lone: Settings, database: str, enriched: dict[str, list[Sent]]
) -> None:
    records = enriched[ESCALATION.name]
    produce(lone, ESCALATION, records[: ARTICLES // 2])
    with running(KEEP, lone, DATABASE_URL=database) as program:
        lines_of(program, 1)
    bury(lone, KEEP_GROUP)
    consume(KEEP, KEEP_GROUP, ESCALATION, lone, database)
    first = kept(database)
    assert first == to_be_kept(lone)

    produce(lone, ESCALATION, records[ARTICLES // 2 :])
    kill_amid(KEEP, KEEP_GROUP, lone, database, "SELECT id FROM events FOR UPDATE")
    assert kept(database) == first  # all of a transaction or nothing
    consume(KEEP, KEEP_GROUP, ESCALATION, lone, database)
    wanted = to_be_kept(lone)
    assert kept(database) == wanted
    assert len(wanted[0]) == ARTICLES
    assert first[1].keys() - wanted[1].keys()  # events that a corrected version took back

    rewind(lone, KEEP_GROUP, back=5)
    consume(KEEP, KEEP_GROUP, ESCALATION, lone, database)
    assert kept(database) == wanted
    produce(lone, ESCALATION, records)  # everything once more, the old versions too
    consume(KEEP, KEEP_GROUP, ESCALATION, lone, database)
    assert kept(database) == wanted == to_be_kept(lone)


def test_an_old_version_that_comes_late_changes_nothing(
    lone: Settings, database: str, enriched: dict[str, list[Sent]]
) -> None:
    records = enriched[ESCALATION.name]
    produce(lone, ESCALATION, [Sent(sent.value, b"one key") for sent in reversed(records)])
    consume(KEEP, KEEP_GROUP, ESCALATION, lone, database)
    assert kept(database) == to_be_kept(lone)


# --- sums -------------------------------------------------------------------------------

ADD, ADD_GROUP = "add_up_postgresql", "consumer-add-up-postgresql"
Totals = dict[str, tuple[int, Decimal]]


def totals(database: str) -> Totals:
    found = rows(database, "SELECT dyad, events, goldstein FROM totals")
    return {dyad: (events, goldstein) for dyad, events, goldstein in found}


def to_be_added(settings: Settings) -> Totals:
    """Return the same from the topic: each event that counts, once."""
    events = {
        event["id"]: event
        for event in (json.loads(record.value) for record in read_all(settings, ESCALATION_EVENTS))
        if event["dyad"] is not None and event["duplicate_of"] is None
    }
    found: Totals = defaultdict(lambda: (0, Decimal(0)))
    for event in events.values():
        count, score = found[event["dyad"]]
        found[event["dyad"]] = (count + 1, score + Decimal(str(event["goldstein"])))
    return dict(found)


def test_sums_have_each_event_once_and_a_restored_backup_catches_up(
    lone: Settings, database: str, server: str, enriched: dict[str, list[Sent]]
) -> None:
    events = enriched[ESCALATION_EVENTS.name]
    half = len(events) // 2
    produce(lone, ESCALATION_EVENTS, [*events[:half], *events[: half // 2]])
    with running(ADD, lone, DATABASE_URL=database) as program:
        lines_of(program, 1)
    bury(lone, ADD_GROUP)
    consume(ADD, ADD_GROUP, ESCALATION_EVENTS, lone, database)
    before = totals(database)
    assert before == to_be_added(lone)
    backup = f"{database}_backup"
    with psycopg.connect(server, autocommit=True) as connection:
        names = backup.rpartition("/")[2], database.rpartition("/")[2]
        connection.execute("CREATE DATABASE {} TEMPLATE {}".format(*names))

    produce(lone, ESCALATION_EVENTS, events[half:])
    kill_amid(ADD, ADD_GROUP, lone, database, "LOCK TABLE totals")
    assert totals(database) == before
    consume(ADD, ADD_GROUP, ESCALATION_EVENTS, lone, database)
    wanted = to_be_added(lone)
    assert totals(database) == wanted != before

    # The offsets alone keep a program's own repetitions out: the ids of old events may go.
    with psycopg.connect(database) as connection:
        connection.execute("TRUNCATE counted")
    rewind(lone, ADD_GROUP, back=len(events))
    consume(ADD, ADD_GROUP, ESCALATION_EVENTS, lone, database)
    assert totals(database) == wanted

    # The group's commits are at the end, and the backup begins where it was made all the same.
    assert totals(backup) == before
    with running(ADD, lone, DATABASE_URL=backup):
        await_true(lambda: totals(backup) == wanted, LOCK_SECONDS, "the backup does not catch up")


# --- forwarding -------------------------------------------------------------------------

FORWARD, FORWARD_GROUP = "forward_once", "consumer-forward-once"
ALERT_COUNT = 120


def alerts() -> list[Sent]:
    """Return many alerts with ids of their own, made of one that the series raised."""
    series = PartitionSeries(SeriesParameters())
    events = feed(["KE>UG", "UG>KE"], 36, rise_on=35)
    records = [Record(event.model_dump_json().encode(), timestamp_ms=0) for event in events]
    outputs = [output for record in records for output in run_series(series, record).outputs]
    value = next(output.value for output in outputs if output.topic == ALERTS.name)
    alert = EscalationAlert.model_validate_json(value)
    copies = [alert.model_copy(update={"id": f"alert-{n}"}) for n in range(ALERT_COUNT)]
    return [Sent(copy.model_dump_json().encode(), copy.id.encode()) for copy in copies]


def test_alerts_are_handed_on_once_but_for_one_at_a_crash(lone: Settings) -> None:
    told = alerts()
    produce(lone, ALERTS, told[:80])
    handed: list[str] = []
    kills = 3
    for _ in range(kills):
        with running(FORWARD, lone) as program:
            handed += lines_of(program, 15)
        handed += rest_of(program)
        bury(lone, FORWARD_GROUP)
    produce(lone, ALERTS, [*told[40:], *told[:40]])  # most for the second time
    with running(FORWARD, lone) as program:
        await_consumed(lone, FORWARD_GROUP, ALERTS)
    handed += rest_of(program)
    ids = [line.split()[0] for line in handed]
    assert set(ids) == {f"alert-{number}" for number in range(ALERT_COUNT)}
    assert len(ids) - len(set(ids)) <= kills
