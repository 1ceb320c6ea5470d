"""Which dead letters count as dealt with."""

from kafka import TopicPartition

from streams.broker.deadletters import StoredLetter
from streams.broker.replay import SOURCES, Fate, Replayed, settled_by
from streams.pipeline import STEPS
from streams.record import Record


def _replayed(partition: int, offset: int, fate: Fate) -> Replayed:
    return Replayed(StoredLetter(partition, offset, Record(b"x"), None, None), fate, "")


def test_up_to_the_first_that_failed_in_each_partition() -> None:
    replays = [
        _replayed(0, 4, Fate.REPLAYED),
        _replayed(0, 5, Fate.SKIPPED),
        _replayed(0, 6, Fate.FAILED),
        _replayed(0, 7, Fate.REPLAYED),
        _replayed(1, 0, Fate.FAILED),
        _replayed(2, 9, Fate.REPLAYED),
    ]
    assert settled_by("t", replays) == {TopicPartition("t", 0): 6, TopicPartition("t", 2): 10}


def test_nothing_replayed_is_nothing_settled() -> None:
    assert settled_by("t", []) == {}


def test_letters_go_back_to_every_topic_that_a_step_reads() -> None:
    assert {step.source.name for step in STEPS} == SOURCES
