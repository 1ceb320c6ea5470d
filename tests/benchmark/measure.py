"""`make bench`: throughput against the bare pipeline, parent CPU, latency, memory, start.

Timings on shared machines are noisy: the stream and the bare pipeline are run in
turns, and the ratio is what counts. Nothing here passes or fails.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import psutil
from kafka.consumer.fetcher import ConsumerRecord

from schemas.topics import DEAD_LETTERS, ESCALATION, RAW, topic_name
from streams.agents import child
from streams.agents.child import Chosen
from streams.broker.client import connect_consumer, connect_producer
from streams.broker.tail import tail
from streams.broker.topics import provision
from streams.language.parse import pack_parse, unpack_parse
from streams.local import LocalKafka
from streams.pipeline import STAGES
from streams.record import Record
from streams.resources import Limits, load_resources
from streams.settings import Settings, load_settings
from tests.support.articles import long_article
from tests.support.worker import WorkerProcess, worker

PROCESSES = 2
IDLE_SECONDS = 10
LIMITS = Limits(4 * 1024 * 1024, 100_000)


def chain(values: Sequence[bytes]) -> int:
    """Run all stages over the values in this process; return how many came out."""
    done = 0
    for value in values:
        record = Record(value, timestamp_ms=0)
        for stage in STAGES:
            (outcome,), _ = child.run_batch([(stage.name, record)])
            record = Record(
                outcome.outputs[0].value, headers=outcome.outputs[0].headers, timestamp_ms=0
            )
        done += 1
    return done


def bare(pool: ProcessPoolExecutor, values: Sequence[bytes]) -> float:
    """Return articles/s of the stages on the same number of processes, without Kafka."""
    begun = time.monotonic()
    slices = [values[start : start + 4] for start in range(0, len(values), 4)]
    assert sum(pool.map(chain, slices)) == len(values)
    return len(values) / (time.monotonic() - begun)


def streamed(
    settings: Settings, arrivals: Iterator[ConsumerRecord], values: Sequence[bytes]
) -> float:
    """Return articles/s from the first send to the last enriched article."""
    with closing(connect_producer(settings)) as producer:
        begun = time.monotonic()
        for number, value in enumerate(values):
            producer.send(topic_name(RAW, settings.topic_prefix), value=value, key=b"%d" % number)
        producer.flush()
        take(arrivals, len(values))
        return len(values) / (time.monotonic() - begun)


def take(arrivals: Iterator[ConsumerRecord], count: int) -> list[ConsumerRecord]:
    """Return the next records; a dead letter or a silence is a failure."""
    records = []
    for record in arrivals:
        assert not record.topic.endswith(DEAD_LETTERS.name), dict(record.headers)
        records.append(record)
        if len(records) == count:
            return records
    raise AssertionError(f"{len(records)} of {count} came out")


def paced(
    settings: Settings,
    arrivals: Iterator[ConsumerRecord],
    values: Sequence[bytes],
    per_second: float,
) -> list[float]:
    """Return each article's seconds from the raw topic's log to the enriched topic's record."""
    with closing(connect_producer(settings)) as producer:
        begun = time.monotonic()
        for number, value in enumerate(values):
            time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            producer.send(topic_name(RAW, settings.topic_prefix), value=value, key=b"%d" % number)
        producer.flush()
        records = take(arrivals, len(values))
    seconds = []
    for record in records:
        received = json.loads(record.value)["received_at"]
        stamp = time.mktime(time.strptime(received[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
        fraction = float("0." + received[20:-1]) if received[19] == "." else 0.0
        seconds.append(record.timestamp / 1000 - stamp - fraction)
    return seconds


def parent_cpu(process: WorkerProcess) -> float:
    """Return the parent's CPU seconds, its children not counted."""
    return float(sum(psutil.Process(process.process.pid).cpu_times()[:2]))


def memory_mib(process: WorkerProcess) -> float:
    """Return the proportional set size of the parent and its children."""
    pids = [process.process.pid, *process.children()]
    return float(sum(psutil.Process(pid).memory_full_info().pss for pid in pids) / 2**20)


def parse_cost(count: int = 20) -> dict[str, float]:
    """Return what it costs to carry the parse, against making it."""
    resources = load_resources(model=None, limits=LIMITS)
    texts = [str(long_article(number)["text"]) for number in range(count)]
    resources.nlp(texts[0])
    made, packed, unpacked, size = 0.0, 0.0, 0.0, 0
    for text in texts:
        begun = time.process_time()
        doc = resources.nlp(text)
        made += time.process_time() - begun
        begun = time.process_time()
        data = pack_parse(doc)
        packed += time.process_time() - begun
        begun = time.process_time()
        unpack_parse(data, resources.nlp.vocab)
        unpacked += time.process_time() - begun
        size += len(data)
    return {
        "parse_ms": made / count * 1000,
        "pack_ms": packed / count * 1000,
        "unpack_ms": unpacked / count * 1000,
        "bytes": size / count,
        "words": sum(len(text.split()) for text in texts) / count,
    }


def measure(articles: int, rounds: int) -> dict[str, object]:
    """Run everything; return the figures."""
    values = [json.dumps(long_article(number)).encode() for number in range(articles)]
    bare_rates, stream_rates = [], []
    with (
        LocalKafka() as kafka,
        ProcessPoolExecutor(
            PROCESSES,
            get_context("spawn"),
            initializer=child.start,
            initargs=(Chosen(None, LIMITS),),
        ) as pool,
        tempfile.TemporaryDirectory() as folder,
    ):
        settings = load_settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers, topic_prefix="bench."
        )
        provision(settings)
        bare(pool, values[:16])
        begun = time.monotonic()
        with (
            worker(
                kafka.bootstrap_servers, "bench.", Path(folder), pool_size=str(PROCESSES)
            ) as running,
            closing(connect_consumer(settings)) as consumer,
        ):
            ready_seconds = time.monotonic() - begun
            topics = [topic_name(t, settings.topic_prefix) for t in (ESCALATION, DEAD_LETTERS)]
            arrivals = tail(consumer, topics, from_beginning=True, idle_seconds=60)
            streamed(settings, arrivals, values[:16])
            time.sleep(2)
            idle = parent_cpu(running)
            time.sleep(IDLE_SECONDS)
            idle = (parent_cpu(running) - idle) / IDLE_SECONDS
            cpu = 0.0
            written_before = running.metric("crisiswire_messages_produced_total")
            for _ in range(rounds):
                bare_rates.append(bare(pool, values))
                cpu_before = parent_cpu(running)
                stream_rates.append(streamed(settings, arrivals, values))
                cpu += parent_cpu(running) - cpu_before
            written = running.metric("crisiswire_messages_produced_total") - written_before
            rate = statistics.median(stream_rates)
            latencies = sorted(paced(settings, arrivals, values, 0.7 * rate))
            used = memory_mib(running)
            code = running.stop()
    return {
        "articles": articles,
        "rounds": rounds,
        "bare_articles_per_second": bare_rates,
        "stream_articles_per_second": stream_rates,
        "ratio": [s / b for s, b in zip(stream_rates, bare_rates, strict=True)],
        "parent_cpu_ms_per_article_and_stage": cpu / (articles * rounds * len(STAGES)) * 1000,
        "parent_cpu_ms_per_record_written": cpu / written * 1000,
        "records_written_per_article": written / (articles * rounds),
        "parent_idle_cpu_share": idle,
        "latency_seconds_at_70_percent": {
            "p50": latencies[len(latencies) // 2],
            "p99": latencies[int(len(latencies) * 0.99)],
            "max": latencies[-1],
        },
        "memory_mib": used,
        "start_to_ready_seconds": ready_seconds,
        "exit_code": code,
        "parse": parse_cost(),
    }
