"""The alerts that no objective covers: what stops, what piles up, what is about to be lost.

What a worker says of itself is missing when it is dead, so that lag and input are asked of
`crisiswire lag --serve`, and whether workers are there of `up`.
"""

from collections.abc import Iterator

from parameters import SECONDS, Parameters
from rule import PAGE, TICKET, Alert
from slo import OURS

from schemas import Reason

# Sound articles that are not for us. A feed may be full of them: see streams/agents/outbox.py.
NOT_FOR_US = (Reason.NOT_ENGLISH, Reason.EMPTY_TEXT, Reason.TEXT_TOO_LONG, Reason.TOO_LARGE)


def worker_alerts(p: Parameters) -> Iterator[Alert]:
    """Yield what concerns the workers' processes."""
    worker = f'job="{p.job}"'
    yield Alert(
        "WorkerDown",
        PAGE,
        f"absent(up{{{worker}}} == 1)",
        wait="2m",
        summary="No worker answers",
        description="Prometheus reaches no worker. Articles wait on their topic and nothing is"
        " lost until its retention ends.",
    )
    yield Alert(
        "WorkerDown",
        TICKET,
        f"up{{{worker}}} == 0",
        wait="5m",
        summary="Worker {{ $labels.instance }} does not answer",
        description="Prometheus does not reach {{ $labels.instance }}. The others have taken its"
        " partitions; there is less capacity than was planned.",
    )
    yield Alert(
        "WorkerRestarting",
        PAGE,
        f"changes(process_start_time_seconds{{{worker}}}[{p.window('30m')}]) >= {p.restarts}",
        summary="Worker {{ $labels.instance }} starts again and again",
        description="{{ $labels.instance }} has started {{ $value }} times within half an hour:"
        " it stops by itself (the breaker, a topic that refuses, memory) and is started anew.",
    )
    yield Alert(
        "PoolRestarting",
        TICKET,
        f"sum by (instance) (increase(crisiswire_pool_restarts_total{{{worker}}}"
        f"[{p.window('15m')}])) > {p.pool_restarts}",
        summary="The pool of {{ $labels.instance }} loses its processes",
        description="{{ $labels.instance }} has replaced {{ $value | humanize }} processes within"
        " a quarter of an hour: they were killed, or ran out of their time budget. Each costs a"
        " start of some seconds.",
    )
    yield Alert(
        "RebalanceStorm",
        TICKET,
        f"max(increase(crisiswire_rebalances_total{{{worker}}}[{p.window('30m')}]))\n"
        f"> {p.rebalances} + 3 * scalar(count(up{{{worker}}}))",
        wait="5m",
        summary="The group deals out its partitions again and again",
        description="A worker has been through {{ $value | humanize }} rebalances within half an"
        " hour, more than a roll-out causes. Each stops the work of all for a moment.",
    )
    yield Alert(
        "SendsRefused",
        TICKET,
        f"sum by (stage) (increase(crisiswire_produce_errors_total{{{worker}}}"
        f"[{p.window('15m')}])) > {p.send_errors}",
        summary="The broker does not take what {{ $labels.stage }} writes",
        description="{{ $value | humanize }} sends of stage {{ $labels.stage }} were refused or"
        " timed out within a quarter of an hour. After CRISISWIRE_PRODUCE_ATTEMPTS of one record"
        " the worker stops, with nothing committed.",
    )


