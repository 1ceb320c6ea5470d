"""How long a worker takes to read a partition's events anew, and what the series cost.

    python -m tests.benchmark.series [EVENTS]

First the core alone, by its CPU time. Then one partition on a broker of its own: the events are
worked through, the worker is killed, and another one starts.
"""

import sys
import tempfile
import time
from pathlib import Path

from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.pipeline import remember_event, run_series
from streams.record import Record
from streams.settings import load_settings
from streams.stages.series import PartitionSeries, SeriesParameters
from tests.support.dyads import feed
from tests.support.series import publish
from tests.support.worker import WorkerProcess, worker

DYADS = tuple(f"{a}>{b}" for a in ("KE", "PE", "IN", "RS", "ET") for b in ("UG", "CL", "PK", "XK"))
A_DAY = 10.0  # of a dyad
CORE_DAYS = 40
TIMEOUT_SECONDS = 600.0


def main(count: int = 100_000) -> None:
    """Print all."""
    days = round(count / (A_DAY * len(DYADS)))
    _measure_core()
    with LocalKafka() as kafka, tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers, topic_partitions=1
        )
        provision(settings)
        published = publish(settings, feed(DYADS, days, a_day=A_DAY))
        servers = kafka.bootstrap_servers
        with worker(servers, "", Path(folder), "--stage", "series") as first:
            begun = time.monotonic()
            _await_consumed(first, published)
            seconds = time.monotonic() - begun
            first.kill()
        rate = published / seconds
        print(f"{published} events of {len(DYADS)} dyads: {seconds:.0f} s, {rate:.0f} events/s")
        publish(settings, feed(DYADS, 1, a_day=A_DAY, seed=1))
        with worker(servers, "", Path(folder), "--stage", "series") as second:
            _await_consumed(second, 1)
            rebuilt = second.metric("crisiswire_series_rebuild_seconds_sum")
            print(f"read anew in {rebuilt:.1f} s: {1e6 * rebuilt / published:.0f} us an event")


def _measure_core() -> None:
    """Print the CPU time of an event that is followed, and of one that is read anew."""
    events = list(feed(DYADS, CORE_DAYS, a_day=A_DAY))
    records = [Record(told.model_dump_json().encode(), timestamp_ms=0) for told in events]
    for name, take in (("followed", run_series), ("read anew", remember_event)):
        series = PartitionSeries(SeriesParameters())
        begun = time.process_time()
        for record in records:
            take(series, record)
        spent = time.process_time() - begun
        print(f"{name}: {1e6 * spent / len(records):.0f} us of CPU an event", flush=True)


def _await_consumed(process: WorkerProcess, count: int) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while process.metric("crisiswire_series_events_total") < count:
        if time.monotonic() > deadline:
            raise TimeoutError(process.told())
        time.sleep(0.5)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
