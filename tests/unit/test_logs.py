"""Logs: one JSON object a line, and never an article's text, whatever goes wrong."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, field_validator

from schemas import Reason
from streams.logs import NOISY_LOGGERS, configure_logs, describe
from streams.record import RefusedError

# Stands for an article: nothing of it may ever be in a log line.
SECRET = "Kwame Mensah said the embargo would end\x1b[31m on Tuesday"
MARK = "Kwame"


class Lines:
    """What has been logged so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def read(self) -> list[dict[str, Any]]:
        text = self.stream.getvalue()
        assert MARK not in text
        assert "\x1b" not in text
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    kept = (root.level, root.handlers[:], sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in NOISY_LOGGERS}
    lines = Lines()
    configure_logs("INFO", stream=lines.stream)
    try:
        yield lines
    finally:
        logging.captureWarnings(False)
        root.setLevel(kept[0])
        root.handlers[:] = kept[1]
        sys.excepthook, threading.excepthook = kept[2], kept[3]
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


log = logging.getLogger("streams.test")


def fail_with(error: BaseException) -> None:
    raise error


def log_exception(error: BaseException) -> None:
    try:
        fail_with(error)
    except type(error):
        log.exception("stage %s failed", "entities")


def test_a_line_is_one_object_with_its_fields(lines: Lines) -> None:
    log.warning("retry %d of %d", 2, 5, extra={"fields": {"topic": "articles.raw", "offset": 7}})
    [line] = lines.read()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "streams.test",
        "message": "retry 2 of 5",
        "fields": {"topic": "articles.raw", "offset": 7},
    }


def test_levels_below_the_set_one_are_silent(lines: Lines) -> None:
    log.debug("not this")
    log.info("this")
    assert [line["message"] for line in lines.read()] == ["this"]
    with pytest.raises(ValueError, match="Unknown level"):
        configure_logs("LOUD")


def test_an_exception_is_told_by_class_and_place(lines: Lines) -> None:
    log_exception(ConnectionRefusedError(111, "Connection refused"))
    [line] = lines.read()
    assert line["message"] == "stage entities failed"
    [told] = line["exception"]
    assert told["error"] == "ConnectionRefusedError: [Errno 111] Connection refused"
    assert told["frames"][-1].endswith(" fail_with")
    assert "test_logs.py:" in told["frames"][-1]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    score: int
    name: str = ""

    @field_validator("name")
    @classmethod
    def _never(cls, value: str) -> str:
        if value:
            raise ValueError(f"no such name: {value}")
        return value


@pytest.mark.parametrize(
    "data",
    [
        {"score": SECRET},
        {"score": 1, "name": SECRET},
        {"score": 1, SECRET: 1},
        {"score": 1, "x": {"text": SECRET}},
        SECRET,
    ],
    ids=["input", "message", "key", "nested", "root"],
)
def test_a_pydantic_error_is_told_without_its_input(lines: Lines, data: object) -> None:
    with pytest.raises(ValueError, match=MARK) as caught:  # what it would have said
        Model.model_validate(data)
    log.error("refused: %s", caught.value, exc_info=caught.value)
    log.error(caught.value)
    log.error("refused", extra={"fields": {"error": caught.value}})
    first, second, third = lines.read()
    assert first["message"].startswith("refused: ValidationError: ")
    assert second["message"].startswith("ValidationError: ")
    assert third["fields"]["error"].startswith("ValidationError: ")


def test_a_pydantic_error_still_says_where_and_what() -> None:
    with pytest.raises(ValueError, match="score") as caught:
        Model.model_validate({"score": SECRET, "other": 1})
    assert describe(caught.value) == ("ValidationError: score: int_type; other: extra_forbidden")


def test_messages_of_unknown_exceptions_are_withheld_with_those_of_their_causes(
    lines: Lines,
) -> None:
    cause = KeyError(SECRET)
    error = ValueError(f"cannot parse {SECRET}")
    error.__cause__ = cause
    error.add_note(SECRET)
    log_exception(error)
    log_exception(ExceptionGroup(SECRET, [RuntimeError(SECRET), OSError(5, "I/O error")]))
    first, second = lines.read()
    told = f"ValueError: (message of {len(str(error))} characters withheld)"
    assert first["exception"][0]["error"] == told
    assert first["exception"][1]["error"].startswith("KeyError: (message of ")
    assert second["exception"][2]["error"] == "OSError: [Errno 5] I/O error"


def test_messages_of_our_own_refusals_are_kept() -> None:
    error = RefusedError(Reason.EMPTY_TEXT, "nothing is left after cleaning")
    assert describe(error) == "RefusedError: nothing is left after cleaning"
    assert describe(TimeoutError()) == "TimeoutError"


