"""Every panel's query under normal, dead-letter, lagging and failing load, on real servers."""

import math
from xml.etree import ElementTree

import pytest

from tests.support.dashboards import BOARDS, Board, Load, panel_queries
from tests.support.live import (
    AWAY,
    BACK,
    BEHIND,
    FLOW,
    REFUSED,
    Run,
    Shown,
    run_loads,
)
from tests.support.preview import NOTICE, draw
from tests.support.prometheus import installed

pytestmark = [
    pytest.mark.ops,
    pytest.mark.kafka,
    pytest.mark.skipif(
        not installed(), reason="Debian's package `prometheus` is missing: deploy/setup prometheus"
    ),
    pytest.mark.timeout(900),
]

NEVER_SECONDS = 604_800  # drawn for a lag that does not fall
OVERVIEW, LAG, LETTERS = "crisiswire-overview", "crisiswire-lag", "crisiswire-dead-letters"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_loads(tmp_path_factory.mktemp("live"))


def is_empty(one: Shown) -> bool:
    return not any(math.isfinite(value) for series in one.series for value in series.values)


@pytest.mark.parametrize("moment", [FLOW, REFUSED, BEHIND, AWAY, BACK])
def test_no_panel_is_empty_that_does_not_say_so(run: Run, moment: str) -> None:
    looked = [one for one in run.shown if one.moment == moment]
    assert len(looked) == len(panel_queries())

    def may_be_empty(one: Shown) -> bool:
        panel = one.query.panel
        if moment == AWAY:  # nothing flows without a broker
            return bool(panel.when_empty)
        return one.load not in panel.shown_under

    assert [one.query.name for one in looked if is_empty(one) and not may_be_empty(one)] == []


def last(run: Run, moment: str, board: str, panel: str) -> dict[str, float]:
    """Return the last value of a panel's series, by the last label that is left."""
    found = run.values(moment, board, panel)
    assert found, (moment, panel)
    return {" ".join(one.labels.values()): one.values[-1] for one in found}


def only(run: Run, moment: str, board: str, panel: str) -> float:
    [value] = last(run, moment, board, panel).values()
    return value


def test_the_panels_show_dead_letters(run: Run) -> None:
    assert last(run, REFUSED, LETTERS, "Dead letters, by reason").keys() == {"not_json"}
    assert last(run, REFUSED, LETTERS, "Share refused")["entities"] == pytest.approx(0.25, abs=0.15)
    assert only(run, FLOW, OVERVIEW, "Dead letters waiting") == 0
    assert 0 < only(run, REFUSED, OVERVIEW, "Dead letters waiting") <= run.broken
    # and every one of them, once all has come to rest
    assert only(run, BACK, OVERVIEW, "Dead letters waiting") == run.broken


def test_the_panels_show_a_lag(run: Run) -> None:
    assert only(run, FLOW, OVERVIEW, "Lag") < only(run, BEHIND, OVERVIEW, "Lag")
    assert only(run, BEHIND, OVERVIEW, "Lag") > 20
    raw = "articles.raw"
    oldest = last(run, BEHIND, LAG, "Oldest unread")
    assert max(age for name, age in oldest.items() if raw in name) > 30
    drain = last(run, BEHIND, LAG, "Time to drain")
    assert max(seconds for name, seconds in drain.items() if raw in name) == NEVER_SECONDS
    assert max(last(run, FLOW, LAG, "Time to drain").values()) < NEVER_SECONDS
    assert only(run, BEHIND, OVERVIEW, "Workers up") == 1
    assert min(last(run, BEHIND, OVERVIEW, "Up, by process").values()) == 0


def test_the_panels_show_what_failed(run: Run) -> None:
    assert only(run, AWAY, LAG, "Lag is known") == 0
    assert only(run, AWAY, OVERVIEW, "Workers up") == 1
    assert only(run, BACK, LAG, "Lag is known") == 1
    assert only(run, BACK, OVERVIEW, "Workers up") == 2
    restarts = [
        value
        for query, series in run.whole
        if query.panel.title == "Pool restarts"
        for one in series
        if one.labels["cause"] == "child_died"
        for value in one.values
    ]
    assert max(restarts) > 0


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.file)
def test_a_preview_shows_every_panel_and_says_what_it_is(run: Run, board: Board) -> None:
    picture = draw(board, run)
    assert NOTICE in picture
    parsed = ElementTree.fromstring(picture)  # noqa: S314 - drawn a line above
    drawn = {element.text for element in parsed.iter()}
    assert {panel.title for row in board.rows for panel in row.panels} <= drawn


def test_all_four_loads_were_gone_through(run: Run) -> None:
    assert [load for load, _, _ in run.spans] == [
        Load.NORMAL,
        Load.DEAD_LETTERS,
        Load.LAGGING,
        Load.FAILING,
    ]
