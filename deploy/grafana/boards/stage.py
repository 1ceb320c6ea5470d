"""One stage, or several side by side: where a record's time goes, what it waits for."""

from panel import STAGE, Board, Kind, Load, Panel, Query, Row, percentiles, rate

FLOW = Row(
    "Flow",
    (
        Panel(
            "Records read",
            "Records that the chosen stages read a second. None with a lag: the stage is stalled.",
            "cps",
            "consumer-stalled",
            (Query(rate("crisiswire_messages_consumed_total", "stage"), "{{stage}}"),),
            width=6,
        ),
        Panel(
            "Bytes read",
            "Values of the records read. It grows at the same number of records: the parse and"
            " the mentions that travel with an article grow, or articles have become longer.",
            "Bps",
            "content-drift",
            (Query(rate("crisiswire_consumed_bytes_total", "stage"), "{{stage}}"),),
            width=6,
        ),
        Panel(
            "Records written, by topic",
            "Confirmed by the broker. The rate of events follows the news, not that of articles.",
            "cps",
            "sends-refused",
            (
                Query(
                    rate("crisiswire_messages_produced_total", "stage, topic"),
                    "{{stage}}: {{topic}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "In and not yet out",
            "Records read and neither confirmed nor refused. What goes in comes out, so this stays"
            " below the limit of the window.",
            "short",
            "consumer-stalled",
            (Query(f"sum by (stage) (crisiswire_in_flight{STAGE})", "{{stage}}"),),
            width=6,
        ),
    ),
)

TIME = Row(
    "Where the time goes",
    (
        Panel(
            "End to end",
            "Source record's timestamp to confirmed output. The sum of what follows, and of the"
            " time on the topics.",
            "s",
            "latency-budget-burn",
            percentiles("crisiswire_end_to_end_seconds"),
            width=6,
            when_empty="no traffic",
        ),
        Panel(
            "Wait for the pool",
            "From reading a record to handing it to the pool. Long with a busy pool: add processes"
            " or workers.",
            "s",
            "lag-growing",
            percentiles("crisiswire_queue_wait_seconds"),
            width=6,
            when_empty="no traffic",
        ),
        Panel(
            "In the stage's code",
            "The work on a record alone, without waiting. It grows: longer articles, or a machine"
            " short of CPU.",
            "s",
            "latency-budget-burn",
            percentiles("crisiswire_stage_seconds"),
            width=6,
            when_empty="no traffic",
        ),
        Panel(
            "Writing, to the confirmation",
            "From handing records to the producer to the broker's confirmation. It grows: the"
            " broker is slow, short of replicas, or far away.",
            "s",
            "sends-refused",
            percentiles("crisiswire_produce_seconds"),
            width=6,
            when_empty="no traffic",
        ),
    ),
)

BACKPRESSURE = Row(
    "Backpressure",
    (
        Panel(
            "Window filled",
            "Records in flight as a share of the limit. At 100 % the stage no longer reads: that"
            " is the backpressure at work.",
            "percentunit",
            "lag-growing",
            (
                Query(
                    f"sum by (stage) (crisiswire_in_flight{STAGE})"
                    f" / (sum by (stage) (crisiswire_in_flight_limit{STAGE}) > 0)",
                    "{{stage}}",
                ),
            ),
        ),
        Panel(
            "Oldest record in flight",
            "It grows in a line: that stage hangs; the article's time budget ends it.",
            "s",
            "consumer-stalled",
            (Query(f"max by (stage) (crisiswire_oldest_unacked_age_seconds{STAGE})", "{{stage}}"),),
        ),
        Panel(
            "Hottest partitions, as the workers see it",
            "The five partitions with the most lag. One far above the others: a hot key, or a"
            " record that holds its partition up.",
            "short",
            "lag-growing",
            (
                Query(
                    f"topk(5, max by (topic, partition) (crisiswire_consumer_lag_records{STAGE}))",
                    "{{topic}}/{{partition}}",
                ),
            ),
        ),
    ),
)

ERRORS = Row(
    "Errors",
    (
        Panel(
            "Refused, by reason",
            "`model_error`, `timeout` and `child_died` are ours, the others the producers'.",
            "cps",
            "dead-letter-spike",
            (
                Query(
                    f"{rate('crisiswire_dead_letters_total', 'stage, reason')} > 0",
                    "{{stage}}: {{reason}}",
                ),
            ),
            Kind.BARS,
            when_empty="none",
            shown_under=(Load.DEAD_LETTERS,),
        ),
        Panel(
            "Retries and refused sends",
            "Above zero for long: the broker is short of replicas, of disk or of rights; the"
            " worker's log says which.",
            "cps",
            "sends-refused",
            (
                Query(rate("crisiswire_retries_total", "stage"), "retries {{stage}}"),
                Query(rate("crisiswire_produce_errors_total", "stage"), "refused {{stage}}"),
            ),
        ),
        Panel(
            "Breaker filled",
            "How near dead letters are to stopping the worker. At 100 % the next one does, so that"
            " a bad release does not refuse everything.",
            "percentunit",
            "dead-letter-spike",
            (Query(f"max by (stage) (crisiswire_breaker_fill_ratio{STAGE})", "{{stage}}"),),
        ),
    ),
)

STAGES = Board(
    file="crisiswire-stage",
    uid="crisiswire-stage",
    title="crisiswire stage",
    description="One stage, or several side by side: flow, time, backpressure, errors.",
    rows=(FLOW, TIME, BACKPRESSURE, ERRORS),
)
