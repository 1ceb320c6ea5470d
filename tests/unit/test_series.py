"""Series of dyads: what counts, how often, in which window; and the test against the past."""

import datetime as dt
import json
import math

import pytest

from schemas import DyadSeries, EscalationAlert, EscalationEvent, Modality, Reason, Trend, Window
from schemas.topics import ALERTS, DYAD_SERIES
from streams.content import ContentKind
from streams.pipeline import remember_event, run_series
from streams.record import Outcome, Record
from streams.stages.series import PartitionSeries, SeriesParameters, Taken, first_needed_ms
from streams.stages.series.departure import beta_share, dispersion, exceedance
from streams.stages.series.report import read_report
from tests.support.dyads import BEGIN, event, feed

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SETTINGS = SeriesParameters()


class Line:
    """A partition that is fed event by event, all logged at one moment unless said."""

    def __init__(self, settings: SeriesParameters = SETTINGS) -> None:
        self.series = PartitionSeries(settings)
        self.windows: dict[tuple[str, Window, dt.datetime], DyadSeries] = {}
        self.alerts: list[EscalationAlert] = []

    def take(self, told: EscalationEvent, logged_ms: int = 0) -> Taken:
        record = Record(told.model_dump_json().encode(), timestamp_ms=logged_ms)
        outcome = run_series(self.series, record)
        assert outcome.refusal is None
        for output in outcome.outputs:
            if output.topic == DYAD_SERIES.name:
                window = DyadSeries.model_validate_json(output.value)
                self.windows[window.dyad, window.window, window.start] = window
                assert output.key == window.dyad.encode()
            else:
                assert output.topic == ALERTS.name
                self.alerts.append(EscalationAlert.model_validate_json(output.value))
        (taken,) = (label for kind, label in outcome.counts if kind == ContentKind.SERIES_EVENT)
        return Taken(taken)

    def day(self, start: dt.datetime, dyad: str = "KE>UG") -> DyadSeries:
        return self.windows[dyad, Window.DAY, start]


def test_an_event_counts_in_its_hour_its_day_and_its_week() -> None:
    line = Line()
    moment = BEGIN + 2 * DAY + 5 * HOUR + dt.timedelta(minutes=59, seconds=59)
    assert line.take(event("a", moment)) is Taken.COUNTED
    assert [(w.window.value, w.start, w.end) for w in line.windows.values()] == [
        ("1h", BEGIN + 2 * DAY + 5 * HOUR, BEGIN + 2 * DAY + 6 * HOUR),
        ("24h", BEGIN + 2 * DAY, BEGIN + 3 * DAY),
        ("7d", BEGIN, BEGIN + 7 * DAY),
    ]
    assert {(w.events, w.conflict, w.revision) for w in line.windows.values()} == {(1, 10.0, 1)}


def test_means_and_sums_go_by_weight() -> None:
    line = Line()
    line.take(event("a", BEGIN, kind=0))  # -10
    line.take(event("b", BEGIN, kind=3, modality=Modality.PLANNED, weight=0.5))  # -2
    line.take(event("c", BEGIN, kind=5))  # +4
    day = line.day(BEGIN)
    assert (day.events, day.weight, day.revision) == (3, 2.5, 3)
    assert day.mean_goldstein == pytest.approx((-10 - 2 + 4) / 3, rel=1e-5)
    assert day.weighted_goldstein == pytest.approx((-10 - 1 + 4) / 2.5, rel=1e-5)
    assert (day.conflict, day.cooperation) == (11.0, 4.0)


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        (event("a", BEGIN, dyad=None), Taken.NO_DYAD),
        (event("a", BEGIN, duplicate_of="b"), Taken.NEAR_DUPLICATE),
        (event("a", BEGIN, weight=0.0), Taken.WEIGHTLESS),
    ],
)
def test_what_does_not_count_changes_nothing(told: EscalationEvent, taken: Taken) -> None:
    line = Line()
    assert line.take(told) is taken
    assert line.windows == {}


def test_the_same_event_counts_once_however_often_it_comes_or_is_told() -> None:
    line = Line()
    weaker = event("a", BEGIN, score=-5.0, place=40)
    assert line.take(weaker) is Taken.COUNTED
    assert line.take(weaker) is Taken.DUPLICATE
    again = event("a", BEGIN, place=90, same_as=weaker.id).model_copy(update={"mode": "aerial"})
    assert line.take(again) is Taken.STRONGER
    # In another version: elsewhere in the text, and not said to be the same.
    assert line.take(event("a", BEGIN, place=95)) is Taken.REPEATED
    assert line.take(event("a", BEGIN, kind=3)) is Taken.COUNTED  # another type
    assert line.take(event("b", BEGIN)) is Taken.COUNTED  # another article
    day = line.day(BEGIN)
    assert (day.events, day.weight, day.conflict) == (3, 3.0, 22.0)


