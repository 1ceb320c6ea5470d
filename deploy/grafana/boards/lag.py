"""Lag from outside: what `crisiswire lag --serve` tells."""

from panel import FLEET, GROUPS, RATE, TOPICS, Board, Kind, Panel, Query, Row, Variable, with_labels

# Drawn for "never": the lag does not fall.
NEVER_SECONDS = 604_800
# Dead letters wait for a person: they have no rate.
READERS = with_labels(GROUPS, 'consumergroup!~".*-replay"')
BY = "by (consumergroup, topic)"
NAME = "{{consumergroup}}: {{topic}}"

LAG_ROW = Row(
    "Lag",
    (
        Panel(
            "Lag, by group and topic",
            "Records that wait. One topic alone: the stage that reads it is slow, stalled or not"
            " run. All: the workers are too few, or none reads.",
            "short",
            "lag-growing",
            (Query(f"max {BY} (kafka_consumergroup_lag_sum{GROUPS})", NAME),),
            width=12,
        ),
        Panel(
            "Oldest unread",
            "Age of the oldest record that waits, by its timestamp. It grows in a line while the"
            " lag stays: that group reads nothing.",
            "s",
            "consumer-stalled",
            (Query(f"max {BY} (crisiswire_lag_oldest_age_seconds{GROUPS})", NAME),),
            width=12,
        ),
        Panel(
            "Time to drain",
            "Until the group has read what waits, at the rates of the last five minutes, in the"
            " slowest partition. Drawn at seven days: there the lag does not fall at all.",
            "s",
            "lag-growing",
            (
                Query(
                    f"clamp_max(max {BY} (crisiswire_lag_time_to_drain_seconds{READERS}),"
                    f" {NEVER_SECONDS})",
                    NAME,
                ),
            ),
        ),
        Panel(
            "Hottest partitions",
            "The five partitions with the most lag. One far above the others: a hot key, or a"
            " record that holds its partition up.",
            "short",
            "consumer-stalled",
            (
                Query(
                    "topk(5, max by (consumergroup, topic, partition)"
                    f" (kafka_consumergroup_lag{GROUPS}))",
                    "{{consumergroup}}: {{topic}}/{{partition}}",
                ),
            ),
        ),
        Panel(
            "Share of the retention used",
            "Age of the oldest unread record as a share of its topic's retention. At 100 % it is"
            " removed unread, and lost: raise `retention.ms` first, then look for the cause.",
            "percentunit",
            "retention-risk",
            (Query(f"max {BY} (crisiswire_lag_retention_used_ratio{GROUPS})", NAME),),
        ),
    ),
)

RATES = Row(
    "Rates",
    (
        Panel(
            "Arrives, by topic",
            "Records written to the topics a second, whoever wrote them. `articles.raw` at zero: no"
            " producer writes.",
            "cps",
            "no-input",
            (
                Query(
                    "sum by (topic) (max by (topic, partition)"
                    f" (rate(kafka_topic_partition_current_offset{TOPICS}{RATE})))",
                    "{{topic}}",
                ),
            ),
        ),
        Panel(
            "Is read, by group and topic",
            "Records committed a second. Below what arrives: the lag grows by the difference.",
            "cps",
            "lag-growing",
            (
                Query(
                    f"max {BY} (rate(kafka_consumergroup_current_offset_sum{GROUPS}{RATE}))", NAME
                ),
            ),
        ),
        Panel(
            "Members of the groups",
            "Consumers in each group. None in the worker's: nobody reads. The replay's has none:"
            " `crisiswire dlq replay` commits without joining.",
            "short",
            "worker-down",
            (
                Query(
                    "max by (consumergroup) (kafka_consumergroup_members"
                    '{job=~"$job",instance=~"$instance",consumergroup=~"$group"})',
                    "{{consumergroup}}",
                ),
            ),
        ),
    ),
)

OFFSETS = Row(
    "Offsets",
    (
        Panel(
            "Where the groups stand",
            "The next offset that the group would read, by partition. A line that stays flat while"
            " its neighbours rise: that partition is stuck.",
            "short",
            "consumer-stalled",
            (
                Query(
                    "max by (consumergroup, topic, partition)"
                    f" (kafka_consumergroup_current_offset{GROUPS})",
                    "{{consumergroup}}: {{topic}}/{{partition}}",
                ),
            ),
            width=12,
        ),
        Panel(
            "Records on the topics",
            "Newest less oldest offset, over the partitions: what a replay could still read.",
            "short",
            "retention-risk",
            (
                Query(
                    "sum by (topic) (max by (topic, partition)"
                    f" (kafka_topic_partition_current_offset{TOPICS}"
                    f" - kafka_topic_partition_oldest_offset{TOPICS}))",
                    "{{topic}}",
                ),
            ),
            width=12,
        ),
    ),
)

EXPORTER = Row(
    "The exporter itself",
    (
        Panel(
            "Lag is known",
            "1 while `crisiswire lag --serve` reads the brokers. At 0 everything here is old, and"
            " no alert on lag can be trusted: look at the exporter's log.",
            "short",
            "lag-unknown",
            (Query(f"max by (instance) (crisiswire_lag_up{FLEET})", "{{instance}}"),),
            width=6,
        ),
        Panel(
            "Since the last reading",
            "Age of what this dashboard shows. Above a minute: the brokers do not answer.",
            "s",
            "lag-unknown",
            (
                Query(
                    "time() - max by (instance)"
                    f" (crisiswire_lag_last_success_timestamp_seconds{FLEET} > 0)",
                    "{{instance}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "Time of a reading",
            "Above the interval: too many partitions for it, or slow brokers; raise `--interval`.",
            "s",
            "lag-unknown",
            (Query(f"max by (instance) (crisiswire_lag_read_seconds{FLEET})", "{{instance}}"),),
            width=6,
        ),
        Panel(
            "Failed readings",
            "Each is an attempt at which the brokers did not answer or refused.",
            "short",
            "lag-unknown",
            (
                Query(
                    "sum by (instance) (increase(crisiswire_lag_read_failures_total"
                    f"{FLEET}{RATE}))",
                    "{{instance}}",
                ),
            ),
            Kind.BARS,
            6,
        ),
    ),
)

LAG = Board(
    file="crisiswire-lag",
    uid="crisiswire-lag",
    title="crisiswire lag",
    description="How far the groups are behind, from the brokers and not from the workers.",
    rows=(LAG_ROW, RATES, OFFSETS, EXPORTER),
    variables=(Variable.GROUP, Variable.TOPIC),
)
