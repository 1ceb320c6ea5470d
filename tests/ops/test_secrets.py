"""Neither a password nor an article's text is anywhere but where it belongs."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from schemas.topics import DEAD_LETTERS, ESCALATION, RAW
from streams.broker.topics import provision
from streams.roles import Operation, Resource, Right, Role
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce
from tests.support.command import start_command
from tests.support.scene import await_exit
from tests.support.secured import (
    PASSWORD,
    Secured,
    Way,
    principal_of,
    secured_broker,
    worker_options,
)
from tests.support.worker import WorkerProcess, worker

pytestmark = pytest.mark.ops

TEXT = "Quokkaville"  # stands in every article, and in no message of ours
CANARIES = (PASSWORD, PASSWORD.replace('"', '\\"'), "canary-Zx7", TEXT)
COMMANDS = (
    ("config", "show"),
    ("config", "show", "--json"),
    ("acls", "show"),
    ("topics", "diff"),
    ("topics", "apply"),
    ("lag", "--json"),
    ("doctor",),
    ("dlq", "list"),
    ("dlq", "replay", "--dry-run"),
    ("publish", "/nowhere"),
    ("tail", "--topic", "events.sanctions", "--idle", "1"),
)
# There is no difference, and no event.
SILENT = (("topics", "diff"), COMMANDS[-1])


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured")) as broker:
        yield broker


@pytest.mark.timeout(600)
def test_a_worker_shows_no_secret_and_no_article(
    secured: Secured, topic_prefix: str, tmp_path: Path
) -> None:
    everything = secured.administrator(topic_prefix)
    provision(everything)
    secured.allow_role(Role.WORKER, Way.SCRAM, topic_prefix)
    settings = secured.settings(Role.WORKER, Way.SCRAM, topic_prefix)
    options: Any = {**worker_options(settings), "log_level": "DEBUG"}
    servers = settings.kafka_bootstrap_servers
    with worker(servers, topic_prefix, tmp_path, **options) as process:
        produce(everything, RAW, [_article(number) for number in range(5)])
        # refused, each in another way, with the word in it
        produce(everything, RAW, [Sent(value.encode(), b"bad") for value in _refused()])
        await_records(everything, [ESCALATION], 5, idle_seconds=90)
        letters = await_records(everything, [DEAD_LETTERS], len(_refused()), idle_seconds=60)
        assert len(letters) == len(_refused()), process.told()
        for letter in letters:
            ours = [v for name, v in letter.headers if name.startswith("dlq_")]
            assert not _found(b"\n".join(ours).decode()), ours
        for place, shown in _surfaces(process).items():
            assert not _found(shown), place
        # ended by the broker: a crash that the log tells
        group = Right(Resource.GROUP, everything.group, Operation.READ)
        secured.deny(topic_prefix, principal_of(Role.WORKER, Way.SCRAM), group)
        assert await_exit(process, 120) == 1
    logged = process.log.read_text()
    assert logged
    assert not _found(logged)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("good", [True, False], ids=["let-in", "kept-out"])
def test_no_command_shows_a_secret(
    secured: Secured, topic_prefix: str, tmp_path: Path, good: bool
) -> None:
    provision(secured.administrator(topic_prefix))
    secured.allow_role(Role.OPERATOR, Way.SCRAM, topic_prefix)
    wrong = tmp_path / "wrong"
    wrong.write_text(PASSWORD[:-1])  # as secret as the right one
    changes = {} if good else {"kafka_sasl_password_file": wrong}
    settings = secured.settings(Role.OPERATOR, Way.SCRAM, topic_prefix, **changes)
    for command in COMMANDS:
        shown = _run(settings, command)
        assert not _found(shown), command


def test_the_words_that_are_looked_for_would_be_found() -> None:
    assert _found(f"password={PASSWORD}")
    assert _found(json.dumps({"text": TEXT, "password": PASSWORD}))


def _article(number: int) -> Sent:
    fields = article(number)
    fields["text"] = f"{fields['text']} The mayor of {TEXT} welcomed it."
    fields["title"] = f"{fields['title']} and {TEXT}"
    return Sent(json.dumps(fields).encode(), str(fields["id"]).encode())


def _refused() -> list[str]:
    return [
        f"{{broken {TEXT}",
        f"[{json.dumps(TEXT)}]",
        json.dumps({"title": TEXT}),
        json.dumps({"text": [TEXT]}),
        json.dumps({"text": TEXT, "published_at": TEXT}),
        json.dumps({"text": f"Der Bürgermeister von {TEXT} hat gestern nichts gesagt. " * 5}),
    ]


def _surfaces(process: WorkerProcess) -> dict[str, str]:
    """Return all that others can see of a worker, but its memory."""
    shown = {}
    for path in ("/metrics", "/health/live", "/health/ready", "/health/startup"):
        with urllib.request.urlopen(f"{process.url}{path}", timeout=10) as answer:
            shown[path] = f"{answer.headers}\n{answer.read().decode()}"
    root = psutil.Process(process.process.pid)
    for each in (root, *root.children(recursive=True)):
        for name in ("cmdline", "environ"):
            content = Path(f"/proc/{each.pid}/{name}").read_bytes()
            shown[f"{name} of {each.pid}"] = content.decode(errors="replace")
    assert len(shown) >= 4 + 2 * 2  # the worker and a child at least
    return shown


def _run(settings: Settings, command: tuple[str, ...]) -> str:
    process = start_command(settings, *command)
    with process:
        out, errors = process.communicate(timeout=180)
    assert out or errors or command in SILENT, command
    return (out + errors).decode()


def _found(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]
