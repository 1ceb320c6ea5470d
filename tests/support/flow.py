"""What the counters of a scrape say of the flow, and whether they add up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from schemas import Topic, topic_name
from schemas.topics import DEAD_LETTERS
from streams.broker.client import connect_admin, connect_consumer
from streams.broker.groups import read_committed
from streams.broker.positions import partitions_of
from streams.pipeline import STEPS, Stage, Step
from streams.settings import Settings
from tests.support.worker import WorkerProcess

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass(frozen=True)
class Scrape:
    """One answer of `/metrics`."""

    samples: Samples

    @classmethod
    def of(cls, process: WorkerProcess) -> "Scrape":
        """Scrape a worker."""
        return cls(process.metrics())

    def get(self, name: str, **labels: str) -> float:
        """Return the sum of `crisiswire_<name>` over the series that have these labels."""
        wanted = set(labels.items())
        return sum(
            value
            for (sample, found), value in self.samples.items()
            if sample == f"crisiswire_{name}" and wanted <= found
        )

    def consumed(self, stage: Step) -> float:
        """Return the records that the stage has read."""
        return self.get("messages_consumed_total", stage=stage.name)

    def produced(self, stage: Step, topic: Topic) -> float:
        """Return the records of the stage that the broker has confirmed on the topic."""
        return self.get("messages_produced_total", stage=stage.name, topic=topic.name)

    def refused(self, stage: Step, **labels: str) -> float:
        """Return the stage's dead letters."""
        return self.get("dead_letters_total", stage=stage.name, **labels)

    def in_flight(self, stage: Step) -> float:
        """Return what the stage has read and is not done with."""
        return self.get("in_flight", stage=stage.name)

    def imbalances(self, steps: Iterable[Step] = STEPS) -> list[str]:
        """Return the sums that are wrong; every record read is in exactly one place."""
        wrong = []
        for step in steps:
            if isinstance(step, Stage):
                done = self.produced(step, step.sink)
            else:  # an event gives none, or several records: what became of it is counted
                done = self.get("series_events_total")
            refused, waiting, read = self.refused(step), self.in_flight(step), self.consumed(step)
            if read != done + refused + waiting:
                wrong.append(f"{step.name}: {read} != {done} + {refused} + {waiting}")
            if refused != self.produced(step, DEAD_LETTERS):
                wrong.append(f"{step.name}: {refused} dead letters by reason, others by topic")
        return wrong


def ends(settings: Settings, topics: Iterable[Topic]) -> dict[str, int]:
    """Return how many records each topic has been given, by the broker's end offsets."""
    consumer = connect_consumer(settings)
    try:
        return {
            topic.name: sum(
                consumer.end_offsets(
                    partitions_of(consumer, [topic_name(topic, settings.topic_prefix)])
                ).values()
            )
            for topic in topics
        }
    finally:
        consumer.close()


def all_committed(settings: Settings, steps: Iterable[Step] = STEPS) -> bool:
    """Whether the group has committed all that is on the steps' topics, whoever did it."""
    sources = [step.source for step in steps]
    # The ends before and after: an output may become the next step's input in between.
    given = ends(settings, sources)
    with connect_admin(settings) as admin:
        committed = read_committed(admin, settings.group)
    read = Counter(dict.fromkeys(given, 0))
    for partition, offset in committed.items():
        name = partition.topic.removeprefix(settings.topic_prefix)
        if name in read:
            read[name] += offset
    return dict(read) == given == ends(settings, sources)
