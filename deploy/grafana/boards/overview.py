"""The first dashboard: objectives, rate and errors and duration, lag, machines, fleet."""

from panel import (
    FLEET,
    RATE,
    RECORDED,
    STAGE,
    Board,
    Kind,
    Panel,
    Query,
    Row,
    percentiles,
    quantile,
    rate,
    with_labels,
)
from parameters import Parameters
from slo import FAILED, LATE

BURN_WINDOWS = ("5m", "1h", "6h", "3d")
RULES = Parameters()
READERS = with_labels(FLEET, 'consumergroup!~".*-replay"')
# One exporter more does no harm: the largest counts, not the sum.
GROUP_LAG = f"max by (consumergroup, topic) (kafka_consumergroup_lag_sum{FLEET})"


def burn(ratio: str, objective: float) -> tuple[Query, ...]:
    """Return how many times too fast the budget is used up, the worst stage, by window."""
    budget = f"{1 - objective:g}"
    return tuple(
        Query(f"max({ratio}{window}{RECORDED}) / {budget}", window) for window in BURN_WINDOWS
    )


AT_A_GLANCE = Row(
    "At a glance",
    (
        Panel(
            "Workers up",
            "Workers that Prometheus reaches. Fewer than you run: look at `up` by instance, then at"
            " the log of the one that is missing.",
            "short",
            "worker-down",
            # One that is down tells no build: its series end with the scrape that fails.
            (Query(f"count(crisiswire_build_info{FLEET}) or vector(0)"),),
            Kind.STAT,
            4,
            worse_below=1,
        ),
        Panel(
            "Records in",
            "Records that the stages read a second. Zero with a producer at work: look at the lag,"
            " then at the producer.",
            "cps",
            "no-input",
            (Query(f"sum(rate(crisiswire_messages_consumed_total{STAGE}{RATE}))"),),
            Kind.STAT,
            4,
        ),
        Panel(
            "Success ratio",
            "Share of records that became no dead letter, whoever is at fault. Below 99 %: see the"
            " reasons on the dashboard of dead letters.",
            "percentunit",
            "dead-letter-spike",
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
            "Records that wait, as the brokers tell it. It grows for minutes: see the dashboard of"
            " lag, then add workers, up to the number of partitions.",
            "short",
            "lag-growing",
            (Query(f"sum(max by (consumergroup, topic) (kafka_consumergroup_lag_sum{READERS}))"),),
            Kind.STAT,
            4,
        ),
        Panel(
            "End to end, p99",
            "From the source record's timestamp to the confirmed output. High with lag: capacity;"
            " high without: a slow stage or a slow broker.",
            "s",
            "latency-budget-burn",
            (Query(quantile(0.99, "crisiswire_end_to_end_seconds")),),
            Kind.STAT,
            4,
            warn_from=5,
            worse_from=60,
            when_empty="no traffic",
        ),
        Panel(
            "Dead letters waiting",
            "Dead letters that nobody has replayed or settled. `crisiswire dlq list` shows them,"
            " `crisiswire dlq replay` puts them in again.",
            "short",
            "dead-letters-not-drained",
            (Query(f"max(crisiswire_lag_dead_letters_waiting{FLEET})"),),
            Kind.STAT,
            4,
            warn_from=1,
            worse_from=100,
        ),
    ),
)

OBJECTIVES = Row(
    "Objectives",
    (
        Panel(
            "Budget of success, burn rate",
            f"How many times faster than over 30 days the {1 - RULES.success_objective:.2%} of"
            " records that may fail by a fault of ours is used up, in the worst stage. Above"
            " 14.4 over 1h and 5m, or above 6 over 6h, somebody is called.",
            "none",
            "success-budget-burn",
            burn(FAILED, RULES.success_objective),
            when_empty="no traffic",
        ),
        Panel(
            "Budget of latency, burn rate",
            f"The same for the {1 - RULES.latency_objective:.0%} of records that may come out later"
            f" than {float(RULES.latency_bound):g} s. It burns with a lag: the dashboard of lag"
            " says when it will be over.",
            "none",
            "latency-budget-burn",
            burn(LATE, RULES.latency_objective),
            when_empty="no traffic",
        ),
        Panel(
            "End to end",
            "Source record's timestamp to confirmed output, over the chosen stages. The median"
            " rises: all wait; p99 alone: a few long articles or one partition.",
            "s",
            "latency-budget-burn",
            percentiles("crisiswire_end_to_end_seconds"),
            when_empty="no traffic",
        ),
    ),
)

