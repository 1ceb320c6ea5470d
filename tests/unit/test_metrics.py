"""The worker's metrics: closed label sets that exist from the start, and what feeds them."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from schemas import TOPICS, EntityLabel, EventType, Measure, Reason, SanctionsStatus
from streams.content import ContentKind, MentionKind
from streams.metrics import Metrics, RestartCause
from tests.support.openmetrics import parse_openmetrics, write_openmetrics

STAGES = ("entities", "sanctions", "escalation", "series")
INPUTS = {
    "entities": "articles.raw",
    "sanctions": "articles.entities",
    "escalation": "articles.sanctions",
    "series": "events.escalation",
}


def make_metrics() -> Metrics:
    return Metrics(STAGES, {"version": "1.2.3", "model": "en_test"}, inputs=INPUTS)


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"crisiswire_{name}", labels)


def labels_of(registry: CollectorRegistry, name: str, label: str) -> set[str]:
    return {
        one.labels[label]
        for family in registry.collect()
        for one in family.samples
        if one.name == f"crisiswire_{name}"
    }


def test_zero_exists_from_the_start_for_every_closed_label_set() -> None:
    metrics = make_metrics()
    registry = metrics.registry
    assert labels_of(registry, "entities_total", "label") == set(EntityLabel)
    assert labels_of(registry, "sanctions_mentions_total", "measure") == set(Measure)
    assert labels_of(registry, "sanctions_statuses_total", "status") == set(SanctionsStatus)
    assert labels_of(registry, "escalation_indicators_total", "event_type") == set(EventType)
    assert labels_of(registry, "mentions_per_article_count", "kind") == set(MentionKind)
    assert labels_of(registry, "pool_restarts_total", "cause") == set(RestartCause)
    assert labels_of(registry, "partitions_assigned", "topic") == set(INPUTS.values())
    for name in ("dead_letters_total", "messages_failed_total"):
        assert labels_of(registry, name, "reason") == set(Reason)
        assert labels_of(registry, name, "stage") == set(STAGES)
    for name in ("stage_seconds_count", "queue_wait_seconds_count", "end_to_end_seconds_count"):
        assert labels_of(registry, name, "stage") == set(STAGES)
    assert sample(metrics, "dead_letters_total", stage="entities", reason="not_json") == 0


def test_each_stage_has_the_topics_that_it_writes_and_no_others() -> None:
    metrics = make_metrics()
    written = {
        (one.labels["stage"], one.labels["topic"])
        for family in metrics.registry.collect()
        for one in family.samples
        if one.name == "crisiswire_messages_produced_total"
    }
    assert ("entities", "articles.entities") in written
    assert ("escalation", "events.sanctions") in written
    assert ("entities", "articles.escalation") not in written
    assert {(stage, "articles.deadletter") for stage in STAGES} <= written
    assert {topic for _, topic in written} == {one.name for one in TOPICS} - {"articles.raw"}


def test_a_worker_of_one_stage_has_no_series_of_the_others() -> None:
    metrics = Metrics(("sanctions",), {"version": "1"}, inputs={"sanctions": "articles.entities"})
    assert labels_of(metrics.registry, "messages_consumed_total", "stage") == {"sanctions"}
    assert labels_of(metrics.registry, "partitions_assigned", "topic") == {"articles.entities"}


def test_content_counts_reach_their_metrics() -> None:
    metrics = make_metrics()
    metrics.count_content(
        Counter(
            {
                (ContentKind.ENTITY, EntityLabel.GPE): 3,
                (ContentKind.MEASURE, Measure.ASSET_FREEZE): 2,
                (ContentKind.STATUS, SanctionsStatus.LIFTED): 1,
                (ContentKind.EVENT_TYPE, EventType.MOBILIZE): 1,
                (ContentKind.MENTIONS, MentionKind.SANCTIONS): 0,
                (ContentKind.MENTIONS, MentionKind.ENTITIES): 3,
                (ContentKind.CHARACTERS, ""): 420,
            }
        )
    )
    assert sample(metrics, "entities_total", label="GPE") == 3
    assert sample(metrics, "sanctions_mentions_total", measure="asset_freeze") == 2
    assert sample(metrics, "sanctions_statuses_total", status="lifted") == 1
    assert sample(metrics, "escalation_indicators_total", event_type="MOBILIZE") == 1
    # An article without any mention is an observation, too: drift to zero must show.
    assert sample(metrics, "mentions_per_article_bucket", kind="sanctions", le="0.0") == 1
    assert sample(metrics, "mentions_per_article_sum", kind="entities") == 3
    assert sample(metrics, "article_characters_bucket", le="250.0") == 0
    assert sample(metrics, "article_characters_bucket", le="500.0") == 1


@pytest.mark.parametrize(
    "key", [("entity", "Ruritania"), ("measure", ""), ("url", "https://example.org"), ("", "GPE")]
)
def test_a_label_outside_the_closed_sets_is_refused(key: tuple[str, str]) -> None:
    metrics = make_metrics()
    before = generate_latest(metrics.registry).count(b"\n")
    with pytest.raises(ValueError, match="is not a valid"):
        metrics.count_content(Counter({key: 1}))
    assert generate_latest(metrics.registry).count(b"\n") == before


def test_list_age_is_read_at_scrape_time() -> None:
    metrics = make_metrics()
    dated = datetime(2026, 3, 1, tzinfo=UTC)
    clock = [dated.timestamp() + 60]
    metrics.track_lists({"UN": dated, "UK": dated}, now_seconds=lambda: clock[0])
    assert sample(metrics, "list_age_seconds", list="UN") == 60
    clock[0] += 86_400
    assert sample(metrics, "list_age_seconds", list="UN") == 86_460
    metrics.track_lists({"UN": dated}, now_seconds=lambda: clock[0])
    assert b'list="UK"' not in generate_latest(metrics.registry)


def test_lag_of_a_lost_partition_is_forgotten() -> None:
    metrics = make_metrics()
    for partition in ("0", "1"):
        metrics.consumer_lag.labels("entities", "articles.raw", partition).set(7)
    metrics.forget_lag("entities", "articles.raw", 0)
    assert labels_of(metrics.registry, "consumer_lag_records", "partition") == {"1"}
    metrics.forget_lag("entities", "articles.raw", 0)  # twice is harmless


def test_two_workers_in_one_process_share_nothing() -> None:
    first, second = make_metrics(), make_metrics()
    first.messages_consumed.labels("entities").inc()
    assert sample(second, "messages_consumed_total", stage="entities") == 0


def test_the_names_follow_the_conventions_and_openmetrics_parses_them() -> None:
    metrics = make_metrics()
    text = write_openmetrics(metrics.registry)
    families = {family.name: family for family in parse_openmetrics(text)}
    rows = {row.name.removesuffix("_total").removesuffix("_info") for row in metrics.rows}
    assert rows == {name for name in families if name.startswith("crisiswire_")}
    for row in metrics.rows:
        assert row.text.endswith("."), row.name
        assert (row.kind == "counter") == row.name.endswith("_total"), row.name
        assert not row.unit or row.name.endswith(f"_{row.unit}"), row.name
    assert "_created" not in text


def test_the_number_of_series_is_bounded() -> None:
    samples = sum(len(family.samples) for family in make_metrics().registry.collect())
    assert samples < 1000


@contextmanager
def quick_threads() -> Iterator[None]:
    """Let threads take turns so often that one comes between any two lines of another."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def test_a_scrape_sees_a_record_in_exactly_one_place() -> None:
    metrics, done = make_metrics(), Event()
    consumed = metrics.messages_consumed.labels("entities")
    in_flight = metrics.in_flight.labels("entities")
    produced = metrics.messages_produced.labels("entities", "articles.entities")

    def work() -> None:
        while not done.is_set():
            with metrics.flow:
                consumed.inc()
                in_flight.inc()
            with metrics.flow:
                in_flight.dec()
                produced.inc()

    thread = Thread(target=work)
    with quick_threads():
        thread.start()
        try:
            for _ in range(20):
                found = {
                    one.name: one.value
                    for family in metrics.registry.collect()
                    for one in family.samples
                    if one.labels.get("stage") == "entities"
                    and one.labels.get("topic") in {None, "articles.entities"}
                }
                waiting = found["crisiswire_in_flight"]
                assert found["crisiswire_messages_consumed_total"] == (
                    found["crisiswire_messages_produced_total"] + waiting
                )
        finally:
            done.set()
            thread.join()
    assert consumed._value.get() > 20
