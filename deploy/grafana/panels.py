"""What the dashboard shows: rows of panels as data; `build_dashboards.py` makes Grafana's JSON.

Each panel has a title, a description that says what to do, a unit and its queries.
Every query selects `$job` and `$instance`, and `$stage` where the metric has it.
"""

from dataclasses import dataclass
from enum import StrEnum

FLEET = '{job=~"$job",instance=~"$instance"}'
STAGE = '{job=~"$job",instance=~"$instance",stage=~"$stage"}'
RATE = "[$__rate_interval]"


class Kind(StrEnum):
    """How the panel is drawn."""

    STAT = "stat"
    LINES = "lines"
    BARS = "bars"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Query:
    """One PromQL expression and the legend of its series."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `unit` is Grafana's id of it; `worse_from` colours a stat red from there on."""

    title: str
    description: str
    unit: str
    queries: tuple[Query, ...]
    kind: Kind = Kind.LINES
    width: int = 8
    warn_from: float | None = None
    worse_from: float | None = None
    when_empty: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


def rate(metric: str, by: str, labels: str = STAGE) -> str:
    """Return the sum of the counter's rate, by label."""
    return f"sum by ({by}) (rate({metric}{labels}{RATE}))"


def quantile(share: float, metric: str, by: str = "", labels: str = STAGE) -> str:
    """Return the quantile of a histogram over all workers, by label."""
    group = ", ".join(part for part in ("le", by) if part)
    return f"histogram_quantile({share}, sum by ({group}) (rate({metric}_bucket{labels}{RATE})))"


def mean(metric: str, by: str, labels: str = STAGE) -> str:
    """Return a histogram's mean, by label."""
    return f"{rate(metric + '_sum', by, labels)} / {rate(metric + '_count', by, labels)}"


def percentiles(metric: str, labels: str = STAGE) -> tuple[Query, ...]:
    """Return p50, p95 and p99 of a histogram."""
    return tuple(
        Query(quantile(share, metric, labels=labels), name)
        for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))
    )


AT_A_GLANCE = Row(
    "At a glance",
    (
        Panel(
            "Workers up",
            "Workers that Prometheus reaches. Fewer than you run: look at `up` by instance, then at"
            " the log of the one that is missing.",
            "short",
            # A sum over `up`, since a dead worker has no series of its own.
            (Query('sum(up{job=~"$job",instance=~"$instance"})'),),
            Kind.STAT,
            4,
        ),
        Panel(
            "Articles in",
            "Records that the stages read a second. Zero with a producer at work: look at the lag,"
            " then at the producer.",
            "cps",
            (Query(f"sum(rate(crisiswire_messages_consumed_total{STAGE}{RATE}))"),),
            Kind.STAT,
            4,
        ),
        Panel(
            "Success ratio",
            "Share of records that became no dead letter. Below 99 %: see the reasons in the row"
            " Dead letters.",
            "percentunit",
            (
                Query(
                    f"1 - sum(rate(crisiswire_dead_letters_total{STAGE}{RATE}))"
                    f" / (sum(rate(crisiswire_messages_consumed_total{STAGE}{RATE})) > 0)"
                ),
            ),
            Kind.STAT,
            4,
            when_empty="no traffic",
        ),
        Panel(
            "Lag",
            "Records that wait in the input topics, as the workers see it. It grows for minutes:"
            " add workers, up to the number of partitions.",
            "short",
            (Query(f"sum(crisiswire_consumer_lag_records{STAGE})"),),
            Kind.STAT,
            4,
            when_empty="no partitions",
        ),
        Panel(
            "End to end, p99",
            "From the source record's timestamp to the confirmed output. High with lag: capacity;"
            " high without: a slow stage or a slow broker.",
            "s",
            (Query(quantile(0.99, "crisiswire_end_to_end_seconds")),),
            Kind.STAT,
            4,
            warn_from=5,
            worse_from=60,
            when_empty="no traffic",
        ),
        Panel(
            "Dead letters, last hour",
            "Records refused within the last hour. `crisiswire dlq list` shows them,"
            " `crisiswire dlq replay` puts them in again.",
            "short",
            (Query(f"sum(increase(crisiswire_dead_letters_total{STAGE}[1h]))"),),
            Kind.STAT,
            4,
            warn_from=1,
            worse_from=100,
        ),
    ),
)

