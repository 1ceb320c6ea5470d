"""The plan of topics is a difference, computed without a broker."""

import pytest

from schemas.topics import DAY_MS, ESCALATION_EVENTS, RAW, TOPICS
from streams.broker.topics import Kind, TopicSpec, plan_topics, wanted_topics
from streams.settings import load_settings


@pytest.mark.parametrize(
    ("brokers", "asked", "replicas", "min_isr"),
    [(1, -1, 1, "1"), (2, -1, 2, "1"), (3, -1, 3, "2"), (9, -1, 3, "2"), (9, 5, 5, "2")],
)
def test_replicas_follow_the_cluster(brokers: int, asked: int, replicas: int, min_isr: str) -> None:
    settings = load_settings(topic_replication_factor=asked, topic_prefix="p.")
    wanted = wanted_topics(settings, brokers=brokers)
    assert [topic.name for topic in wanted] == ["p." + topic.name for topic in TOPICS]
    assert {topic.replicas for topic in wanted} == {replicas}
    assert {topic.configs["min.insync.replicas"] for topic in wanted} == {min_isr}


def test_retention_and_sizes_are_the_contracts() -> None:
    wanted = wanted_topics(load_settings(), brokers=3)
    for spec, topic in zip(wanted, TOPICS, strict=True):
        if topic is not ESCALATION_EVENTS:
            assert spec.configs["retention.ms"] == str(topic.retention_ms)
        assert spec.configs["max.message.bytes"] == str(topic.max_message_bytes)
    assert wanted[0].name == RAW.name
    assert wanted[0].configs["compression.type"] == "uncompressed"


def test_events_are_kept_for_as_long_as_the_series_read_back() -> None:
    def days(**options: int) -> float:
        wanted = wanted_topics(load_settings(**options), brokers=3)
        (spec,) = (each for each in wanted if each.name == ESCALATION_EVENTS.name)
        return int(spec.configs["retention.ms"]) / DAY_MS

    assert days() == 2 * (28 + 7 + 3) + 4
    assert days(series_baseline_days=7, series_lateness_hours=1) == 2 * (7 + 7 + 1) + 4


def _spec(partitions: int = 4, replicas: int = 3, **configs: str) -> TopicSpec:
    return TopicSpec("t", partitions, replicas, configs)


@pytest.mark.parametrize(
    ("actual", "kinds"),
    [
        ([], [Kind.CREATE]),
        ([_spec(a="1", other="x")], []),
        ([_spec(a="2")], [Kind.CONFIGURE]),
        ([_spec()], [Kind.CONFIGURE]),
        ([_spec(partitions=3, a="1")], [Kind.ADD_PARTITIONS]),
        ([_spec(partitions=5, a="1")], [Kind.BY_HAND]),
        ([_spec(replicas=1, a="1")], [Kind.BY_HAND]),
        ([_spec(partitions=1, replicas=1, a="2")], ["configure", "add_partitions", "by_hand"]),
    ],
)
def test_every_difference_has_its_change(actual: list[TopicSpec], kinds: list[Kind]) -> None:
    assert [change.kind for change in plan_topics([_spec(a="1")], actual, brokers=3)] == kinds


def test_only_the_configs_that_differ_are_set() -> None:
    (change,) = plan_topics([_spec(a="1", b="2")], [_spec(a="1", b="3")], brokers=3)
    assert change.topic.configs == {"b": "2"}
    assert change.detail == "b: 3 -> 2"


def test_more_replicas_than_brokers_are_left_to_a_person() -> None:
    (change,) = plan_topics([_spec()], [], brokers=2)
    assert change.kind is Kind.BY_HAND
