"""What was refused, why, and what still waits for a decision."""

from panel import (
    FLEET,
    RATE,
    RECORDED,
    STAGE,
    Board,
    Kind,
    Load,
    Panel,
    Query,
    Row,
    rate,
    with_labels,
)
from slo import FAILED

REPLAY = with_labels(FLEET, 'consumergroup=~".*-replay"')
TOPIC = with_labels(FLEET, 'topic=~".*deadletter"')

REFUSED = Row(
    "Refused",
    (
        Panel(
            "Dead letters, by reason",
            "A burst of one reason is one producer's fault; `model_error`, `timeout` and"
            " `child_died` are ours. docs/architecture.md has the list of reasons.",
            "cps",
            "dead-letter-spike",
            (Query(f"{rate('crisiswire_dead_letters_total', 'reason')} > 0", "{{reason}}"),),
            Kind.BARS,
            12,
            when_empty="none",
            shown_under=(Load.DEAD_LETTERS,),
        ),
        Panel(
            "Dead letters, by stage",
            "The later stages refuse only what an earlier one of another version wrote.",
            "cps",
            "dead-letter-spike",
            (Query(rate("crisiswire_dead_letters_total", "stage"), "{{stage}}"),),
            width=6,
        ),
        Panel(
            "Share refused",
            "Dead letters as a share of what was read. Above a half the breaker stops the worker.",
            "percentunit",
            "dead-letter-spike",
            (
                Query(
                    f"{rate('crisiswire_dead_letters_total', 'stage')}"
                    f" / ({rate('crisiswire_messages_consumed_total', 'stage')} > 0)",
                    "{{stage}}",
                ),
            ),
            width=6,
            when_empty="no traffic",
        ),
        Panel(
            "Dead letters, last hour",
            "Records refused within the last hour, by reason.",
            "short",
            "dead-letter-spike",
            (
                Query(
                    f"sum by (reason) (increase(crisiswire_dead_letters_total{STAGE}[1h])) > 0",
                    "{{reason}}",
                ),
            ),
            Kind.BARS,
            12,
            when_empty="none",
            shown_under=(Load.DEAD_LETTERS,),
        ),
        Panel(
            "Refused and not yet confirmed",
            "Refusals whose dead letter the broker has not confirmed. Above zero for long: the"
            " dead-letter topic refuses, and the worker stops.",
            "short",
            "sends-refused",
            (
                Query(
                    f"sum by (stage) (crisiswire_messages_failed_total{STAGE})"
                    f" - sum by (stage) (crisiswire_dead_letters_total{STAGE})",
                    "{{stage}}",
                ),
            ),
            width=6,
        ),
        Panel(
            "Ours, by stage",
            "Share of what was read that was refused by a fault of ours or of the deployment, over"
            " five minutes: it uses up the budget of success.",
            "percentunit",
            "success-budget-burn",
            (Query(f"{FAILED}5m{RECORDED}", "{{stage}}"),),
            width=6,
            when_empty="no traffic",
        ),
    ),
)

WAITING = Row(
    "Waiting",
    (
        Panel(
            "Waiting",
            "Dead letters that nobody has replayed or settled: `crisiswire dlq list`, then"
            " `crisiswire dlq replay`. A staircase that never falls: nobody looks at them.",
            "short",
            "dead-letters-not-drained",
            (Query(f"max(crisiswire_lag_dead_letters_waiting{FLEET})", "waiting"),),
        ),
        Panel(
            "Oldest that waits",
            "Age of the oldest dead letter without a decision. The topic keeps them for 30 days.",
            "s",
            "dead-letters-not-drained",
            (Query(f"max by (topic) (crisiswire_lag_oldest_age_seconds{REPLAY})", "{{topic}}"),),
        ),
        Panel(
            "Dead letters written",
            "What arrives on the topic, whoever wrote it. More than the workers tell: somebody"
            " else writes there.",
            "cps",
            "dead-letter-spike",
            (
                Query(
                    "sum by (topic) (max by (topic, partition)"
                    " (rate(kafka_topic_partition_current_offset"
                    f"{TOPIC}{RATE})))",
                    "{{topic}}",
                ),
            ),
        ),
    ),
)

DEAD_LETTERS = Board(
    file="crisiswire-dead-letters",
    uid="crisiswire-dead-letters",
    title="crisiswire dead letters",
    description="What was refused, why, and what still waits for a decision.",
    rows=(REFUSED, WAITING),
)
