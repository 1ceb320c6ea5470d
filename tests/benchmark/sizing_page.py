"""Write docs/sizing.md from docs/sizing.json: what was measured, and what is computed from it.

python -m tests.benchmark.sizing_page [--check] [FILE]
"""

import json
import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.topics import DAY_MS, SIGNATURES, TOPICS
from streams.generated_page import write_or_check
from streams.profile import Profile
from streams.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "sizing.md"
TEXT = Path(__file__).with_suffix(".txt")
DAY_SECONDS = 86_400
REPLICAS = 3
# The share of a core that may be used on average: bursts, restarts and rebalances need the rest.
BUSY = 0.7
# Processes a pod, and partitions at least: as deploy/kubernetes/overlays/production has them.
POOL, PARTITIONS = 2, 12
RATES = (1, 10, 100, 1000)
# Who reads a topic besides the brokers that hold its replicas: the next stage; consumers each
# once. The signatures are read by every worker of the first stage, and are counted apart.
READERS = {"articles.raw": 1, "articles.entities": 1, "articles.sanctions": 1}
CONSUMER_READERS = 1

Json = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """What one article takes of a stage: CPU milliseconds; and a pod's memory, MiB."""

    name: str
    parent_ms: float
    child_ms: float
    parent_mib: float
    child_mib: float

    def pods(self, rate: float, pool: int = POOL) -> int:
        """Return how many pods so many articles a second need.

        A pod's parent is one thread, its children so many more: whichever is full first counts.
        """
        a_second = 1000 * BUSY / self.parent_ms
        if self.child_ms:
            a_second = min(a_second, pool * 1000 * BUSY / self.child_ms)
        return math.ceil(rate / a_second)

    def cores(self, rate: float) -> float:
        """Return the cores that so many articles a second need."""
        return rate * (self.parent_ms + self.child_ms) / 1000 / BUSY

    def memory_mib(self, pool: int = POOL) -> float:
        """Return what one pod takes."""
        return self.parent_mib + (pool * self.child_mib if self.child_ms else 0)


def stages_of(profile: Json) -> tuple[Stage, ...]:
    """Return the stages as measured."""
    return tuple(
        Stage(
            name,
            told["parent_cpu_ms_per_article"],
            told["child_cpu_ms_per_article"],
            told["parent_mib"],
            told["child_mib"],
        )
        for name, told in profile["stages"].items()
    )


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def figure(value: float) -> str:
    """Return a number with two or three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def costs(profile: Json) -> str:
    """Return what an article takes of each stage."""
    stages = stages_of(profile)
    rows = [
        (
            f"`{stage.name}`",
            figure(stage.parent_ms),
            figure(stage.child_ms) if stage.child_ms else "none",
            figure(stage.parent_mib),
            figure(stage.child_mib) if stage.child_ms else "none",
            figure(stage.memory_mib()),
        )
        for stage in stages
    ]
    total = sum(stage.parent_ms + stage.child_ms for stage in stages)
    whole = sum(
        profile["drain"][f"whole_worker_{part}_cpu_ms_per_article"] for part in ("parent", "child")
    )
    return (
        table(
            (
                *("stage", "parent, ms", "child, ms", "parent, MiB", "a child, MiB"),
                f"a pod of {POOL}, MiB",
            ),
            rows,
        )
        + f"\nTogether {figure(total)} ms of CPU an article:"
        f" {figure(1000 / total)} articles/s a core."
        f" A worker of all stages with one child took {figure(whole)} ms.\n"
    )


def topics(profile: Json) -> str:
    """Return what an article leaves on each topic, and what that comes to on the disks."""
    rows = []
    for topic in TOPICS:
        told = profile["topics"][topic.name]
        days = topic.retention_ms / DAY_MS
        size = told["bytes_per_article"]
        if not size:
            continue
        rows.append(
            (
                f"`{topic.name}`",
                figure(told["records_per_article"]),
                figure(size / 1000),
                f"{days:.0f}",
                figure(size * days * DAY_SECONDS * REPLICAS / 1e9),
            )
        )
    return table(
        (
            "topic",
            "records an article",
            "kB an article",
            "days kept",
            "GB at 1 article/s, 3 replicas",
        ),
        rows,
    )


def disk_gb(profile: Json, rate: float) -> float:
    """Return what is on all brokers' disks when every topic is as old as it gets."""
    kept = sum(
        float(profile["topics"][topic.name]["bytes_per_article"]) * topic.retention_ms / 1000
        for topic in TOPICS
    )
    return kept * rate * REPLICAS / 1e9


def network_mb(profile: Json, rate: float) -> tuple[float, float]:
    """Return MB/s that the brokers together take in and give out, the signatures' readers apart."""
    took = gave = 0.0
    for topic in TOPICS:
        size = profile["topics"][topic.name]["bytes_per_article"] * rate / 1e6
        readers = READERS.get(topic.name, CONSUMER_READERS)
        if topic.name == "events.escalation":
            readers += 1  # the series
        took += size * REPLICAS
        gave += size * (REPLICAS - 1) + (0 if topic is SIGNATURES else size * readers)
    return took, gave


