"""The workers' dealings with the brokers, and the brokers as the lag exporter sees them."""

from panel import FLEET, RATE, STAGE, Board, Kind, Panel, Query, Row, percentiles, quantile, rate

PLACE = "by (topic, partition)"

GROUP = Row(
    "The consumer group",
    (
        Panel(
            "Rebalances",
            "Each stops the work for a moment. Many: workers that come and go, or sessions that"
            " run out.",
            "short",
            "rebalance-storm",
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
            "Above a few percent: raise the session timeout, or use static membership. 100 %: one"
            " took longer than the window.",
            "percentunit",
            "rebalance-storm",
            (
                Query(
                    "clamp_max(sum by (instance)"
                    f" (rate(crisiswire_rebalance_seconds_sum{FLEET}{RATE})), 1)",
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            "Partitions held",
            "Less than the topic has: a worker is missing. A worker without any is a spare.",
            "short",
            "worker-down",
            (Query(f"sum by (topic) (crisiswire_partitions_assigned{FLEET})", "{{topic}}"),),
        ),
    ),
)

COMMITS = Row(
    "Commits",
    (
        Panel(
            "Since the last commit",
            "It grows while there is traffic: nothing is confirmed, or commits fail.",
            "s",
            "consumer-stalled",
            (
                Query(
                    f"time() - max by (instance) (crisiswire_last_commit_timestamp_seconds{FLEET}"
                    " > 0)",
                    "{{instance}}",
                ),
            ),
            when_empty="no commit yet",
        ),
        Panel(
            "Time of a commit",
            "One commit of offsets, to the broker's answer. It grows: the group's coordinator is"
            " slow, or short of replicas.",
            "s",
            "sends-refused",
            percentiles("crisiswire_commit_seconds", FLEET),
            when_empty="no commit in the window",
        ),
        Panel(
            "Commit failures",
            "The group has gone on without this worker: its records are done again by another.",
            "short",
            "rebalance-storm",
            (
                Query(
                    f"sum by (instance) (increase(crisiswire_commit_failures_total{FLEET}{RATE}))",
                    "{{instance}}",
                ),
            ),
            Kind.BARS,
        ),
    ),
)

SENDS = Row(
    "Sends",
    (
        Panel(
            "Time of a send, p95",
            "From handing records to the producer to the broker's confirmation of them all.",
            "s",
            "sends-refused",
            (Query(quantile(0.95, "crisiswire_produce_seconds", "stage"), "{{stage}}"),),
            when_empty="no traffic",
        ),
        Panel(
            "Refused sends",
            "Sends that the broker refused or that timed out. The log says why: too few replicas,"
            " rights, size, disk.",
            "cps",
            "sends-refused",
            (Query(rate("crisiswire_produce_errors_total", "stage"), "{{stage}}"),),
        ),
        Panel(
            "Further attempts",
            "Attempts after a transient error. They end by themselves, or the worker stops after"
            " `CRISISWIRE_PRODUCE_ATTEMPTS`.",
            "cps",
            "sends-refused",
            (Query(rate("crisiswire_retries_total", "stage", STAGE), "{{stage}}"),),
        ),
    ),
)

BROKERS = Row(
    "The brokers",
    (
        Panel(
            "Brokers alive",
            "Fewer than you run: with three of them one may be away, and everything goes on.",
            "short",
            "sends-refused",
            (Query(f"max(kafka_brokers{FLEET})"),),
            Kind.STAT,
            6,
            worse_below=1,
        ),
        Panel(
            "Partitions under-replicated",
            "Partitions with a replica that is behind or away. With fewer in sync than"
            " `min.insync.replicas` nothing more is confirmed.",
            "short",
            "sends-refused",
            (Query(f"sum(max {PLACE} (kafka_topic_partition_under_replicated_partition{FLEET}))"),),
            Kind.STAT,
            6,
            warn_from=1,
        ),
        Panel(
            "Partitions without a leader",
            "Nobody can read or write them: the brokers that hold them are away.",
            "short",
            "consumer-stalled",
            (Query(f"count(max {PLACE} (kafka_topic_partition_leader{FLEET}) < 0) or vector(0)"),),
            Kind.STAT,
            6,
            worse_from=1,
        ),
        Panel(
            "Led by another than the preferred",
            "After a restart until the brokers balance again; for long: the load is uneven.",
            "short",
            "sends-refused",
            (
                Query(
                    "count(max by (topic, partition)"
                    f" (kafka_topic_partition_leader_is_preferred{FLEET}) == 0) or vector(0)"
                ),
            ),
            Kind.STAT,
            6,
        ),
        Panel(
            "Replicas missing, by topic",
            "Replicas that are not in sync. It falls back to zero when the broker has caught up.",
            "short",
            "sends-refused",
            (
                Query(
                    f"sum by (topic) (max {PLACE} (kafka_topic_partition_replicas{FLEET}"
                    f" - kafka_topic_partition_in_sync_replica{FLEET}))",
                    "{{topic}}",
                ),
            ),
            width=12,
        ),
        Panel(
            "Partitions, by topic",
            "More workers than these are spares. It must be the same on all topics with the"
            " article's key, or `crisiswire topics diff` says what differs.",
            "short",
            "lag-growing",
            (Query(f"max by (topic) (kafka_topic_partitions{FLEET})", "{{topic}}"),),
            width=12,
        ),
    ),
)

CLIENT = Board(
    file="crisiswire-client",
    uid="crisiswire-client",
    title="crisiswire broker client",
    description="The consumer group, commits and sends of the workers; the brokers' health.",
    rows=(GROUP, COMMITS, SENDS, BROKERS),
)
