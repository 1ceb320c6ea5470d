"""The counters against the broker's own: at every scrape, at rest, and after `kill -9`."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.topics import (
    DEAD_LETTERS,
    ENTITIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS,
    SIGNATURES,
    TOPICS,
)
from streams.pipeline import SERIES, STAGES, STEPS
from streams.settings import Settings
from tests.support.articles import article, articles
from tests.support.broker import Sent, produce, read_all
from tests.support.flow import Scrape, all_committed, ends
from tests.support.sabotage import environment, sabotaged_model
from tests.support.scene import marked
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(560)]

SETTLE_SECONDS = 200.0
WINDOW = 16
# More than one process on one core does; what is confirmed between two looks is bounded by it.
MOST_A_SECOND = 300.0
COMMIT_SECONDS = 0.2
OPTIONS = {
    "pool_size": "1",
    "profile": "fast",
    "window_records": str(WINDOW),
    "commit_interval_seconds": str(COMMIT_SECONDS),
    "breaker_consecutive": "1000",
    "breaker_ratio": "1.0",
}
ENTITIES_STAGE = STAGES[0]
# Topic, reason, value: what no stage takes.
POISON = (
    (RAW, "not_json", b"{ not json"),
    (RAW, "no_text", b'{"title": "nothing else"}'),
    (RAW, "wrong_type", b'{"text": 7}'),
    (RAW, "registry_framed", b"\x00\x00\x00\x00\x07{}"),
    (RAW, "empty_text", b'{"text": "  "}'),
    (RAW, "tombstone", None),
    (ENTITIES, "bad_stage_record", b"{}"),
    (SANCTIONS, "bad_stage_record", b"[]"),
    (ESCALATION_EVENTS, "bad_stage_record", b"{}"),
)
TIMES = 7


def good(count: int, *, seed: int = 0) -> list[Sent]:
    return [Sent(value, key.encode()) for key, value in articles(count, seed=seed)]


def start(settings: Settings, folder: Path, more: dict[str, str] | None = None) -> WorkerProcess:
    return WorkerProcess(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        folder,
        environment={
            **{f"CRISISWIRE_{name.upper()}": value for name, value in OPTIONS.items()},
            **(more or {}),
        },
    )


@contextmanager
def running(process: WorkerProcess) -> Iterator[WorkerProcess]:
    try:
        yield process.await_ready()
    finally:
        if process.process.poll() is None:
            process.kill()


def scrape_until(process: WorkerProcess, done: Callable[[Scrape], bool]) -> list[Scrape]:
    """Scrape without a pause until `done`, and once more; assert of each that its counts add up."""
    deadline = time.monotonic() + SETTLE_SECONDS
    scrapes: list[Scrape] = []
    finished = False
    while not finished:
        assert time.monotonic() < deadline, process.told()
        # Asked of the scrape before: what `done` looks at itself may be later than that.
        finished = bool(scrapes) and done(scrapes[-1])
        scrapes.append(Scrape.of(process))
        assert scrapes[-1].imbalances() == []
    return scrapes


def at_rest(settings: Settings) -> Callable[[Scrape], bool]:
    """Return whether all that is on a topic that a stage reads is done with, by whomever."""

    def rest(scrape: Scrape) -> bool:
        in_flight = sum(scrape.in_flight(step) for step in STEPS)
        return in_flight == 0 and all_committed(settings)

    return rest


def test_the_counts_add_up_at_every_scrape_and_at_rest_are_the_topics_ends(
    lone: Settings, tmp_path: Path
) -> None:
    with running(start(lone, tmp_path)) as process:
        produce(lone, RAW, good(60))
        for topic, _, value in POISON:
            produce(lone, topic, [Sent(value, b"%d" % number) for number in range(TIMES)])
        produce(lone, RAW, good(60, seed=1))
        scrapes = scrape_until(process, at_rest(lone))
        told = ends(lone, TOPICS)
        last = scrapes[-1]

    flowing = [scrape for scrape in scrapes if any(scrape.in_flight(step) for step in STEPS)]
    assert len(flowing) >= 10  # it was looked at while it worked
    assert max(scrape.in_flight(ENTITIES_STAGE) for scrape in scrapes) <= WINDOW

    injected = Counter(topic.name for topic, _, _ in POISON for _ in range(TIMES))
    for step in STEPS:
        assert last.consumed(step) == told[step.source.name]
        for topic in TOPICS:
            if topic.written_by == step.name:
                expected = told[topic.name] - injected[topic.name]
                assert last.produced(step, topic) == expected, topic.name
    assert told[SIGNATURES.name] == told[ESCALATION.name] == 120
    assert last.get("messages_produced_total", topic=DEAD_LETTERS.name) == told[DEAD_LETTERS.name]
    assert last.get("escalation_indicators_total") == (
        told[ESCALATION_EVENTS.name] - injected[ESCALATION_EVENTS.name]
    )
    letters = [dict(record.headers) for record in read_all(lone, DEAD_LETTERS)]
    by_reason = Counter((one["dlq_stage"].decode(), one["dlq_reason"].decode()) for one in letters)
    reader = {step.source.name: step for step in STEPS}
    assert by_reason == {(reader[topic.name].name, reason): TIMES for topic, reason, _ in POISON}
    for (stage, reason), count in by_reason.items():
        labels = {"stage": stage, "reason": reason}
        assert last.get("dead_letters_total", **labels) == count
        assert last.get("messages_failed_total", **labels) == count
    read = sum(len(record.value or b"") for record in read_all(lone, RAW))
    assert last.get("consumed_bytes_total", stage=ENTITIES_STAGE.name) == read


def test_after_kill_9_the_sums_are_off_by_no_more_than_one_worker_s_last_moments(
    lone: Settings, tmp_path: Path
) -> None:
    """What a killed worker did after its last scrape is in no counter; nothing else is missing."""
    count = 300
    with running(start(lone, tmp_path)) as first:
        produce(lone, RAW, good(count))
        scrape_until(first, lambda scrape: scrape.produced(STAGES[-1], ESCALATION) >= count / 4)
        looked = time.monotonic()
        died_with = Scrape.of(first)
        first.kill()
        gap = time.monotonic() - looked
    with running(start(lone, tmp_path)) as second:
        survivor = scrape_until(second, at_rest(lone))[-1]
        told = ends(lone, TOPICS)

    assert died_with.imbalances() == []
    assert died_with.produced(STAGES[-1], ESCALATION) < count
    bound = 2 * WINDOW + MOST_A_SECOND * (gap + COMMIT_SECONDS)
    for step in STAGES:
        read = died_with.consumed(step) + survivor.consumed(step)
        written = died_with.produced(step, step.sink) + survivor.produced(step, step.sink)
        # Never more than is there; what is missing was done between the scrape and the death.
        assert 0 <= told[step.sink.name] - written <= bound
        # What was in flight or confirmed and not committed is read twice.
        assert abs(read - told[step.source.name]) <= bound
    assert died_with.refused(ENTITIES_STAGE) + survivor.refused(ENTITIES_STAGE) == 0
    assert count <= told[ESCALATION.name] <= count + bound
    ids = {json.loads(record.value)["article_id"] for record in read_all(lone, ESCALATION)}
    assert len(ids) == count


def test_killed_while_it_stands_still_the_sums_are_exact(lone: Settings, tmp_path: Path) -> None:
    """With its counts scraped and its offsets committed, only what was in flight counts twice."""
    model = sabotaged_model(tmp_path / "model")
    stuck = [marked(1, "zebrahang", key=b"one")]
    stuck += [Sent(json.dumps(article(number, seed=5)).encode(), b"one") for number in range(5)]
    hanging = {"CRISISWIRE_ARTICLE_TIMEOUT_SECONDS": "300", **environment(model)}
    with running(start(lone, tmp_path, hanging)) as first:
        produce(lone, RAW, good(20))
        scrape_until(first, at_rest(lone))
        produce(lone, RAW, stuck)
        died_with = scrape_until(
            first, lambda scrape: scrape.in_flight(ENTITIES_STAGE) == len(stuck)
        )[-1]
        first.kill()
    with running(start(lone, tmp_path)) as second:
        survivor = scrape_until(second, at_rest(lone))[-1]
        told = ends(lone, TOPICS)

    for step in STEPS:
        twice = len(stuck) if step is ENTITIES_STAGE else 0
        assert died_with.consumed(step) + survivor.consumed(step) == told[step.source.name] + twice
        for topic in TOPICS:
            if topic.written_by == step.name:
                written = died_with.produced(step, topic) + survivor.produced(step, topic)
                assert written == told[topic.name], topic.name
    assert told[ESCALATION.name] == 20 + len(stuck)
    assert survivor.consumed(SERIES) > 0