RED = Row(
    "Rate, errors, duration",
    (
        Panel(
            "Records in, by stage",
            "The stages should run at the same rate; the first that is slower holds the others up.",
            "cps",
            "consumer-stalled",
            (Query(rate("crisiswire_messages_consumed_total", "stage"), "{{stage}}"),),
        ),
        Panel(
            "Refused, by stage",
            "Records that became dead letters. A burst in `entities` is what producers write; in"
            " the later stages it is ours.",
            "cps",
            "dead-letter-spike",
            (Query(rate("crisiswire_dead_letters_total", "stage"), "{{stage}}"),),
        ),
        Panel(
            "Time in the stage, p95",
            "The language work alone. It grows: longer articles (see Content), or a machine that is"
            " short of CPU.",
            "s",
            "latency-budget-burn",
            (Query(quantile(0.95, "crisiswire_stage_seconds", "stage"), "{{stage}}"),),
            when_empty="no traffic",
        ),
    ),
)

LAG = Row(
    "Lag",
    (
        Panel(
            "Lag, by group and topic",
            "Records that wait, from the brokers. One topic alone: the stage that reads it is slow,"
            " stalled or not run.",
            "short",
            "lag-growing",
            (Query(GROUP_LAG, "{{consumergroup}}: {{topic}}"),),
        ),
        Panel(
            "Oldest unread",
            "Age of the oldest record that waits. It grows in a line while the lag stays: that"
            " group reads nothing.",
            "s",
            "consumer-stalled",
            (
                Query(
                    f"max by (consumergroup, topic) (crisiswire_lag_oldest_age_seconds{FLEET})",
                    "{{consumergroup}}: {{topic}}",
                ),
            ),
        ),
        Panel(
            "Lag, as the workers see it",
            "Beside the brokers' figures: only living workers report it. Far lower than those: the"
            " worker that should read is missing.",
            "short",
            "worker-down",
            (
                Query(
                    f"sum by (stage, topic) (crisiswire_consumer_lag_records{STAGE})",
                    "{{stage}}: {{topic}}",
                ),
            ),
        ),
    ),
)

MACHINES = Row(
    "Use of the machines",
    (
        Panel(
            "CPU",
            "Cores that the worker's parent and its pool use. The parent near 1: it is the"
            " bottleneck, so run more workers.",
            "short",
            "lag-growing",
            (
                Query(
                    f"sum by (instance) (rate(process_cpu_seconds_total{FLEET}{RATE}))",
                    "process, {{instance}}",
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
            "worker-restarting",
            (
                Query(
                    f"max by (instance) (process_resident_memory_bytes{FLEET})",
                    "process, {{instance}}",
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
            "lag-growing",
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
            "rebalance-storm",
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
            "pool-restarting",
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

FLEET_ROW = Row(
    "Fleet",
    (
        Panel(
            "What is running",
            "One line a worker: version, model, lists. Two versions at once: a roll-out is under"
            " way, or it has stopped half way.",
            "short",
            "worker-restarting",
            (Query(f"crisiswire_build_info{FLEET}"),),
            Kind.TABLE,
            12,
        ),
        Panel(
            "Up, by process",
            "Workers and the lag exporter. A line that falls to zero: the process is gone or does"
            " not answer.",
            "short",
            "worker-down",
            (Query(f"max by (job, instance) (up{FLEET})", "{{job}} {{instance}}"),),
            width=6,
        ),
        Panel(
            "Restarts, last hour",
            "Changes of the process's start time. More than a roll-out explains: see the log before"
            " each end.",
            "short",
            "worker-restarting",
            (
                Query(
                    f"sum by (instance) (changes(process_start_time_seconds{FLEET}[1h]))",
                    "{{instance}}",
                ),
            ),
            width=6,
        ),
    ),
)

OVERVIEW = Board(
    file="crisiswire",
    uid="crisiswire-overview",
    title="crisiswire overview",
    description="Objectives, throughput, latency, lag, machines and fleet. Begin here.",
    rows=(AT_A_GLANCE, OBJECTIVES, RED, LAG, MACHINES, FLEET_ROW),
)