def test_exceptions_among_the_arguments_are_described(lines: Lines) -> None:
    """Faust logs the exceptions of agents as %r."""
    logging.getLogger("faust.agents").error("Agent %r raised error: %r", "x", ValueError(SECRET))
    log.error("failed: %(error)s", {"error": ValueError(SECRET)})
    first, second = lines.read()
    assert first["message"].startswith("Agent 'x' raised error: ValueError: (message of ")
    assert second["message"].startswith("failed: ValueError: (message of ")


def test_a_task_whose_exception_nobody_fetched(lines: Lines) -> None:
    """The event loop's own message quotes the exception."""

    async def forget() -> None:
        async def stage() -> None:
            raise ValueError(SECRET)

        task = asyncio.create_task(stage())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    [line] = [one for one in lines.read() if one["logger"] == "asyncio"]
    assert line["message"] == "Task exception was never retrieved"


def raise_in_child(text: str) -> None:
    raise ValueError(f"cannot parse {text}")


def test_an_exception_of_a_pool_child(lines: Lines) -> None:
    """It carries the child's traceback as text, the message with it."""
    with ProcessPoolExecutor(1) as pool:
        error = pool.submit(raise_in_child, SECRET).exception()
    assert error is not None
    assert MARK in str(error.__cause__)
    log.error("batch failed", exc_info=error)
    [line] = lines.read()
    frames = [frame for told in line["exception"] for frame in told["frames"]]
    assert any(frame.endswith(" raise_in_child") for frame in frames)


def test_fields_that_would_hold_an_article_are_withheld(lines: Lines) -> None:
    log.error(
        "bad",
        extra={
            "fields": {
                "text": SECRET,
                "record": {"value": SECRET.encode(), "size": 12},
                "bytes": SECRET.encode(),
                "object": Lines(),
                "reason": "x" * 5000,
                "partitions": {3},
            }
        },
    )
    [line] = lines.read()
    assert line["fields"]["text"] == "(withheld)"
    assert line["fields"]["record"] == {"value": "(withheld)", "size": 12}
    assert line["fields"]["bytes"] == "(bytes)"
    assert line["fields"]["object"] == "(Lines)"
    assert len(line["fields"]["reason"]) == 400
    assert line["fields"]["partitions"] == [3]


def test_a_malformed_call_leaks_nothing(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.getLogger().handlers[0]  # pytest's own would raise
    for template in ("offset %d", "no place"):
        handler.handle(
            logging.makeLogRecord({"name": "streams", "msg": template, "args": (SECRET,)})
        )
    assert [line["message"] for line in lines.read()] == ["offset %d", "no place"]
    assert capsys.readouterr().err == ""


def test_the_libraries_are_quiet_and_do_not_repeat_themselves(lines: Lines) -> None:
    faust = logging.getLogger("faust.transport.consumer")
    faust.info("[^---Consumer]: Starting...")
    client = logging.getLogger("aiokafka.conn")
    for attempt in range(50):
        client.warning("Unable to connect to node %d", attempt)
    client.warning("Something else")
    for _ in range(3):
        log.warning("our own lines are all printed")
    messages = [line["message"] for line in lines.read()]
    assert messages == [
        "Unable to connect to node 0",
        "Something else",
        *["our own lines are all printed"] * 3,
    ]


def test_a_held_back_line_is_counted_when_it_comes_again(lines: Lines) -> None:
    handler = logging.getLogger().handlers[0]
    for seconds in (0, 1, 2, 11):
        record = logging.makeLogRecord(
            {"name": "kafka.client", "msg": "no broker", "levelno": 30, "created": 1e9 + seconds}
        )
        handler.handle(record)
    assert [line.get("repeated") for line in lines.read()] == [None, 2]


UNCAUGHT = """
import threading, warnings
from pydantic import BaseModel
from streams.logs import configure_logs

class Model(BaseModel):
    score: int

configure_logs("INFO")
warnings.warn("old", DeprecationWarning)
thread = threading.Thread(target=lambda: Model(score={secret!r}))
thread.start()
thread.join()
Model(score={secret!r})
"""


def test_uncaught_exceptions_go_to_standard_error_as_json_without_their_input() -> None:
    code = UNCAUGHT.format(secret=SECRET)
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert MARK not in done.stderr
    warning, in_thread, in_main = (json.loads(line) for line in done.stderr.splitlines())
    assert warning["logger"] == "py.warnings"
    for line in (in_thread, in_main):
        assert line["level"] == "CRITICAL"
        assert line["exception"][0]["error"] == "ValidationError: score: int_parsing"
