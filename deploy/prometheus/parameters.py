"""What the rules depend on besides the metrics: names, objectives, thresholds, windows.

A deployment changes them with `build_rules.py --set NAME=VALUE`; the tests shorten every
window with `scale`, so that what takes hours is seen in minutes.
"""

import re
from dataclasses import dataclass

SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"(\d+)(ms|s|m|h|d)")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every figure of the rules; durations are Prometheus's (`5m`, `3d`), shares are 0 to 1."""

    # -- Who is asked, and where a reader is sent.
    job: str = "crisiswire-worker"  # as prometheus.yml names the workers
    lag_job: str = "crisiswire-lag"  # and `crisiswire lag --serve`
    runbooks: str = "docs/runbooks"  # a folder, or the address under which it is published
    dashboards: str = "http://127.0.0.1:3000"  # Grafana of docker-compose.yml

    # -- Objectives; why these: docs/decisions/0016-slos-and-alerts.md.
    success_objective: float = 0.999  # share of records not lost to a fault of ours
    latency_objective: float = 0.99  # share of records within the bound
    latency_bound: str = "60.0"  # seconds; a bound of crisiswire_end_to_end_seconds
    burn_minimum_records: int = 5  # fewer bad records wake nobody, whatever their share

    # -- Lag. A record may take (BATCH_RECORDS + 2) * ARTICLE_TIMEOUT_SECONDS: 300 s by default.
    stalled: str = "10m"  # longer than that
    lag_age: str = "10m"
    retention_used: float = 0.5

    # -- Input and dead letters.
    no_input: str = "6h"  # longer than the feed's nights
    spike_ratio: float = 0.05
    spike_minimum_records: int = 20
    dead_letters_age: str = "7d"  # of the 30 that the topic keeps them

    # -- Workers.
    rebalances: int = 10  # within half an hour, besides three a worker: a roll-out causes two
    restarts: int = 3  # within half an hour
    pool_restarts: int = 5  # within a quarter of an hour; one poisonous article costs three
    send_errors: int = 2  # within a quarter of an hour
    list_days: int = 30

    interval: str = (
        "30s"  # from one evaluation to the next; `scale` leaves it, and list_days, alone
    )
    scale: float = 1.0  # of every window and every `for`

    def window(self, duration: str) -> str:
        """Return the duration as Prometheus reads it, shortened by the scale.

        Raises:
            ValueError: it is no duration.
        """
        seconds = self.seconds(duration)
        return duration if self.scale == 1 else f"{max(1, round(seconds * 1000))}ms"

    def seconds(self, duration: str) -> float:
        """Return the duration in seconds, shortened by the scale.

        Raises:
            ValueError: it is no duration.
        """
        found = DURATION.fullmatch(duration)
        if found is None:
            raise ValueError(f"{duration!r} is no duration such as 5m, 6h or 3d")
        return int(found[1]) * SECONDS[found[2]] * self.scale
