"""What a person reads of an alert and of a window."""

import io
from pathlib import Path

from rich.console import Console, RenderableType

from schemas import DyadSeries, EscalationAlert, Trend
from streams.cli.render_series import EVIDENCE_SHOWN, render_alert, series_row

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
ALERT = EscalationAlert.model_validate_json((EXAMPLES / "EscalationAlert.1.json").read_text())
SERIES = DyadSeries.model_validate_json((EXAMPLES / "DyadSeries.1.json").read_text())


def shown(renderable: RenderableType) -> str:
    sink = io.StringIO()
    Console(file=sink, width=160, highlight=False).print(renderable)
    return sink.getvalue()


def test_an_alert_says_who_how_much_how_improbable_and_why() -> None:
    text = shown(render_alert(ALERT))
    assert f"▲ {ALERT.actor} → {ALERT.recipient}  escalatory" in text
    assert f"conflict {ALERT.observed:.1f} on {ALERT.day}" in text
    assert f"against {ALERT.expected:.1f} a day in the {ALERT.baseline_days} days before" in text
    assert f"p = {ALERT.p_value:.2g}: one day in" in text
    for each in ALERT.evidence[:EVIDENCE_SHOWN]:
        assert f"“{each.text}”" in text
    assert f"and {ALERT.events - EVIDENCE_SHOWN} more" in text


def test_an_alert_of_cooperation_and_one_of_few_events() -> None:
    few = ALERT.model_copy(
        update={
            "trend": Trend.DE_ESCALATORY,
            "events": 1,
            "evidence": ALERT.evidence[:1],
            "p_value": 0.0,
        }
    )
    text = shown(render_alert(few))
    assert "▼" in text
    assert "cooperation" in text
    assert "more" not in text
    assert "p = 0 ·" in text


def test_names_cannot_write_to_the_terminal() -> None:
    text = shown(render_alert(ALERT.model_copy(update={"actor": "a\x1b[2Jb\nc"})))
    assert "\x1b" not in text


def test_a_window_is_one_line() -> None:
    line = shown(series_row(SERIES))
    assert line.count("\n") == 1
    assert f"{SERIES.actor} → {SERIES.recipient}" in line
    assert f"Goldstein {SERIES.mean_goldstein:+.1f}" in line
    empty = {"events": 0, "mean_goldstein": None, "weighted_goldstein": None, "late": 2}
    text = shown(series_row(SERIES.model_copy(update=empty)))
    assert "0 events   2 late" in text