THROUGHPUT = Row(
    "Throughput",
    (
        Panel(
            "Records in, by stage",
            "The stages should run at the same rate; the first that is slower holds the others up.",
            "cps",
            (Query(rate("crisiswire_messages_consumed_total", "stage"), "{{stage}}"),),
        ),
        Panel(
            "Records out, by topic",
            "Confirmed by the broker. The rate of events follows the news, not that of articles.",
            "cps",
            (Query(rate("crisiswire_messages_produced_total", "topic"), "{{topic}}"),),
        ),
        Panel(
            "Retries and refused sends",
            "Above zero for long: the broker is short of replicas, of disk or of rights; the"
            " worker's log says which.",
            "cps",
            (
                Query(rate("crisiswire_retries_total", "stage"), "retries {{stage}}"),
                Query(rate("crisiswire_produce_errors_total", "stage"), "refused {{stage}}"),
            ),
        ),
    ),
)

LATENCY = Row(
    "Latency",
    (
        Panel(
            "End to end",
            "Source record's timestamp to confirmed output, over the chosen stages.",
            "s",
            percentiles("crisiswire_end_to_end_seconds"),
        ),
        Panel(
            "Time in the stage, p95",
            "The language work alone. It grows: longer articles (see Content), or a machine that is"
            " short of CPU.",
            "s",
            (Query(quantile(0.95, "crisiswire_stage_seconds", "stage"), "{{stage}}"),),
        ),
        Panel(
            "Wait for the pool, p95",
            "From reading a record to handing it to the pool. Long with a busy pool: add"
            " processes or workers.",
            "s",
            (Query(quantile(0.95, "crisiswire_queue_wait_seconds", "stage"), "{{stage}}"),),
        ),
    ),
)

