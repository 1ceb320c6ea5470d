"""Series of dyads: whatever the order within the lateness, however often, wherever begun."""

import datetime as dt
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EscalationEvent, Modality
from schemas.topics import ALERTS, DYAD_SERIES
from streams.pipeline import remember_event, run_series
from streams.record import Record
from streams.stages.series import PartitionSeries, SeriesParameters, first_needed_ms
from tests.support.dyads import BEGIN, KINDS, event

LATENESS_HOURS = 48
SETTINGS = SeriesParameters(
    lateness_hours=LATENESS_HOURS, baseline_days=7, history_days=2, minimum_events=2
)
WEIGHTS = {Modality.ASSERTED: 1.0, Modality.PLANNED: 0.5, Modality.HYPOTHETICAL: 0.1}


@st.composite
def events(draw: st.DrawFn, hours: int = LATENESS_HOURS) -> EscalationEvent:
    # The moment is the article's: all that it tells has the same.
    article = draw(st.integers(0, 30))
    modality = draw(st.sampled_from(list(WEIGHTS)))
    return event(
        f"a{article}",
        BEGIN + dt.timedelta(minutes=article * 7919 % (hours * 60)),
        dyad=("KE>UG", "PE>CL")[article % 2],
        kind=draw(st.integers(0, len(KINDS) - 1)),
        place=draw(st.integers(0, 3)) * 10,
        modality=modality,
        weight=WEIGHTS[modality],
    )


def run(records: list[Record]) -> list[tuple[str, bytes]]:
    series = PartitionSeries(SETTINGS)
    return [(out.topic, out.value) for r in records for out in run_series(series, r).outputs]


def records_of(told: list[EscalationEvent], step_ms: int = 0) -> list[Record]:
    return [
        Record(each.model_dump_json().encode(), timestamp_ms=n * step_ms)
        for n, each in enumerate(told)
    ]


def last_windows(outputs: list[tuple[str, bytes]]) -> dict[str, dict[str, object]]:
    """Return each window as it was published last, but for what tells how it came to that."""
    found = {}
    for topic, value in outputs:
        if topic == DYAD_SERIES.name:
            fields = json.loads(value)
            found[fields["id"]] = {
                name: each for name, each in fields.items() if name not in {"revision", "event_id"}
            }
    return found


@given(
    st.lists(events(), min_size=1, max_size=60).flatmap(
        lambda told: st.tuples(st.just(told), st.permutations(told))
    )
)
@settings(max_examples=60, deadline=None)
def test_the_order_within_the_lateness_does_not_matter(
    orders: tuple[list[EscalationEvent], list[EscalationEvent]],
) -> None:
    # One id is one content, as from the pipeline: the first telling of it, in both orders.
    first = {each.id: each for each in reversed(orders[0])}
    one, other = ([first[each.id] for each in order] for order in orders)
    assert last_windows(run(records_of(one))) == last_windows(run(records_of(other)))


@given(st.lists(events(hours=400), min_size=1, max_size=40), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_delivered_again_changes_nothing(
    told: list[EscalationEvent], data: st.DataObject
) -> None:
    again = list(told)
    for _ in range(data.draw(st.integers(1, 10))):
        index = data.draw(st.integers(0, len(again) - 1))
        again.insert(data.draw(st.integers(index + 1, len(again))), again[index])
    assert run(records_of(again)) == run(records_of(told))


@given(st.lists(events(hours=400), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_event_is_lost_from_the_totals(told: list[EscalationEvent]) -> None:
    unique = {(each.article_id, each.event_type): each for each in told}.values()
    days = [w for w in last_windows(run(records_of(list(unique)))).values() if w["window"] == "24h"]
    assert sum(int(str(w["events"])) + int(str(w["late"])) for w in days) == len(unique)


@given(
    st.lists(events(hours=900), min_size=2, max_size=60),
    st.integers(0, 3 * 86_400_000),
    st.data(),
)
@settings(max_examples=80, deadline=None)
def test_a_worker_that_begins_anywhere_writes_the_same_bytes(
    told: list[EscalationEvent], step_ms: int, data: st.DataObject
) -> None:
    records = records_of(told, step_ms)
    begin = data.draw(st.integers(0, len(records) - 1))
    whole = PartitionSeries(SETTINGS)
    for record in records[:begin]:
        run_series(whole, record)
    needed_ms = first_needed_ms(records[begin].timestamp_ms or 0, SETTINGS)
    anew = PartitionSeries(SETTINGS)
    for record in records[:begin]:
        if (record.timestamp_ms or 0) >= needed_ms:
            remember_event(anew, record)
    for record in records[begin:]:
        assert run_series(anew, record).outputs == run_series(whole, record).outputs


@given(st.lists(events(hours=900), max_size=80))
@settings(max_examples=40, deadline=None)
def test_alerts_have_ids_of_their_own_and_words(told: list[EscalationEvent]) -> None:
    alerts = [json.loads(v) for topic, v in run(records_of(told)) if topic == ALERTS.name]
    assert len({alert["id"] for alert in alerts}) == len(alerts)
    known = {each.id for each in told}
    assert all(set(alert["event_ids"]) <= known and alert["evidence"] for alert in alerts)
