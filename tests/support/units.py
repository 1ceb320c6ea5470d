"""Values as Grafana writes them, for the pictures: by the id of the unit."""

import math

_SECONDS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"), (0.001, "ms"), (1e-6, "µs"))
_BYTES = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
DAY = 86_400
_SECONDS_ENDS = (
    2, 4, 10, 20, 30, 60, 120, 240, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, DAY,
)  # fmt: skip
_PLAIN = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def written(value: float, unit: str) -> str:
    """Return the value in three digits or so, with its unit."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "-∞"
    match unit:
        case "percentunit":
            return f"{_digits(value * 100)} %"
        case "s":
            return _scaled(value, _SECONDS) if value else "0 s"
        case "bytes" | "Bps":
            ending = "/s" if unit == "Bps" else ""
            return (_scaled(value, _BYTES) if abs(value) >= 1024 else f"{value:.0f} B") + ending
        case "cps":
            return f"{_digits(value)}/s"
        case _:
            return _scaled(value, _PLAIN) if abs(value) >= 10_000 else _digits(value)


def nice(value: float, unit: str) -> float:
    """Return the next value upwards at which an axis may end: round, and so is its half."""
    if value <= 0:
        return 1.0
    if unit == "s" and value > 1:
        return next((end for end in _SECONDS_ENDS if value <= end), _round(value / DAY) * DAY)
    if unit in {"bytes", "Bps"} and value > 1024:
        size = next(size for size, _ in _BYTES if value >= size)
        return _round(value / size) * size
    return _round(value)


def _round(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 6, 10) if value <= step * power * 1.000001)


def _scaled(value: float, scale: tuple[tuple[float, str], ...]) -> str:
    size, name = next((one for one in scale if abs(value) >= one[0]), scale[-1])
    return f"{_digits(value / size)} {name}"


def _digits(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.0e}"
