"""Sanctions lists that change under running workers, on real brokers."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from schemas import EnrichedArticle, SanctionsArticle
from schemas.topics import DEAD_LETTERS, ESCALATION, RAW, SANCTIONS
from streams.cli import lists as lists_command
from streams.lists.store import FILE, POINTER, pointed_at
from streams.settings import Settings
from streams.stages.listed.lists import read_snapshot
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.command import start_command
from tests.support.official_lists import Party, crowd, write_eu
from tests.support.scene import await_true
from tests.support.worker import WorkerProcess, worker

pytestmark = pytest.mark.kafka

BEFORE, AFTER = Party(11, "Varnholt", "Ilseke Maren"), Party(12, "Ormsby", "Torvald Quist")
NAMES = {BEFORE.whole, AFTER.whole}
TOLD = f"Norway's police questioned {BEFORE.whole} and {AFTER.whole} in Bergen, an officer said."
PARTIES = crowd(60)
PORTION = 5
MOST = 300
# A child looks once a second at most; what comes later than that is read with the new lists.
TAKEN_UP_SECONDS = 1.3


class Feed:
    """Sends articles by the portion, until it is told to stop or has sent many."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.count = 0

    def __enter__(self) -> "Feed":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # a busy machine takes its time over the command; the backlog need not grow with it
        while not self._stop.wait(0.25) and self.count < MOST:
            self.send()

    def send(self, number: int = PORTION) -> list[str]:
        """Send so many; return their ids."""
        made = [article(self.count + n, sentences=2) for n in range(number)]
        self.count += number
        for fields in made:
            fields["text"] = f"{fields['text']}\n\n{TOLD}"
        ids = [str(fields["id"]) for fields in made]
        values = [json.dumps(fields).encode() for fields in made]
        produce(
            self._settings, RAW, [Sent(v, i.encode()) for v, i in zip(values, ids, strict=True)]
        )
        return ids


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_eu(tmp_path / "eu.xml", [BEFORE, *PARTIES])


@pytest.fixture
def update(file: Path, folder: Path) -> Callable[[], Result]:
    """Run the command here, which spares a process its imports."""
    app = typer.Typer()
    lists_command.register(app)
    return lambda: CliRunner().invoke(app, ["lists", "update", str(file), "--to", str(folder)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lists"


def version_in(running: WorkerProcess) -> str:
    """Return the lists that the worker says it runs with."""
    (labels,) = [dict(key[1]) for key in running.metrics() if key[0] == "crisiswire_build_info"]
    return labels["lists"]


def hits(record: SanctionsArticle) -> set[str]:
    return {party.text for party in record.listed_parties if party.list == "EU"}


def test_a_swap_under_load_neither_loses_nor_mixes(
    provisioned: Settings,
    file: Path,
    folder: Path,
    update: Callable[[], Result],
    tmp_path: Path,
) -> None:
    assert update().exit_code == 0
    old = read_snapshot(folder / POINTER / FILE).version
    expected = {old: {BEFORE.whole}}
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    with worker(servers, prefix, tmp_path, lists=str(folder), pool_size="2") as running:
        with Feed(provisioned) as feed:
            await_records(provisioned, [ESCALATION], 4 * PORTION)
            write_eu(file, [AFTER, *PARTIES])
            command = start_command(provisioned, "lists", "update", str(file), "--to", str(folder))
            assert command.wait(200) == 0
            new = read_snapshot(folder / POINTER / FILE).version
            expected[new] = {AFTER.whole}
            time.sleep(TAKEN_UP_SECONDS)
        later = feed.send()
        await_true(lambda: version_in(running) == new, 20, "the new lists in the metrics")

        # What is refused changes nothing: a file that is cut off, a much smaller one ...
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        refusal = update()
        assert (refusal.exit_code, "cut off?" in refusal.stderr) == (1, True)
        write_eu(file, [BEFORE, *PARTIES[:30]])
        refusal = update()
        assert (refusal.exit_code, "fewer" in refusal.stderr) == (1, True)
        assert read_snapshot(folder / POINTER / FILE).version == new
        # ... and a snapshot that something else has broken.
        broken = folder / "000099-broken"
        broken.mkdir()
        snapshot = (folder / (pointed_at(folder) or "") / FILE).read_bytes()
        (broken / FILE).write_bytes(snapshot[:-100])
        (folder / ".next").symlink_to(broken.name)
        (folder / ".next").replace(folder / POINTER)
        time.sleep(TAKEN_UP_SECONDS)
        later += feed.send()
        records = await_records(provisioned, [ESCALATION], feed.count)
        taken_up, refused = (
            running.metric("crisiswire_lists_loads_total", result=result)
            for result in ("taken_up", "refused")
        )
        assert running.stop() == 0

    assert read_all(provisioned, DEAD_LETTERS) == []
    assert Counter(record.key.decode() for record in records) == Counter(
        str(article(n)["id"]) for n in range(feed.count)
    )
    assert len(read_all(provisioned, ESCALATION)) == feed.count
    enriched = [EnrichedArticle.model_validate_json(record.value) for record in records]
    middle = [
        SanctionsArticle.model_validate_json(record.value)
        for record in read_all(provisioned, SANCTIONS)
    ]
    for one in (*enriched, *middle):
        assert hits(one) == expected[one.provenance.lists_version]
    versions = {one.article_id: one.provenance.lists_version for one in enriched}
    assert set(versions.values()) == {old, new}
    assert {versions[name] for name in later} == {new}
    assert (taken_up >= 1, refused >= 1) == (True, True)
    told = [line["level"] for line in running.log_lines() if "is not used" in str(line["message"])]
    assert told == ["ERROR"] * int(refused)
