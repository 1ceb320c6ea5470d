"""Values as Grafana writes them, for the pictures: by the id of the unit."""

import math

_SECONDS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"), (0.001, "ms"), (1e-6, "µs"))
_BYTES = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
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


def _scaled(value: float, scale: tuple[tuple[float, str], ...]) -> str:
    size, name = next((one for one in scale if abs(value) >= one[0]), scale[-1])
    return f"{_digits(value / size)} {name}"


def _digits(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 or not value else f"{value:.0e}"
