"""Write Prometheus's rules; with `--check`, fail where the committed file differs.

    python deploy/prometheus/build_rules.py [--check]
    python deploy/prometheus/build_rules.py --output FILE --set list_days=14 --set no_input=12h

What can be set: parameters.py. Another program that wants the rules as data calls `groups`.
"""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
from alerts import content_alerts, lag_alerts, worker_alerts
from parameters import Parameters
from slo import burn_alerts, recording_rules

from streams.generated_page import put

COMMITTED = Path(__file__).resolve().parent / "rules" / "crisiswire.yml"
MADE_BY = "python deploy/prometheus/build_rules.py"
HEADER = f"# Made by `{MADE_BY}`; change alerts.py or slo.py instead.\n"
GROUPS = (
    ("crisiswire-objectives", recording_rules),
    ("crisiswire-budgets", burn_alerts),
    ("crisiswire-workers", worker_alerts),
    ("crisiswire-lag", lag_alerts),
    ("crisiswire-content", content_alerts),
)


class _Dumper(yaml.SafeDumper):
    """Expressions of several lines as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def groups(parameters: Parameters | None = None) -> list[dict[str, Any]]:
    """Return the groups of rules as plain data: those of a rule file, or of a PrometheusRule."""
    parameters = parameters or Parameters()
    return [
        {
            "name": name,
            "interval": parameters.interval,
            "rules": [rule.entry(parameters) for rule in make(parameters)],
        }
        for name, make in GROUPS
    ]


def render(parameters: Parameters | None = None) -> str:
    """Return the rule file."""
    document = {"groups": groups(parameters)}
    return HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=1000)


def _parameters(pairs: list[str]) -> Parameters:
    """Return the parameters with what was set.

    Raises:
        ValueError: no such parameter, or a value of another kind.
    """
    defaults = asdict(Parameters())
    values: dict[str, Any] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name not in defaults:
            raise ValueError(f"no parameter {name!r}; there are {', '.join(defaults)}")
        values[name] = type(defaults[name])(value)
    return Parameters(**values)


def main() -> int:
    """Write or check the file; 1 when the checked file differs, 2 for a wrong parameter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument("--output", type=Path, default=COMMITTED, help="another file")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    asked = parser.parse_args()
    try:
        text = render(_parameters(asked.set))
    except ValueError as error:
        parser.error(str(error))
    return put(asked.output, text, check=asked.check, made_by=MADE_BY)


if __name__ == "__main__":
    sys.exit(main())
