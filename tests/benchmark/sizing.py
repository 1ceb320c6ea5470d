"""`python -m tests.benchmark.sizing`: what docs/sizing.md computes with, measured stage by stage.

One worker a stage, each with one child: what CPU and memory an article takes of each, and what it
leaves on each topic. Then a whole worker works off a backlog while articles go on arriving.
Writes docs/sizing.json; nothing here passes or fails.
"""

import argparse
import datetime as dt
import itertools
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from threading import Event
from typing import Any

import psutil

from schemas import ArticleSignature
from schemas.topics import ESCALATION, RAW, TOPICS, Topic, topic_name
from streams.broker.client import connect_consumer, connect_producer
from streams.broker.positions import partitions_of
from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.pipeline import STEPS
from streams.profile import Profile
from streams.settings import Settings, load_settings
from streams.stages.duplicates import Register, sign
from tests.support.articles import long_article
from tests.support.worker import WorkerProcess, worker

OUT = Path(__file__).resolve().parents[2] / "docs" / "sizing.json"
# What the backlog's drain is measured with: the share of the worker's rate that goes on arriving.
ARRIVING = 0.5
DONE_SECONDS = 500.0
WARMING = 20  # articles that meet the words; not counted
IN_FLIGHT = 4  # articles between the topics that are no backlog
WorkerContext = AbstractContextManager[WorkerProcess]


def records_on(settings: Settings, topic: Topic) -> int:
    """Return how many records the topic has taken."""
    with closing(connect_consumer(settings)) as consumer:
        parts = partitions_of(consumer, [topic_name(topic, settings.topic_prefix)])
        return sum(consumer.end_offsets(parts).values())


def bytes_on(kafka: LocalKafka, settings: Settings, topic: Topic) -> int:
    """Return the size of the topic's segments on the broker's disk, without their indexes."""
    name = topic_name(topic, settings.topic_prefix)
    segments = kafka.folder.glob(f"node-*/data/{name}-[0-9]*/*.log")
    return sum(path.stat().st_size for path in segments)


def cpu(process: WorkerProcess) -> tuple[float, float]:
    """Return the CPU seconds of the parent and of its children together."""
    spent = [
        float(sum(psutil.Process(pid).cpu_times()[:2]))
        for pid in (process.process.pid, *process.children())
    ]
    return spent[0], sum(spent[1:])


def memory_mib(process: WorkerProcess) -> dict[str, float]:
    """Return the proportional set size of the parent and of its children together."""
    sizes = [
        psutil.Process(pid).memory_full_info().pss / 2**20
        for pid in (process.process.pid, *process.children())
    ]
    return {"parent_mib": sizes[0], "child_mib": sum(sizes[1:])}


def await_written(settings: Settings, count: int) -> None:
    """Wait until so many enriched articles are on their topic."""
    deadline = time.monotonic() + DONE_SECONDS
    while records_on(settings, ESCALATION) < count:
        assert time.monotonic() < deadline, f"fewer than {count} articles came out"
        time.sleep(0.1)


def await_consumed(process: WorkerProcess, stage: str, count: int) -> None:
    """Wait until the stage has taken in so many records and nothing is in flight."""
    deadline = time.monotonic() + DONE_SECONDS
    while (
        process.metric("crisiswire_messages_consumed_total", stage=stage) < count
        or process.metric("crisiswire_in_flight", stage=stage) > 0
    ):
        assert time.monotonic() < deadline, process.told()
        time.sleep(0.1)


def publish(settings: Settings, numbers: Iterable[int]) -> None:
    """Push articles as fast as it goes."""
    with closing(connect_producer(settings)) as producer:
        for number in numbers:
            value = json.dumps(long_article(number)).encode()
            producer.send(topic_name(RAW, settings.topic_prefix), value=value, key=b"%d" % number)
        producer.flush()


def paced(numbers: Iterable[int], per_second: float, stop: Event) -> Iterator[int]:
    """Yield so many a second, until the event is set."""
    begun = time.monotonic()
    for count, number in enumerate(numbers):
        if stop.wait(max(0.0, begun + count / per_second - time.monotonic())):
            return
        yield number


def provisioned(kafka: LocalKafka, prefix: str) -> Settings:
    """Return settings of topics of their own, which are on the broker."""
    settings = load_settings(kafka_bootstrap_servers=kafka.bootstrap_servers, topic_prefix=prefix)
    provision(settings)
    return settings


def run(settings: Settings, folder: Path, profile: Profile, *options: str) -> WorkerContext:
    """Start a worker with one child."""
    return worker(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        folder,
        *options,
        pool_size="1",
        profile=profile.value,
    )


