"""The records on `series.dyads` and `alerts.escalation`."""

from uuid import NAMESPACE_URL, uuid5

from schemas import AlertEvidence, DyadSeries, EscalationAlert, EscalationEvent, Topic
from schemas.topics import ALERTS, DYAD_SERIES
from streams.record import Headers, Output, cloud_headers
from streams.stages.series.alerts import Departure
from streams.stages.series.book import Revised, Step
from streams.stages.series.report import HUNDREDTHS, TENTHS, THOUSANDTHS, Report
from streams.stages.series.tally import LENGTHS

# Floating point differs in its last digits from one library of mathematics to another.
SIGNIFICANT_DIGITS = 6
MOST_EVIDENCE = 10
MOST_IDS = 200


def series_outputs(
    step: Step, event: EscalationEvent, source: Headers, version: str
) -> tuple[Output, ...]:
    """Return the records of what came of one event: its windows, then an alert if one is due.

    Args:
        step: What came of it.
        event: The event.
        source: Headers of its record.
        version: The pipeline's.
    """
    windows = (_series(revised, event, version) for revised in step.revised)
    outputs = [
        Output(
            topic=DYAD_SERIES.name,
            key=record.dyad.encode(),
            value=record.model_dump_json().encode(),
            headers=_headers(DYAD_SERIES, f"{record.id}/{record.revision}", event, source),
        )
        for record in windows
    ]
    if step.departure is not None:
        alert = _alert(step.departure, version)
        outputs.append(
            Output(
                topic=ALERTS.name,
                key=alert.dyad.encode(),
                value=alert.model_dump_json().encode(),
                headers=_headers(ALERTS, alert.id, event, source),
            )
        )
    return tuple(outputs)


def _series(revised: Revised, event: EscalationEvent, version: str) -> DyadSeries:
    (window, start), tally = revised.key, revised.tally
    dyad = event.dyad or ""
    actor, recipient = dyad.split(">", 1)
    return DyadSeries(
        id=str(uuid5(NAMESPACE_URL, f"crisiswire:series:{dyad}:{window}:{start.isoformat()}")),
        revision=tally.revision,
        dyad=dyad,
        actor=actor,
        recipient=recipient,
        window=window,
        start=start,
        end=start + LENGTHS[window],
        events=tally.events,
        weight=tally.weight / HUNDREDTHS,
        mean_goldstein=_ratio(tally.goldstein, tally.events, TENTHS),
        weighted_goldstein=_ratio(
            tally.cooperation - tally.conflict, tally.weight, THOUSANDTHS / HUNDREDTHS
        ),
        conflict=tally.conflict / THOUSANDTHS,
        cooperation=tally.cooperation / THOUSANDTHS,
        late=tally.late,
        event_id=event.id,
        pipeline_version=version,
    )


def _alert(departure: Departure, version: str) -> EscalationAlert:
    reports = departure.reports
    dyad = reports[0].dyad
    actor, recipient = dyad.split(">", 1)
    identity = f"crisiswire:alert:{dyad}:{departure.trend}:{departure.day.isoformat()}"
    return EscalationAlert(
        id=str(uuid5(NAMESPACE_URL, identity)),
        dyad=dyad,
        actor=actor,
        recipient=recipient,
        trend=departure.trend,
        day=departure.day,
        observed=departure.observed / THOUSANDTHS,
        expected=_rounded(departure.baseline_total / departure.baseline_days / THOUSANDTHS),
        baseline_days=departure.baseline_days,
        dispersion=_rounded(departure.dispersion / THOUSANDTHS),
        p_value=_rounded(departure.p_value),
        events=len(reports),
        articles=len({report.event.article_id for report in reports}),
        event_ids=tuple(report.event.id for report in reports[:MOST_IDS]),
        evidence=tuple(_evidence(report) for report in reports[:MOST_EVIDENCE]),
        pipeline_version=version,
    )


def _evidence(report: Report) -> AlertEvidence:
    event = report.event
    return AlertEvidence(
        event_id=event.id,
        article_id=event.article_id,
        url=event.url,
        title=event.title,
        source=event.source,
        moment=report.moment,
        event_type=event.event_type,
        cameo=event.cameo,
        goldstein=event.goldstein,
        modality=event.modality,
        weight=event.weight,
        text=event.evidence.text,
    )


def _ratio(total: int, count: int, unit: float) -> float | None:
    return None if count == 0 else _rounded(total / count / unit)


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def _headers(topic: Topic, identity: str, event: EscalationEvent, source: Headers) -> Headers:
    return cloud_headers(topic.kind, identity, event.received_at or event.published_at, source)
