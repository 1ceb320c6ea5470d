"""A fault test's stage: articles in, workers, brokers, and a ledger that watches it all."""

import json
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from kafka.admin import ConfigResource

from schemas import Topic, topic_name
from schemas.topics import DEAD_LETTERS, RAW
from streams.broker.client import connect_admin
from streams.pipeline import STAGES, Stage
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, produce
from tests.support.ledger import Ledger, Place
from tests.support.watcher import Watcher
from tests.support.worker import REPOSITORY, WorkerProcess

SETTLE_SECONDS = 120.0
DEFAULTS = {"pool_size": "1"}  # a worker that starts fast; faults need no throughput
FAST = {**DEFAULTS, "profile": "fast"}  # where the language plays no part
# The feed: of so many articles one is the next version of a story, under the story's id,
STORIES, VERSION_EVERY = 3, 5
# and one comes under a key that it shares with other articles.
SHARED_KEY, SHARED_EVERY = b"wire-service", 7


def feed(count: int, *, first: int = 0, marker: str = "") -> Iterator[Sent]:
    """Yield short articles: most are on their own, some are versions, some share a key."""
    for number in range(first, first + count):
        fields = article(number)
        key = str(fields["id"]).encode()
        if number % VERSION_EVERY == 0:
            fields["id"] = f"story-{number // VERSION_EVERY % STORIES}"
            fields["title"] = f"{fields['title']}, version {number}"
            key = str(fields["id"]).encode()
        elif number % SHARED_EVERY == 0:
            key = SHARED_KEY
        yield Sent(json.dumps(fields).encode(), key)


def marked(number: int, marker: str, *, key: bytes | None = None, name: str = "") -> Sent:
    """Return an article that holds a marker word of the saboteur's."""
    fields = article(number, seed=99)
    fields["text"] = f"{fields['text']} The word {marker} stands here."
    if name:
        fields["id"] = name
    return Sent(json.dumps(fields).encode(), key or str(fields["id"]).encode())


class Scene:
    """Workers and records of one test; `check` at the end."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        stages: Sequence[Stage],
        stack: ExitStack,
        defaults: Mapping[str, str] = DEFAULTS,
    ) -> None:
        self.settings = settings
        self.folder = folder
        self.stages = stages
        self._defaults = defaults
        self.ledger = Ledger(stages, settings.topic_prefix)
        self.watcher = stack.enter_context(Watcher(settings, self.ledger))
        self._stack = stack
        self.fed: list[Place] = []

    def worker(
        self,
        *options: str,
        ready: bool = True,
        module: str = "streams",
        tree: Path = REPOSITORY,
        environment: dict[str, str] | None = None,
        **settings: str,
    ) -> WorkerProcess:
        """Start a worker; settings as `pool_size="1"`. It ends with the scene at the latest."""
        only = ("--stage", self.stages[0].name) if len(self.stages) == 1 else ()
        process = WorkerProcess(
            self.settings.kafka_bootstrap_servers,
            self.settings.topic_prefix,
            self.folder,
            options=(*only, *options),
            module=module,
            tree=tree,
            environment={
                **{
                    f"CRISISWIRE_{name.upper()}": v
                    for name, v in {**self._defaults, **settings}.items()
                },
                **(environment or {}),
            },
        )
        self._stack.callback(_end, process)
        return process.await_ready() if ready else process

    def feed(self, records: Iterable[Sent], **options: object) -> list[Place]:
        """Produce; return the places that the broker has confirmed."""
        confirmed = produce(self.settings, RAW, records, **options)
        places = [Place(RAW.name, meta.partition, meta.offset) for meta in confirmed]
        self.fed.extend(places)
        return places

    def await_outputs(self, count: int, *, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until the last stage's topic and the dead letters have so many records together."""
        sink = self.stages[-1].sink.name

        def enough() -> bool:
            return self.ledger.count(sink) + self.ledger.count(DEAD_LETTERS.name) >= count

        assert self.watcher.wait_for(enough, seconds), self.told()

    def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until everything that was fed is confirmed and committed."""

        def settled() -> bool:
            return self.all_known() and self.ledger.settled

        assert self.watcher.wait_for(settled, seconds), self.told()

    def all_known(self) -> bool:
        """Whether the ledger has seen all that was fed."""
        return all(
            place in self.ledger.inputs or place in self.ledger.forgiven for place in self.fed
        )

    def violations(self) -> list[str]:
        """Catch up; return what contradicts the promise."""
        self.watcher.catch_up()
        with self.watcher.still():
            found = self.ledger.violations()
            if not self.all_known():
                found.append("I1: confirmed inputs are not on their topic")
        return found

    def check(self, *, duplicates: int | None = None) -> None:
        """Assert that every invariant holds, and the bound of duplicates if one is given."""
        found = self.violations()
        assert not found, "\n".join([*found, self.told()])
        if duplicates is not None:
            sinks = [stage.sink.name for stage in self.stages]
            counts = {topic: self.ledger.duplicates(topic) for topic in sinks}
            assert max(counts.values()) <= duplicates, counts

    def told(self) -> str:
        """Return what helps to understand a failure."""
        counts = {topic: self.ledger.count(topic) for topic in self.ledger.topics}
        logs = "\n".join(
            f"--- {log.name}\n{log.read_text()[-2500:]}"
            for log in sorted(self.folder.glob("worker-*.log"))
        )
        behind = {stage.name: self.ledger.behind(stage) for stage in self.stages}
        return f"{counts}\nbehind {behind}\n{logs}"


@contextmanager
def scene(
    settings: Settings,
    folder: Path,
    *,
    stages: Sequence[Stage] = STAGES,
    defaults: Mapping[str, str] = DEFAULTS,
) -> Iterator[Scene]:
    """Set a scene on provisioned topics; everything in it ends with the `with`.

    Args:
        settings: Where.
        folder: For the workers' logs.
        stages: What the workers run and the ledger looks at.
        defaults: Settings of its workers, by name.
    """
    with ExitStack() as stack:
        yield Scene(settings, folder, stages, stack, defaults)


def configure(settings: Settings, topic: Topic, **configs: str) -> None:
    """Set a topic's configs; dots as underscores."""
    name = topic_name(topic, settings.topic_prefix)
    dotted = {key.replace("_", "."): value for key, value in configs.items()}
    with connect_admin(settings) as admin:
        done = admin.alter_configs([ConfigResource("topic", name, dotted)])
    assert done["topic"][name] == "OK"


def await_exit(process: WorkerProcess, seconds: float) -> int:
    """Return the exit code of a worker that ends by itself."""
    return process.process.wait(seconds)


def await_true(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Poll until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def await_gone(pids: Iterable[int], seconds: float = 15.0) -> None:
    """Wait until the processes are gone."""
    left = list(pids)
    await_true(
        lambda: not any(psutil.pid_exists(pid) for pid in left), seconds, f"still there: {left}"
    )


def _end(process: WorkerProcess) -> None:
    if process.process.poll() is None:
        process.process.send_signal(signal.SIGCONT)
        process.kill()