def test_a_later_version_with_stronger_words_moves_the_event() -> None:
    line = Line()
    line.take(event("a", BEGIN, score=-5.0))
    line.take(event("a", BEGIN + DAY, place=9))
    before, after = line.day(BEGIN), line.day(BEGIN + DAY)
    assert (before.events, before.conflict, before.mean_goldstein) == (0, 0.0, None)
    assert (after.events, after.conflict) == (1, 10.0)


def test_late_events_revise_their_windows_and_too_late_ones_are_told_in_the_newest() -> None:
    line = Line()
    line.take(event("a", BEGIN))
    line.take(event("b", BEGIN + 3 * DAY))
    assert line.take(event("c", BEGIN)) is Taken.COUNTED
    assert (line.day(BEGIN).events, line.day(BEGIN).revision) == (2, 2)
    assert line.take(event("d", BEGIN - HOUR)) is Taken.LATE
    assert line.take(event("d", BEGIN - HOUR)) is Taken.DUPLICATE
    newest = line.day(BEGIN + 3 * DAY)
    assert (newest.events, newest.late) == (1, 1)
    days = [w for w in line.windows.values() if w.window is Window.DAY]
    assert sum(w.events + w.late for w in days) == 4


def test_each_dyad_has_its_own_time() -> None:
    line = Line()
    line.take(event("a", BEGIN + 30 * DAY))
    assert line.take(event("b", BEGIN, dyad="PE>CL")) is Taken.COUNTED


def test_a_date_in_the_future_is_not_believed() -> None:
    received = BEGIN + HOUR
    report = read_report(event("a", BEGIN + 400 * DAY, received_at=received))
    assert not isinstance(report, Taken)
    assert report.moment == received
    undated = event("a", BEGIN).model_copy(update={"published_at": None})
    assert read_report(undated) is Taken.UNDATED


@pytest.mark.parametrize("value", [None, b"", b"{}", b"\xff", b'{"id": 3}'])
def test_what_is_no_event_is_refused_and_changes_nothing(value: bytes | None) -> None:
    series = PartitionSeries(SETTINGS)
    refusal = run_series(series, Record(value, timestamp_ms=0)).refusal
    assert refusal is not None
    assert refusal.reason is (Reason.TOMBSTONE if value is None else Reason.BAD_STAGE_RECORD)
    assert series.dyads == 0


# --- the test ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "a", "b", "value"),
    # scipy.special.betainc
    [
        (1 / 29, 3, 0.5, 1.2982353e-05),
        (1 / 29, 6.3, 18.2, 5.7306858e-05),
        (0.3, 0.4, 2.5, 0.83968553),
        (0.9, 30.0, 2.0, 0.16956463),
        (1 / 29, 200.0, 3000.0, 3.0888569e-15),
    ],
)
def test_the_beta_function(x: float, a: float, b: float, value: float) -> None:
    assert beta_share(x, a, b) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(("observed", "total", "days"), [(1, 0, 28), (5, 14, 28), (12, 90, 28)])
def test_whole_sums_have_the_negative_binomials_tail(observed: int, total: int, days: int) -> None:
    r, q = total + 0.5, 1 / (days + 1)
    below = sum(
        math.exp(math.lgamma(r + k) - math.lgamma(r) - math.lgamma(k + 1)) * (1 - q) ** r * q**k
        for k in range(observed)
    )
    assert exceedance(observed, total, days, 1.0) == pytest.approx(1 - below, rel=1e-9)


def test_dispersion_is_that_of_the_events_or_of_the_days() -> None:
    # Single events of 10: variance to mean of their sums is 10, unless the days vary more.
    assert dispersion([10.0, 0.0, 10.0, 0.0], 30.0, 300.0, 1.0) == 10.0
    assert dispersion([10.0, 0.0, 10.0, 0.0], 30.0, 300.0, 1.5) == 15.0
    assert dispersion([100.0, 0.0, 0.0, 0.0], 110.0, 1100.0, 1.0) == pytest.approx(100.0)
    assert dispersion([0.0] * 28, 20.0, 104.0, 1.0) == 5.2


# --- alerts -----------------------------------------------------------------------------


def steady(line: Line, days: range, *, dyad: str = "KE>UG", a_day: int = 1, kind: int = 3) -> None:
    for day in days:
        for number in range(a_day):
            line.take(event(f"s{dyad}{day}-{number}", BEGIN + day * DAY, dyad=dyad, kind=kind))


def burst(line: Line, day: int, count: int, *, kind: int = 0, per_article: int = 1) -> None:
    for number in range(count):
        moment = BEGIN + day * DAY + number * dt.timedelta(minutes=10)
        article, place = divmod(number, per_article)
        kinds = kind if per_article == 1 else place % 4
        line.take(event(f"r{day}-{article}", moment, kind=kinds, place=place * 10))


def test_a_rise_raises_one_alert_with_its_events() -> None:
    line = Line()
    steady(line, range(30))
    assert line.alerts == []
    burst(line, 30, 12)
    (alert,) = line.alerts
    assert (alert.dyad, alert.trend, alert.day) == (
        "KE>UG",
        Trend.ESCALATORY,
        (BEGIN + 30 * DAY).date(),
    )
    assert alert.p_value < SETTINGS.alert_p
    assert alert.expected == 2.0
    assert alert.baseline_days == 28
    assert alert.events == len(alert.event_ids) == round(alert.observed / 10)
    assert alert.evidence[0].text == "shelled"
    assert {each.event_id for each in alert.evidence} <= set(alert.event_ids)