def by_stage(kafka: LocalKafka, folder: Path, profile: Profile, articles: int) -> dict[str, Any]:
    """Return what each stage takes of an article, and what each topic holds of it."""
    settings = provisioned(kafka, f"apart-{profile}.")
    with ExitStack() as stack:
        workers = {
            step.name: stack.enter_context(run(settings, folder, profile, "--stage", step.name))
            for step in STEPS
        }
        before = {name: cpu(process) for name, process in workers.items()}
        publish(settings, range(articles))
        await_written(settings, articles)
        stages = {}
        for step in STEPS:
            process = workers[step.name]
            taken = records_on(settings, step.source)
            await_consumed(process, step.name, taken)
            spent = [now - then for now, then in zip(cpu(process), before[step.name], strict=True)]
            stages[step.name] = {
                "records_in_per_article": taken / articles,
                "parent_cpu_ms_per_article": spent[0] / articles * 1000,
                "child_cpu_ms_per_article": spent[1] / articles * 1000,
                **memory_mib(process),
            }
    topics = {
        topic.name: {
            "records_per_article": records_on(settings, topic) / articles,
            "bytes_per_article": bytes_on(kafka, settings, topic) / articles,
        }
        for topic in TOPICS
    }
    return {"stages": stages, "topics": topics}


def drain(kafka: LocalKafka, folder: Path, profile: Profile, articles: int) -> dict[str, float]:
    """Return how long a whole worker takes over a backlog while half its rate goes on arriving."""
    settings = provisioned(kafka, f"drain-{profile}.")
    with run(settings, folder, profile) as running:
        publish(settings, range(WARMING))
        await_written(settings, WARMING)
        before = cpu(running)
        begun = time.monotonic()
        publish(settings, range(1000, 1000 + articles))
        await_written(settings, WARMING + articles)
        rate = articles / (time.monotonic() - begun)
        parent, child = (now - then for now, then in zip(cpu(running), before, strict=True))
        whole = memory_mib(running)
        running.stop()
    # The worker is away while a backlog gathers, and comes back to it.
    publish(settings, range(2000, 2000 + articles))
    computed = articles / (rate - ARRIVING * rate)
    stop = Event()
    arriving = paced(itertools.count(5000), ARRIVING * rate, stop)
    with run(settings, folder, profile) as running, ThreadPoolExecutor(1) as publisher:
        begun = time.monotonic()
        publishing = publisher.submit(publish, settings, arriving)
        try:
            while records_on(settings, RAW) - records_on(settings, ESCALATION) > IN_FLIGHT:
                assert time.monotonic() < begun + DONE_SECONDS, running.told()
                time.sleep(0.2)
            drained = time.monotonic() - begun
        finally:
            stop.set()
        publishing.result()
    return {
        "articles_per_second": rate,
        "whole_worker_parent_cpu_ms_per_article": parent / articles * 1000,
        "whole_worker_child_cpu_ms_per_article": child / articles * 1000,
        "backlog_articles": articles,
        "arriving_per_second": ARRIVING * rate,
        "computed_seconds": computed,
        "drained_seconds": drained,
        **{f"whole_worker_{name}": size for name, size in whole.items()},
    }


def register_cost(count: int = 3000) -> float:
    """Return the CPU milliseconds of one signature that a worker reads at its start."""
    told = []
    for number in range(count):
        fields = long_article(number, sentences=12)
        signature = sign(str(fields["id"]), str(fields["text"]), str(fields["title"]))
        told.append(signature.model_dump_json().encode())
    register = Register()
    begun = time.process_time()
    for number, value in enumerate(told):
        register.add(ArticleSignature.model_validate_json(value), number + 1)
    return (time.process_time() - begun) / count * 1000


def main() -> None:
    """Measure both profiles and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=120)
    articles = parser.parse_args().articles
    words = [len(str(long_article(number)["text"]).split()) for number in range(articles)]
    found: dict[str, Any] = {
        "made_by": f"python -m tests.benchmark.sizing --articles {articles}",
        "measured_on": dt.datetime.now(dt.UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "signature_read_cpu_ms": register_cost(),
        "words_per_article": sum(words) / articles,
        "profiles": {},
    }
    with LocalKafka() as kafka, tempfile.TemporaryDirectory() as folder:
        for profile in Profile:
            found["profiles"][profile.value] = {
                **by_stage(kafka, Path(folder), profile, articles),
                "drain": drain(kafka, Path(folder), profile, articles),
                # Of the last five minutes: above the number of cores, times are too long.
                "load_average": os.getloadavg()[1],
            }
            OUT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
