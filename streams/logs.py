"""JSON logs on standard error: one object a line, and never an article's text.

Every line has `time` (UTC), `level`, `logger`, `message`; what a call gives as
`extra={"fields": {...}}` comes under `fields`. An exception is told by class,
place and, for classes whose message is known to hold no input, by message: a
pydantic error, for one, quotes the value that it refuses, and that is the article.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from pydantic import ValidationError

from streams.record import RefusedError

# Strings longer than this are cut: nothing that a log line needs is longer; the longest is a
# command that grants a right on a topic.
FIELD_CHARACTERS = 400
MESSAGE_CHARACTERS = 1000
# What an article consists of; such a field is a mistake, and is not printed.
WITHHELD_FIELDS = frozenset({"text", "html", "title", "value", "body", "evidence", "extra"})
# The libraries' own chatter: from this level on it is worth a line.
# Faust's services log under the module of the class that derives from them.
NOISY_LOGGERS = (
    "faust",
    "mode",
    "aiokafka",
    "kafka",
    "asyncio",
    "trafilatura",
    "htmldate",
    "streams.agents.app",
    "streams.agents.transport",
    "streams.agents.watch",
)
# A client without a broker repeats itself ten times a second.
REPEAT_SECONDS = 10.0
# Exceptions whose message is made by the system or by us, not from the input.
PLAIN_CLASSES = (OSError, EOFError, MemoryError, UnicodeError, json.JSONDecodeError, RefusedError)
PLAIN_MODULES = ("kafka.", "aiokafka.", "concurrent.futures.")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,63}")
_REMOTE_FRAME = re.compile(r'^ +File "([^"\n]{1,200}\.py)", line (\d+), in ([\w<>.]{1,80})$', re.M)


def configure_logs(level: int | str = "INFO", *, stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream` (standard error) as JSON.

    Replaces the handlers that are there, takes over warnings and uncaught
    exceptions, and quiets the libraries. To be called once by each process,
    pool children included.

    Raises:
        ValueError: `level` is no level.
    """
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RepeatFilter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    floor = max(logging.WARNING, logging.getLogger().level)
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(floor)
    # kafka-python logs each failed connection and each busy moment; what follows of it we log once.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


class JsonFormatter(logging.Formatter):
    """One JSON object a record, in ASCII, so that no terminal escape comes through."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line["fields"] = {str(name): _field(str(name), value) for name, value in fields.items()}
        repeated = getattr(record, "repeated", 0)
        if repeated:
            line["repeated"] = repeated
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = list(_exceptions(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=True, default=_by_class)


class RepeatFilter(logging.Filter):
    """Let the same line of a library through once in ten seconds, with how often it came."""

    def __init__(self, every_seconds: float = REPEAT_SECONDS) -> None:
        super().__init__()
        self._every_seconds = every_seconds
        self._last: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be printed."""
        if not record.name.startswith(NOISY_LOGGERS):
            return True
        key = (record.name, str(record.msg)[:FIELD_CHARACTERS])
        printed_at, held_back = self._last.get(key, (float("-inf"), 0))
        if record.created - printed_at < self._every_seconds:
            self._last[key] = (printed_at, held_back + 1)
            return False
        # Templates are few; should one hold a changing name, forget them all now and then.
        if len(self._last) > 1000:
            self._last.clear()
        self._last[key] = (record.created, 0)
        record.repeated = held_back
        return True


def describe(error: BaseException) -> str:
    """Return an exception in one line that holds nothing of the input.

    A pydantic error becomes its places and types; a message is kept only where
    its class is known to make it without the input, else its length is told.
    """
    name = type(error).__name__
    if isinstance(error, ValidationError):
        places = (
            f"{'.'.join(_place(part) for part in one['loc']) or '(record)'}: {one['type']}"
            for one in error.errors(include_url=False, include_context=False, include_input=False)
        )
        return f"{name}: {'; '.join(places)}"[:MESSAGE_CHARACTERS]
    message = str(error)
    if not message:
        return name
    if isinstance(error, PLAIN_CLASSES) or type(error).__module__.startswith(PLAIN_MODULES):
        return f"{name}: {message[:FIELD_CHARACTERS]}"
    return f"{name}: (message of {len(message)} characters withheld)"


def _place(part: int | str) -> str:
    if isinstance(part, int):
        return str(part)
    return part if _NAME.fullmatch(part) else "(key)"


def _message(record: logging.LogRecord) -> str:
    """Return the message, exceptions among its arguments described."""
    arguments: Any = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(_argument(one) for one in arguments)
    elif isinstance(arguments, Mapping):
        arguments = {name: _argument(one) for name, one in arguments.items()}
    template = describe(record.msg) if isinstance(record.msg, BaseException) else str(record.msg)
    try:
        message = template % arguments if arguments else template
    except (TypeError, ValueError, KeyError):
        message = template
    if record.name.startswith("asyncio"):
        # Its later lines are reprs of tasks, and those quote their exceptions.
        message = message.partition("\n")[0]
    return message[:MESSAGE_CHARACTERS]


class _Plain(str):
    """A string that `%r` prints without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _argument(value: object) -> object:
    return _Plain(describe(value)) if isinstance(value, BaseException) else value


def _field(name: str, value: object) -> object:
    if name in WITHHELD_FIELDS:
        return "(withheld)"
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, str):
        return value[:FIELD_CHARACTERS]
    if isinstance(value, Mapping):
        return {str(key): _field(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_field("", one) for one in value]
    return value


def _by_class(value: object) -> str:
    return f"({type(value).__name__})"


def _exceptions(error: BaseException) -> Iterator[dict[str, object]]:
    """Yield the exception, then what caused it, each without its input."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield {"error": describe(one), "frames": _frames(one)}
        if isinstance(one, BaseExceptionGroup):
            waiting.extend(one.exceptions)
        waiting.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))


def _frames(error: BaseException) -> list[str]:
    if type(error).__name__ == "_RemoteTraceback":
        # The pool's child sent its traceback as text: keep the places, not the message.
        return [f"{path}:{line} {name}" for path, line, name in _REMOTE_FRAME.findall(str(error))]
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


class _Handler(logging.StreamHandler[TextIO]):
    """A handler that says nothing of a record that it cannot print."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The standard library's would print the message and its arguments."""


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("streams").critical("uncaught exception", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(caught: threading.ExceptHookArgs) -> None:
    if caught.exc_value is not None and not isinstance(caught.exc_value, SystemExit):
        _log_uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)
