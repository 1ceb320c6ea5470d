"""The two objectives: recording rules of the bad share, and alerts on how fast it burns.

Windows and factors are those of Google's SRE Workbook, chapter 5 (multiwindow, multi-burn-rate):
the long window says that it matters, the short one that it still goes on.
"""

from collections.abc import Iterator

from parameters import Parameters
from rule import PAGE, TICKET, Alert, Recording

from schemas import Reason

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
# Factor of the budget's even use over 30 days, long window, short window, severity.
BURNS = (
    (14.4, "1h", "5m", PAGE),
    (6.0, "6h", "30m", PAGE),
    (3.0, "1d", "2h", TICKET),
    (1.0, "3d", "6h", TICKET),
)
# Refusals that are our fault, or the deployment's: these use up the budget of success.
OURS = (
    Reason.MODEL_ERROR,
    Reason.TIMEOUT,
    Reason.CHILD_DIED,
    Reason.OUTPUT_REFUSED,
    Reason.BAD_STAGE_RECORD,
)
FAILED = "stage:crisiswire_records_failed:ratio_rate"
LATE = "stage:crisiswire_records_late:ratio_rate"


def recording_rules(parameters: Parameters) -> Iterator[Recording]:
    """Yield the bad share of each objective over every window; nothing where nothing was read."""
    for window in WINDOWS:
        yield Recording(
            f"{FAILED}{window}",
            f"{_by_stage('rate', _failed(parameters), window, parameters)}\n"
            f"/ ({_by_stage('rate', _done(parameters), window, parameters)} > 0)",
        )
    for window in WINDOWS:
        yield Recording(
            f"{LATE}{window}",
            f"1 - {_by_stage('rate', _in_time(parameters), window, parameters)}\n"
            f"/ ({_by_stage('rate', _timed(parameters), window, parameters)} > 0)",
        )


def burn_alerts(parameters: Parameters) -> Iterator[Alert]:
    """Yield the four alerts of each objective."""
    budget = 1 - parameters.success_objective
    for factor, long, short, severity in BURNS:
        yield Alert(
            "SuccessBudgetBurn",
            severity,
            _burning(
                FAILED,
                factor * budget,
                (long, short),
                f"{_by_stage('increase', _failed(parameters), long, parameters)}"
                f" >= {parameters.burn_minimum_records}",
            ),
            summary="{{ $labels.stage }} fails on {{ $value | humanizePercentage }} of its records",
            description=f"Over the last {long} stage {{{{ $labels.stage }}}} has refused"
            " {{ $value | humanizePercentage }}"
            f" of its records by a fault of ours ({', '.join(OURS)}). That is over {factor:g} times"
            f" the rate at which the budget of {budget:.3%} lasts 30 days. They are dead letters,"
            " and can be replayed after the repair.",
            dashboard="crisiswire-overview",
            labels=(("slo", "success"), ("long", long), ("short", short)),
        )
    budget = 1 - parameters.latency_objective
    for factor, long, short, severity in BURNS:
        timed, in_time = (
            _by_stage("increase", selector, long, parameters)
            for selector in (_timed(parameters), _in_time(parameters))
        )
        yield Alert(
            "LatencyBudgetBurn",
            severity,
            _burning(
                LATE,
                factor * budget,
                (long, short),
                f"{timed} - {in_time} >= {parameters.burn_minimum_records}",
            ),
            summary="{{ $value | humanizePercentage }} of what {{ $labels.stage }} writes is late",
            description=f"Over the last {long} {{{{ $value | humanizePercentage }}}} of the records"
            f" of stage {{{{ $labels.stage }}}} came out later than"
            f" {float(parameters.latency_bound):g} s after they were pushed. That is over"
            f" {factor:g} times the rate at which the budget of {budget:.3%} lasts 30 days."
            " Nothing is lost.",
            dashboard="crisiswire-overview",
            labels=(("slo", "latency"), ("long", long), ("short", short)),
        )


def _burning(ratio: str, threshold: float, windows: tuple[str, str], enough: str) -> str:
    long, short = (f"{ratio}{window} > {threshold:.6g}" for window in windows)
    return f"{long}\nand {short}\nand {enough}"


def _by_stage(function: str, selector: str, window: str, parameters: Parameters) -> str:
    return f"sum by (stage) ({function}({selector}[{parameters.window(window)}]))"


def _failed(parameters: Parameters) -> str:
    reasons = "|".join(OURS)
    return f'crisiswire_dead_letters_total{{job="{parameters.job}",reason=~"{reasons}"}}'


def _done(parameters: Parameters) -> str:
    # Counted when a record is confirmed, as dead letters are; what was read may be in flight.
    return f'crisiswire_stage_seconds_count{{job="{parameters.job}"}}'


def _timed(parameters: Parameters) -> str:
    return f'crisiswire_end_to_end_seconds_count{{job="{parameters.job}"}}'


def _in_time(parameters: Parameters) -> str:
    bound = f'le="{parameters.latency_bound}"'
    return f'crisiswire_end_to_end_seconds_bucket{{job="{parameters.job}",{bound}}}'
