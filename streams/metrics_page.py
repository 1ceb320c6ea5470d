"""Write docs/metrics.md from `streams.metrics`; with `--check`, fail where it differs.

python -m streams.metrics_page [--check] [FILE]
"""

import sys
from pathlib import Path

from streams.generated_page import write_or_check
from streams.metrics import (
    CHARACTERS_BUCKETS,
    END_TO_END_BUCKETS,
    MENTIONS_BUCKETS,
    SECONDS_BUCKETS,
    Metrics,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "metrics.md"

HEAD = """\
<!-- Made by `python -m streams.metrics_page`; change streams/metrics.py instead. -->
# Metrics

The worker serves them at `http://127.0.0.1:9464/metrics`, as Prometheus text or, where
the scraper asks for it, as OpenMetrics. `CRISISWIRE_METRICS_HOST` and
`CRISISWIRE_METRICS_PORT` move it.

Labels come from closed sets only, and each label set exists from the start with the
value 0: `rate()` sees the first event. No label holds a URL, a name, a source or an id.
Topic labels hold the contract's name, without the deployment's prefix.

In every stage, once the worker is idle:

    messages_consumed_total
        = messages_produced_total{topic="<the stage's articles>"} + dead_letters_total

While it works, `in_flight` makes up the difference. A record that is processed again,
after a crash or a rebalance, is counted again.

| metric | type | labels | unit | meaning |
|---|---|---|---|---|
"""

TAIL = """
`process_*` are the Python client's own: CPU, memory and open files of the worker's
parent process; the pool's processes are in `crisiswire_pool_*`.

## Buckets

| histogram | upper bounds |
|---|---|
| `crisiswire_stage_seconds` | {seconds} |
| `crisiswire_queue_wait_seconds` | {seconds} |
| `crisiswire_rebalance_seconds` | {seconds} |
| `crisiswire_end_to_end_seconds` | {end_to_end} |
| `crisiswire_mentions_per_article` | {mentions} |
| `crisiswire_article_characters` | {characters} |
"""


def render_page() -> str:
    """Return the page."""
    metrics = Metrics((), {"version": "", "model": "", "lists": ""})
    lines = [
        f"| `{row.name}` | {row.kind} | {_code(row.labels)} | {row.unit} | {row.text} |\n"
        for row in metrics.rows
    ]
    tail = TAIL.format(
        seconds=_bounds(SECONDS_BUCKETS),
        end_to_end=_bounds(END_TO_END_BUCKETS),
        mentions=_bounds(MENTIONS_BUCKETS),
        characters=_bounds(CHARACTERS_BUCKETS),
    )
    return HEAD + "".join(lines) + tail


def _code(labels: tuple[str, ...]) -> str:
    return ", ".join(f"`{label}`" for label in labels)


def _bounds(buckets: tuple[float, ...]) -> str:
    return " ".join(f"{bound:g}" if bound < 1000 else str(round(bound)) for bound in buckets)


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(arguments, page=PAGE, text=render_page(), module="streams.metrics_page")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
