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

## What adds up

A scrape is of one moment: a record that was read is in flight or done with, never both or
neither. So in every stage, at every scrape:

    messages_consumed_total
        = messages_produced_total{topic="<the stage's articles>"} + dead_letters_total + in_flight

For the stage `series`, whose events come to no record or to several, `series_events_total` is in
the place of the records produced. At rest, with one worker since the topics were made,
`messages_consumed_total` is the input topic's end offsets, each `messages_produced_total` those of
its topic, and `dead_letters_total` by reason what is on `articles.deadletter`.

Counters are a process's own, and begin at 0 with it. A record that is processed again, after a
crash or a rebalance, is counted again. What a worker did between its last scrape and `kill -9` is
in no counter: sums over workers are then too small by that, at most the window and what it does in
a scrape's interval, and too large in `messages_consumed_total` by what was in flight. The topics
are the truth, and `crisiswire lag` reads them from outside.

`tests/ops/test_reconciliation.py` holds all of this against a real broker.

## Exemplars

As OpenMetrics the buckets of `crisiswire_stage_seconds` and `crisiswire_end_to_end_seconds` have
exemplars with the `trace_id` of a record whose `traceparent` is sampled, with
[tracing](tracing.md) or without. Prometheus keeps them with
`--enable-feature=exemplar-storage` and answers `/api/v1/query_exemplars`.

## The metrics

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
| `crisiswire_produce_seconds` | {seconds} |
| `crisiswire_commit_seconds` | {seconds} |
| `crisiswire_rebalance_seconds` | {seconds} |
| `crisiswire_register_seconds` | {seconds} |
| `crisiswire_end_to_end_seconds` | {end_to_end} |
| `crisiswire_series_rebuild_seconds` | {end_to_end} |
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
    return write_or_check(
        arguments, page=PAGE, text=render_page(), made_by="python -m streams.metrics_page"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