LAG = Row(
    "Lag and backpressure",
    (
        Panel(
            "Lag, by topic",
            "Records behind the end of the input topics. Only living workers report it.",
            "short",
            (
                Query(
                    f"sum by (stage, topic) (crisiswire_consumer_lag_records{STAGE})",
                    "{{stage}}: {{topic}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "Hottest partitions",
            "The five partitions with the most lag. One far above the others: a hot key, or a"
            " record that holds its partition up.",
            "short",
            (
                Query(
                    f"topk(5, max by (topic, partition) (crisiswire_consumer_lag_records{STAGE}))",
                    "{{topic}}/{{partition}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "Oldest record in flight",
            "It grows in a line: that stage hangs; the article's time budget ends it.",
            "s",
            (Query(f"max by (stage) (crisiswire_oldest_unacked_age_seconds{STAGE})", "{{stage}}"),),
            width=6,
        ),
        Panel(
            "Window filled",
            "Records in flight as a share of the limit. At 100 % the stage no longer reads: that"
            " is the backpressure at work.",
            "percentunit",
            (
                Query(
                    f"sum by (stage) (crisiswire_in_flight{STAGE})"
                    f" / (sum by (stage) (crisiswire_in_flight_limit{STAGE}) > 0)",
                    "{{stage}}",
                ),
            ),
            width=6,
        ),
    ),
)

DEAD_LETTERS = Row(
    "Dead letters",
    (
        Panel(
            "Dead letters, by reason",
            "A burst of one reason is one producer's fault; `model_error`, `timeout` and"
            " `child_died` are ours.",
            "cps",
            (Query(f"{rate('crisiswire_dead_letters_total', 'reason')} > 0", "{{reason}}"),),
            Kind.BARS,
            12,
            when_empty="none",
        ),
        Panel(
            "Dead letters, by stage",
            "The later stages refuse only what an earlier one of another version wrote.",
            "cps",
            (Query(rate("crisiswire_dead_letters_total", "stage"), "{{stage}}"),),
            width=6,
        ),
        Panel(
            "Refused and not yet confirmed",
            "Refusals whose dead letter the broker has not confirmed. Above zero for long: the"
            " dead-letter topic refuses, and the worker stops.",
            "short",
            (
                Query(
                    f"sum by (stage) (crisiswire_messages_failed_total{STAGE})"
                    f" - sum by (stage) (crisiswire_dead_letters_total{STAGE})",
                    "{{stage}}",
                ),
            ),
            width=6,
        ),
    ),
)

WORKER = Row(
    "Worker",
    (
        Panel(
            "CPU",
            "Cores that the worker's parent and its pool use. The parent near 1: it is the"
            " bottleneck, so run more workers.",
            "short",
            (
                Query(
                    f"sum by (instance) (rate(process_cpu_seconds_total{FLEET}{RATE}))",
                    "parent, {{instance}}",
                ),
                Query(
                    f"sum by (instance) (rate(crisiswire_pool_cpu_seconds_total{FLEET}{RATE}))",
                    "pool, {{instance}}",
                ),
            ),
        ),
        Panel(
            "Memory",
            "Resident memory of the worker's parent and of its pool. A steady slope is a leak.",
            "bytes",
            (
                Query(
                    f"max by (instance) (process_resident_memory_bytes{FLEET})",
                    "parent, {{instance}}",
                ),
                Query(
                    f"max by (instance) (crisiswire_pool_resident_memory_bytes{FLEET})",
                    "pool, {{instance}}",
                ),
            ),
        ),
        Panel(
            "Pool at work",
            "Busy processes of the pool, as a share. At 100 % with lag: add processes or workers.",
            "percentunit",
            (
                Query(
                    f"sum by (instance) (crisiswire_pool_busy{FLEET})"
                    f" / (sum by (instance) (crisiswire_pool_size{FLEET}) > 0)",
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            "Event loop lag",
            "How late the loop runs its timers. Above 0.1 s: something blocks it, and commits and"
            " rebalances wait for it.",
            "s",
            (
                Query(
                    f"max by (instance) (crisiswire_event_loop_lag_seconds{FLEET})", "{{instance}}"
                ),
            ),
            width=12,
        ),
        Panel(
            "Pool restarts",
            "An article killed a child or outlived its time budget; it is in the dead letters as"
            " `child_died` or `timeout`.",
            "short",
            (
                Query(
                    f"sum by (cause) (increase(crisiswire_pool_restarts_total{FLEET}{RATE}))",
                    "{{cause}}",
                ),
            ),
            Kind.BARS,
            12,
        ),
    ),
)

KAFKA_CLIENT = Row(
    "Kafka client",
    (
        Panel(
            "Rebalances",
            "Each stops the work for a moment. Many: workers that come and go, or sessions that"
            " run out.",
            "short",
            (
                Query(
                    f"sum by (instance) (increase(crisiswire_rebalances_total{FLEET}{RATE}))",
                    "{{instance}}",
                ),
            ),
            Kind.BARS,
        ),
        Panel(
            "Share of time in rebalances",
            "Above a few percent: raise the session timeout, or use static membership.",
            "percentunit",
            (
                Query(
                    f"sum by (instance) (rate(crisiswire_rebalance_seconds_sum{FLEET}{RATE}))",
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            "Partitions held",
            "Less than the topic has: a worker is missing. A worker without any is a spare.",
            "short",
            (
                Query(
                    f"sum by (topic) (crisiswire_partitions_assigned{FLEET})",
                    "{{topic}}",
                ),
            ),
        ),
        Panel(
            "Since the last commit",
            "It grows while there is traffic: nothing is confirmed, or commits fail.",
            "s",
            (
                Query(
                    f"time() - max by (instance) (crisiswire_last_commit_timestamp_seconds{FLEET}"
                    " > 0)",
                    "{{instance}}",
                ),
            ),
            width=12,
            when_empty="no commit yet",
        ),
        Panel(
            "Commit failures",
            "The group has gone on without this worker: its records are done again by another.",
            "short",
            (
                Query(
                    f"sum by (instance) (increase(crisiswire_commit_failures_total{FLEET}{RATE}))",
                    "{{instance}}",
                ),
            ),
            Kind.BARS,
            12,
        ),
    ),
)

CONTENT = Row(
    "Content",
    (
        Panel(
            "Entities, by label",
            "A label that dies down without a change of sources: the entity stage is broken.",
            "cps",
            (Query(rate("crisiswire_entities_total", "label", FLEET), "{{label}}"),),
        ),
        Panel(
            "Sanctions mentions, by measure",
            "Measures that occurred in the window; the news makes it jump.",
            "cps",
            (
                Query(
                    f"{rate('crisiswire_sanctions_mentions_total', 'measure', FLEET)} > 0",
                    "{{measure}}",
                ),
            ),
            Kind.BARS,
            when_empty="none",
        ),
        Panel(
            "Sanctions mentions, by status",
            "How far along: lifted and eased ones beside those imposed.",
            "cps",
            (
                Query(
                    f"{rate('crisiswire_sanctions_statuses_total', 'status', FLEET)} > 0",
                    "{{status}}",
                ),
            ),
            Kind.BARS,
            when_empty="none",
        ),
        Panel(
            "Escalation indicators, by event type",
            "PLOVER's event types that occurred in the window.",
            "cps",
            (
                Query(
                    f"{rate('crisiswire_escalation_indicators_total', 'event_type', FLEET)} > 0",
                    "{{event_type}}",
                ),
            ),
            Kind.BARS,
            when_empty="none",
        ),
        Panel(
            "Near-duplicates",
            "Share of articles that are copies of earlier ones. None in a feed of many houses: is"
            " the register empty? Nearly all: a producer sends the same again and again.",
            "percentunit",
            (
                Query(
                    f"sum(rate(crisiswire_duplicates_total{FLEET}{RATE}))"
                    f" / (sum(rate(crisiswire_article_characters_count{FLEET}{RATE})) > 0)"
                ),
            ),
            when_empty="none",
        ),
        Panel(
            "Register of signatures",
            "Articles that a worker remembers, the same for every worker, and how long the answers"
            " take: p95 above a second holds the first stage up; look at `articles.signatures`.",
            "short",
            (
                Query(f"max by (instance) (crisiswire_register_articles{FLEET})", "{{instance}}"),
                Query(quantile(0.95, "crisiswire_register_seconds", labels=FLEET), "p95 seconds"),
            ),
        ),
        Panel(
            "Mentions an article",
            "Mean by kind: the drift to watch after a new model or new lists.",
            "short",
            (Query(mean("crisiswire_mentions_per_article", "kind", FLEET), "{{kind}}"),),
        ),
        Panel(
            "Length of the articles",
            "Characters of the cleaned text. Short all of a sudden: a source sends teasers, or"
            " cleaning cuts too much.",
            "short",
            percentiles("crisiswire_article_characters", FLEET),
        ),
        Panel(
            "Age of the sanctions lists",
            "Since the publisher dated them. OFAC changes every few days: update them.",
            "s",
            (Query(f"max by (list) (crisiswire_list_age_seconds{FLEET})", "{{list}}"),),
        ),
        Panel(
            "Lists taken up or refused",
            "A refused snapshot leaves the old lists in force; the log says what is wrong with it.",
            "short",
            (Query(rate("crisiswire_lists_loads_total", "result", FLEET), "{{result}}"),),
        ),
    ),
)

SERIES = Row(
    "Series of dyads",
    (
        Panel(
            "Events, by what became of them",
            "Many `late`: an archive is pushed through beside the live feed. Many `no_dyad`: the"
            " texts name no parties, or the stages no longer find them.",
            "cps",
            (Query(rate("crisiswire_series_events_total", "taken", FLEET), "{{taken}}"),),
        ),
        Panel(
            "Alerts in an hour",
            "Dyads that depart from their own past. Many at once: a new source, or a release that"
            " finds more events, has changed what is usual.",
            "short",
            (Query(f"sum by (trend) (increase(crisiswire_alerts_total{FLEET}[1h]))", "{{trend}}"),),
            Kind.BARS,
        ),
        Panel(
            "Dyads, and reading anew",
            "Dyads that a worker remembers; how long a partition that has come to it takes to be"
            " read anew, during which its events wait.",
            "short",
            (
                Query(f"max by (instance) (crisiswire_series_dyads{FLEET})", "{{instance}}"),
                Query(
                    quantile(0.95, "crisiswire_series_rebuild_seconds", labels=FLEET), "p95 seconds"
                ),
            ),
        ),
    ),
)

FLEET_ROW = Row(
    "Fleet",
    (
        Panel(
            "What is running",
            "One line a worker: version, model, lists. Two versions at once: a roll-out is under"
            " way, or it has stopped half way.",
            "short",
            (Query(f"crisiswire_build_info{FLEET}"),),
            Kind.TABLE,
            16,
        ),
        Panel(
            "Restarts, last hour",
            "Changes of the process's start time. More than a roll-out explains: see the log before"
            " each end.",
            "short",
            (
                Query(
                    f"sum by (instance) (changes(process_start_time_seconds{FLEET}[1h]))",
                    "{{instance}}",
                ),
            ),
        ),
    ),
)

ROWS: tuple[Row, ...] = (
    AT_A_GLANCE,
    THROUGHPUT,
    LATENCY,
    LAG,
    DEAD_LETTERS,
    WORKER,
    KAFKA_CLIENT,
    CONTENT,
    SERIES,
    FLEET_ROW,
)