def lag_alerts(p: Parameters) -> Iterator[Alert]:
    """Yield what concerns the groups' lag and the input, as seen from outside of the workers."""
    lag = f'job="{p.lag_job}"'
    # Those who copy or replay on demand may stand still: streams/roles.py.
    reading = f'{lag},consumergroup!~".*-(replay|slice)"'
    by = "by (consumergroup, topic)"
    committed = f"kafka_consumergroup_current_offset{{{reading}}}"
    stalled, slow = p.window(p.stalled), p.seconds(p.lag_age)
    yield Alert(
        "ConsumerStalled",
        PAGE,
        f"count {by} (\n"
        f"  min_over_time(kafka_consumergroup_lag{{{reading}}}[{stalled}]) > 0\n"
        f"  and kafka_consumergroup_lag{{{reading}}} offset {stalled}\n"
        # Not where it has committed since; a group has no offset before its first commit.
        f"  unless {committed} != {committed} offset {stalled}\n"
        f"  unless ({committed} unless {committed} offset {stalled})\n"
        ") > 0",
        wait="1m",
        summary="Nobody reads {{ $labels.topic }} for {{ $labels.consumergroup }}",
        description="{{ $value }} partition(s) of {{ $labels.topic }} have had records waiting for"
        f" {p.stalled}, and group {{{{ $labels.consumergroup }}}} has committed nothing of them.",
        dashboard="crisiswire-lag",
    )
    yield Alert(
        "LagGrowing",
        TICKET,
        f"max {by} (crisiswire_lag_oldest_age_seconds{{{reading}}}) > {slow:g}\n"
        f"and sum {by} (delta(kafka_consumergroup_lag{{{reading}}}[{p.window('30m')}])) > 0",
        wait="15m",
        summary="{{ $labels.consumergroup }} falls behind on {{ $labels.topic }}",
        description="The oldest unread record of {{ $labels.topic }} has waited for"
        " {{ $value | humanizeDuration }}, and there are more than half an hour ago: the group"
        " is slower than the input.",
        dashboard="crisiswire-lag",
    )
    yield Alert(
        "RetentionRisk",
        PAGE,
        f"max {by} (crisiswire_lag_retention_used_ratio{{{reading}}}) > {p.retention_used:g}",
        wait="5m",
        summary="Unread records of {{ $labels.topic }} will expire",
        description="The oldest record of {{ $labels.topic }} that {{ $labels.consumergroup }} has"
        " not read has used {{ $value | humanizePercentage }} of the topic's retention. At 100 %"
        " it is deleted unread.",
        dashboard="crisiswire-lag",
    )
    yield Alert(
        "LagUnknown",
        PAGE,
        f"absent(crisiswire_lag_up{{{lag}}} == 1)",
        wait="5m",
        summary="Nothing is known of the lag",
        description="`crisiswire lag --serve` is down, or does not reach the brokers. No alert on"
        " lag, input or retention can fire.",
        dashboard="crisiswire-lag",
    )
    raw = f'kafka_topic_partition_current_offset{{{lag},topic=~".*articles[.]raw"}}'
    quiet = p.window(p.no_input)
    yield Alert(
        "NoInput",
        TICKET,
        f"sum by (topic) ({raw}) - sum by (topic) ({raw} offset {quiet}) == 0\n"
        f"and sum by (topic) ({raw}) > 0",
        summary="No article has come for " + p.no_input,
        description=f"No producer has written to {{{{ $labels.topic }}}} for {p.no_input}. The"
        " workers are not the cause: this is asked of the broker.",
        dashboard="crisiswire-lag",
    )


def content_alerts(p: Parameters) -> Iterator[Alert]:
    """Yield what concerns dead letters and lists."""
    worker = f'job="{p.job}"'
    others = f'{worker},reason!~"{"|".join((*OURS, *NOT_FOR_US))}"'
    window = p.window("15m")
    malformed = f"sum by (stage) (increase(crisiswire_dead_letters_total{{{others}}}[{window}]))"
    done = f"sum by (stage) (increase(crisiswire_stage_seconds_count{{{worker}}}[{window}]))"
    yield Alert(
        "DeadLetterSpike",
        TICKET,
        f"{malformed} / ({done} > 0) > {p.spike_ratio:g}\n"
        f"and {malformed} >= {p.spike_minimum_records}",
        wait="5m",
        summary="{{ $value | humanizePercentage }} of the records are malformed",
        description="Stage {{ $labels.stage }} has refused {{ $value | humanizePercentage }} of"
        " what it read within a quarter of an hour as malformed: a producer writes something"
        " else than before. The records are kept as dead letters.",
        dashboard="crisiswire-dead-letters",
    )
    yield Alert(
        "DeadLettersNotDrained",
        TICKET,
        "max by (consumergroup, topic) (crisiswire_lag_oldest_age_seconds"
        f'{{job="{p.lag_job}",consumergroup=~".*-replay"}})\n'
        f"> {p.seconds(p.dead_letters_age):g}",
        wait="5m",
        summary="Dead letters wait for a decision",
        description="The oldest dead letter that was neither replayed nor settled is"
        " {{ $value | humanizeDuration }} old. The topic keeps them for 30 days.",
        dashboard="crisiswire-dead-letters",
    )
    yield Alert(
        "ListsStale",
        TICKET,
        f"max by (list) (crisiswire_list_age_seconds{{{worker}}}) > {p.list_days * SECONDS['d']}",
        wait="5m",
        summary="The list {{ $labels.list }} is {{ $value | humanizeDuration }} old",
        description="Its publisher dated the {{ $labels.list }} list in force"
        f" {{{{ $value | humanizeDuration }}}} ago; {p.list_days} days are allowed. Parties listed"
        " since then are not found.",
        dashboard="crisiswire-content",
    )
    yield Alert(
        "ListsRefused",
        TICKET,
        f'sum by (instance) (increase(crisiswire_lists_loads_total{{{worker},result="refused"}}'
        f"[{p.window('1h')}])) > 0",
        summary="{{ $labels.instance }} cannot use the new lists",
        description="A snapshot of the lists that was put in force cannot be read. The worker goes"
        " on with those it had.",
        dashboard="crisiswire-content",
    )