def scaled(profile: Json) -> str:
    """Return what rates of articles need, computed."""
    stages = stages_of(profile)
    rows = []
    for rate in RATES:
        pods = [stage.pods(rate) for stage in stages]
        took, gave = network_mb(profile, rate)
        memory = sum(n * s.memory_mib() for n, s in zip(pods, stages, strict=True)) / 1024
        rows.append(
            (
                rate,
                figure(sum(stage.cores(rate) for stage in stages)),
                " + ".join(str(number) for number in pods),
                max(PARTITIONS, *pods),
                f"{figure(memory)} GiB",
                f"{figure(took)} / {figure(gave)}",
                f"{figure(disk_gb(profile, rate) / 1000)} TB",
            )
        )
    return table(
        (
            *("articles/s", "cores", "pods: entities + sanctions + escalation + series"),
            *("partitions", "pods' memory", "brokers in / out, MB/s", "brokers' disks"),
        ),
        rows,
    )


def register(found: Json) -> str:
    """Return what the log of signatures comes to, computed."""
    window = int(Settings.model_fields["duplicate_window_articles"].default)
    size = found["profiles"]["fast"]["topics"][SIGNATURES.name]["bytes_per_article"]
    rows = []
    for rate in RATES:
        on_log = rate * SIGNATURES.retention_ms / 1000
        rows.append(
            (
                rate,
                duration(window / rate),
                f"{on_log / 1e6:.1f} million, {figure(on_log * size / 1e9)} GB",
                duration(on_log * found["signature_read_cpu_ms"] / 1000),
                f"{rate * found['signature_read_cpu_ms'] / 10:.2g} %",
            )
        )
    return table(
        (
            *("articles/s", f"{window:,} versions are", "signatures kept", "a worker's start"),
            "of each first-stage parent's core",
        ),
        rows,
    )


def rate_of_start(found: Json, seconds: float) -> float:
    """Return the articles a second from which a first-stage worker's start takes longer."""
    a_rate_of_one: float = SIGNATURES.retention_ms / 1000 * found["signature_read_cpu_ms"] / 1000
    return seconds / a_rate_of_one


def duration(seconds: float) -> str:
    """Return seconds as a reader would say it."""
    for unit, length in (("days", DAY_SECONDS), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def drained(found: Json) -> str:
    """Return how long the backlogs took, measured and computed."""
    rows = []
    for name, profile in found["profiles"].items():
        told = profile["drain"]
        rows.append(
            (
                f"`{name}`",
                told["backlog_articles"],
                figure(told["articles_per_second"]),
                figure(told["arriving_per_second"]),
                f"{told['computed_seconds']:.0f} s",
                f"{told['drained_seconds']:.0f} s",
                figure(told["whole_worker_parent_mib"] + told["whole_worker_child_mib"]),
                figure(profile["load_average"]),
            )
        )
    return table(
        (
            *("profile", "backlog", "worker's articles/s", "arriving/s", "computed", "measured"),
            *("worker's MiB", "machine's load"),
        ),
        rows,
    )


def render(found: Json) -> str:
    """Return the page: the text with its blocks put in."""
    blocks = {
        "made_by": found["made_by"],
        "measured_on": found["measured_on"],
        "cores": str(found["cores"]),
        "words": f"{found['words_per_article']:.0f}",
        "signature_ms": figure(found["signature_read_cpu_ms"]),
        "rate_of_5_minutes": figure(rate_of_start(found, 300)),
        "rate_of_30_minutes": figure(rate_of_start(found, 1800)),
        "busy": f"{BUSY:.0%}",
        "busy_factor": str(BUSY),
        "loads": " and ".join(
            f"{profile['load_average']:.0f}" for profile in found["profiles"].values()
        ),
        "register": register(found),
        "drained": drained(found),
    }
    for profile in Profile:
        told = found["profiles"][profile.value]
        blocks[f"costs_{profile.value}"] = costs(told)
        blocks[f"topics_{profile.value}"] = topics(told)
        blocks[f"scaled_{profile.value}"] = scaled(told)
    text = TEXT.read_text(encoding="utf-8")
    for name, block in blocks.items():
        text = text.replace(f"{{{{{name}}}}}", block.rstrip("\n"))
    return text


def main() -> int:
    """Write or check the page."""
    found = json.loads((DOCS / "sizing.json").read_text(encoding="utf-8"))
    return write_or_check(
        sys.argv[1:],
        page=PAGE,
        text=render(found),
        made_by="python -m tests.benchmark.sizing_page",
    )


if __name__ == "__main__":
    sys.exit(main())