def test_an_episode_goes_on_until_it_was_quiet() -> None:
    line = Line()
    steady(line, range(30))
    for day in (30, 31, 33):
        burst(line, day, 12)
    assert [alert.day.day for alert in line.alerts] == [(BEGIN + 30 * DAY).day]
    steady(line, range(34, 70))
    burst(line, 70, 30)
    assert len(line.alerts) == 2
    assert line.alerts[0].id != line.alerts[1].id


def test_cooperation_that_rises_is_an_alert_of_its_own() -> None:
    line = Line()
    steady(line, range(30))
    burst(line, 30, 12, kind=5)
    assert [alert.trend for alert in line.alerts] == [Trend.DE_ESCALATORY]


def test_a_dyad_without_a_past_raises_one_where_others_were_watched() -> None:
    line = Line()
    steady(line, range(30), dyad="PE>CL")
    burst(line, 29, 8)
    assert [alert.dyad for alert in line.alerts] == ["KE>UG"]
    assert line.alerts[0].expected == 0


def test_there_is_no_alert_at_the_start_nor_of_few_events_nor_of_one_article() -> None:
    first = Line()
    burst(first, 0, 50)
    assert first.alerts == []
    few = Line()
    steady(few, range(30))
    burst(few, 30, SETTINGS.minimum_events - 2)
    assert few.alerts == []
    alone = Line()
    steady(alone, range(20))
    burst(alone, 30, 4, per_article=4)
    few_of_one = [event("r30-0", BEGIN + 30 * DAY, kind=k, place=90) for k in range(4)]
    for told in few_of_one:
        alone.take(told)
    assert alone.alerts == []


def test_one_old_article_at_the_start_of_a_feed_is_no_past() -> None:
    line = Line()
    steady(line, range(1))
    burst(line, 40, 6)
    assert line.alerts == []
    line = Line()
    steady(line, range(0, 40, 7), dyad="DZ>MA")
    burst(line, 40, 6)
    assert len(line.alerts) == 1


def test_a_loud_dyad_is_compared_with_itself() -> None:
    line = Line()
    steady(line, range(30), a_day=40, kind=0)
    steady(line, range(30, 31), a_day=48, kind=0)
    assert line.alerts == []
    steady(line, range(31, 32), a_day=100, kind=0)
    assert len(line.alerts) == 1


# --- a function of the log --------------------------------------------------------------


def logged(events: list[EscalationEvent], *, days_apart: float = 0.05) -> list[Record]:
    return [
        Record(told.model_dump_json().encode(), timestamp_ms=round(n * days_apart * 86_400_000))
        for n, told in enumerate(events)
    ]


def outputs_of(outcome: Outcome) -> list[tuple[str, bytes, bytes]]:
    return [(output.topic, output.key, output.value) for output in outcome.outputs]


def test_reading_from_where_it_is_needed_gives_what_reading_all_gives() -> None:
    """Over several epochs of the log; wherever a worker begins."""
    settings = SeriesParameters(baseline_days=7, lateness_hours=24, minimum_events=2)
    records = logged(list(feed(["KE>UG", "PE>CL"], 60, rise_on=40)), days_apart=0.2)
    whole = PartitionSeries(settings)
    expected = [outputs_of(run_series(whole, record)) for record in records]
    assert any(topic == ALERTS.name for outputs in expected for topic, *_ in outputs)
    epochs = (records[-1].timestamp_ms or 0) // (settings.epoch_days * 86_400_000)
    assert epochs >= 3
    for begin in range(0, len(records), 23):
        needed_ms = first_needed_ms(records[begin].timestamp_ms or 0, settings)
        anew = PartitionSeries(settings)
        for record in records[:begin]:
            if (record.timestamp_ms or 0) >= needed_ms:
                remember_event(anew, record)
        found = [outputs_of(run_series(anew, record)) for record in records[begin : begin + 60]]
        assert found == expected[begin : begin + 60]


def test_ids_and_headers_are_of_the_window_and_pass_the_trace_on() -> None:
    series = PartitionSeries(SETTINGS)
    told = event("a", BEGIN, received_at=BEGIN + HOUR)
    record = Record(
        told.model_dump_json().encode(),
        headers=(("traceparent", b"00-ab"), ("other", b"x")),
        timestamp_ms=0,
    )
    outputs = run_series(series, record).outputs
    fields = [json.loads(output.value) for output in outputs]
    assert len({each["id"] for each in fields}) == 3
    headers = dict(outputs[0].headers)
    assert headers["ce_id"] == f"{fields[0]['id']}/1".encode()
    assert headers["schema"] == b"dyad-series/1.0"
    assert headers["traceparent"] == b"00-ab"
    assert "other" not in headers
