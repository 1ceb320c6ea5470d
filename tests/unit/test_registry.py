"""Asking a registry for ids, of a double; tests/ops/test_formats.py asks a real one."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from schemas import DyadSeries
from schemas.jsonschemas import schema_of
from streams.agents import registry
from streams.agents.registry import RegistryError, make_wire
from streams.settings import Settings
from streams.wire import OutputFormat, Wire


@contextmanager
def double(*answers: tuple[int, bytes]) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Answer one request after the other so; the last answer to all that follow."""
    asked: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = answers[min(len(asked), len(answers)) - 1]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def ask(url: str, *stages: str) -> Wire:
    settings = Settings(
        output_format=OutputFormat.REGISTRY, schema_registry_url=url, topic_prefix="t."
    )
    return asyncio.run(make_wire(settings, stages))


def test_what_the_stage_writes_is_registered_under_its_topic(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "RETRY_SECONDS", 0.01)
    with double((503, b"starting"), (200, b'{"id": 7}')) as (url, asked):
        assert ask(url + "/", "series").schema_ids == {"series.dyads": 7, "alerts.escalation": 7}
    paths = [path for path, _ in asked]
    series, alerts = "/subjects/t.series.dyads-value/", "/subjects/t.alerts.escalation-value/"
    assert paths == [series + "versions", series + "versions", alerts + "versions"]
    body = json.loads(asked[0][1])
    assert body["schemaType"] == "JSON"
    assert json.loads(body["schema"]) == schema_of(DyadSeries)


def test_a_stage_without_topics_for_consumers_asks_nothing() -> None:
    with double((404, b"")) as (url, asked):
        assert ask(url, "entities", "sanctions").schema_ids == {}
    assert asked == []


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (409, b'{"message":"incompatible"}', "subject t.series.dyads-value: 409 .*incompatible"),
        (500, b"cannot compare", "subject t.series.dyads-value: 500 cannot compare"),
        (200, b"<html>", "gives no id"),
        (200, b'{"number": 7}', "gives no id"),
        (200, b"[]", "gives no id"),
    ],
)
def test_a_refusal_is_told(status: int, body: bytes, told: str) -> None:
    with (
        double((status, body)) as (url, _),
        pytest.raises(RegistryError, match=f"CRISISWIRE_SCHEMA_REGISTRY_URL.*{told}"),
    ):
        ask(url, "series")
