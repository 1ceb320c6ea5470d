"""How long a worker takes to read a partition's events anew, and what the series cost.

    python -m tests.benchmark.series [EVENTS]

One partition on a broker of its own; half of the events are worked through, then the worker
is killed and another one starts.
"""

import sys
import tempfile
import time
from pathlib import Path

from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.settings import load_settings
from tests.support.dyads import feed
from tests.support.series import publish
from tests.support.worker import WorkerProcess, worker

DYADS = tuple(f"{a}>{b}" for a in ("KE", "PE", "IN", "RS", "ET") for b in ("UG", "CL", "PK", "XK"))
A_DAY = 10.0  # of a dyad
TIMEOUT_SECONDS = 600.0


def main(count: int = 100_000) -> None:
    """Print both."""
    days = round(count / (A_DAY * len(DYADS)))
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


def _await_consumed(process: WorkerProcess, count: int) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while process.metric("crisiswire_series_events_total") < count:
        if time.monotonic() > deadline:
            raise TimeoutError(process.told())
        time.sleep(0.5)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
