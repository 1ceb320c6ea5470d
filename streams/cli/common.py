"""What the commands that talk to a broker share."""

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import typer
from kafka.errors import KafkaError
from rich.console import Console

from streams.broker.client import BrokerError
from streams.cli.plain import STEERING, plain
from streams.inputs import InputError

# With the lone surrogates that JSON can name and no encoding has.
_UNPRINTABLE = re.compile(f"{STEERING.pattern}|[\ud800-\udfff]")
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def out() -> Console:
    """Return the console for what was asked for; colour follows NO_COLOR and the terminal."""
    return Console(highlight=False, soft_wrap=False)


def notes() -> Console:
    """Return the console for everything else: standard error."""
    return Console(stderr=True, highlight=False)


@contextlib.contextmanager
def reporting() -> Iterator[None]:
    """Turn what can go wrong into one line on standard error and exit code 1.

    kafka-python logs each failed connection by itself: that line says it once.
    """
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        yield
    except (BrokerError, InputError, KafkaError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            # the reader, such as `head`, has had enough; no second complaint at exit
            sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115
            raise typer.Exit(0) from None
        print(f"crisiswire: {plain(str(error))}", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED) from None
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_INTERRUPTED) from None


def print_json(value: object) -> None:
    """Print one JSON value on one line; what could steer a terminal is escaped as JSON has it."""
    text = json.dumps(value, ensure_ascii=False, default=_jsonable)
    print(_UNPRINTABLE.sub(_escaped, text), flush=True)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _jsonable(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    raise TypeError(f"{type(value).__name__} is not JSON")
