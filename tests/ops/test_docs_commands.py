"""Every command of the pages is typed, page by page, on a real broker with a real worker."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.topics import DEAD_LETTERS, ESCALATION, RAW
from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.settings import Settings, load_settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.doc_commands import OWN_TESTS, not_run
from tests.support.kafka_commands import make_kafka_commands
from tests.support.official_lists import Party, crowd, write_ofac
from tests.support.pages import PAGES, ROOT, Block, blocks, chunks, lines_of
from tests.support.terminals import Terminals
from tests.support.worker import WorkerProcess, worker

pytestmark = [pytest.mark.ops, pytest.mark.timeout(900)]

FAST = {
    "CRISISWIRE_PROFILE": "fast",
    "CRISISWIRE_POOL_SIZE": "1",
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "PATH": f"{ROOT / '.venv' / 'bin'}:bin:{os.environ['PATH']}",
}
TUTORIAL = ROOT / "docs" / "tutorial.md"
# Links to the clone, so that what a page writes does not end in it.
CLONE: tuple[str, ...] = (".venv", "Makefile", "deploy", "docs", "schemas", "streams", "tests")
CLONE += ("pyproject.toml", "uv.lock")
ARTICLES = 12
NAMED = Party(11, "Varnholt", "Ilse", strong=("Ilse Warnholt",))  # an alias: else its file is empty


def runnable(page: Path) -> list[Block]:
    """Return the page's blocks without the lines that are not run here."""
    found = []
    for block in blocks(page):
        script = "".join(typed for line, typed in chunks(block.script) if not not_run(line))
        if any(lines_of(script)):
            found.append(replace(block, script=script))
    return found


class Scene:
    """A broker and a worker that has done some articles and refused two; the pages' deployment."""

    def __init__(self, settings: Settings, at_work: WorkerProcess) -> None:
        self.environment = {
            **FAST,
            "CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
        }
        self.broker = settings.kafka_bootstrap_servers
        self.metrics = (at_work.url or "").removeprefix("http://")
        self.letters = [
            f"{record.partition}:{record.offset}" for record in read_all(settings, DEAD_LETTERS)
        ]


OTHERS = [
    page
    for page in PAGES
    if page != TUTORIAL and str(page.relative_to(ROOT)) not in OWN_TESTS and runnable(page)
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with LocalKafka() as kafka:
        settings = load_settings(kafka_bootstrap_servers=kafka.bootstrap_servers)
        provision(settings)
        with worker(kafka.bootstrap_servers, "", folder, pool_size="1", profile="fast") as at_work:
            sent = [Sent(json.dumps(article(number)).encode()) for number in range(ARTICLES)]
            produce(settings, RAW, [*sent, Sent(b"{"), Sent(b"{}")])
            await_records(settings, [ESCALATION, DEAD_LETTERS], ARTICLES + 2, idle_seconds=120)
            yield Scene(settings, at_work)


@pytest.fixture
def clone(tmp_path: Path, lists: Path) -> Path:
    """A folder that looks like a clone, with files such as the pages speak of."""
    folder = tmp_path / "crisiswire"
    folder.mkdir()
    for name in CLONE:
        (folder / name).symlink_to(ROOT / name)
    (folder / "story.txt").write_text(str(article(1)["text"]))
    (folder / "page.html").write_text(f"<html><body><p>{article(2)['text']}</p></body></html>")
    (folder / "feed.jsonl").write_text("".join(f"{json.dumps(article(n))}\n" for n in (3, 4)))
    for name in ("folder", "stories"):
        (folder / name).mkdir()
        shutil.copy(folder / "story.txt", folder / name)
    (folder / "bin").mkdir()
    make_kafka_commands(folder / "bin")
    write_ofac(folder, [NAMED, *crowd(44)])
    shutil.copytree(lists, folder / "lists", symlinks=True)
    return folder


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of lists that were brought up to date twice."""
    folder = tmp_path_factory.mktemp("official")
    for count, day in ((40, "2026-10-01"), (42, "2026-11-01")):
        files = write_ofac(folder / day, [NAMED, *crowd(count)])
        names = ("sdn.csv", "alt.csv", "add.csv")
        subprocess.run(
            [sys.executable, "-m", "streams", "lists", "update", *(files / name for name in names),
             "--to", folder / "lists", "--dated", day, "--accept-shrink"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
    return folder / "lists"


def put_in(folder: Path, scene: Scene | None = None) -> Callable[[str], str]:
    """Return what turns a page's addresses and places into those of this machine.

    What the page itself has started, and what that printed, counts before the scene's.
    """

    def known(pattern: str, otherwise: str) -> str:
        printed = sorted(folder.glob(".printed-*"), key=lambda path: path.stat().st_mtime_ns)
        found = [each for path in printed for each in re.findall(pattern, path.read_text(), re.M)]
        return str(found[-1]) if found else otherwise

    def change(script: str) -> str:
        broker = known(r"^export \w+BOOTSTRAP_SERVERS=(\S+)", scene.broker if scene else "")
        script = re.sub(r"(?<=BOOTSTRAP_SERVERS=)\S+", broker, script)
        metrics = known(r"metrics and health .*http://([\d.:]+)", scene.metrics if scene else "")
        script = re.sub(r"(127\.0\.0\.1|localhost):9464", metrics, script)
        script = script.replace("127.0.0.1:9092", broker).replace("/srv/lists", "lists")
        # All pages share these topics, and partitions cannot be taken away again.
        script = re.sub(r"((?:--partitions |_PARTITIONS=))\d+", r"\g<1>4", script)
        # The lists of the tests are smaller than those in force.
        script = re.sub(r"(lists update [^\n]*)", r"\1 --accept-shrink", script)
        places = iter(scene.letters if scene else ())
        return re.sub(r"(?<= )\d:\d+\b", lambda shown: str(next(places, shown[0])), script)

    return change


def type_page(page: Path, terminals: Terminals) -> None:
    try:
        for block in runnable(page):
            terminals.type(block)
    finally:
        terminals.close()


def test_the_tutorial_does_what_it_says(clone: Path) -> None:
    """From `make demo` to the metrics, with the broker and the workers that the page starts."""
    type_page(TUTORIAL, Terminals(clone, FAST, put_in(clone)))


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_works(page: Path, clone: Path, scene: Scene) -> None:
    type_page(page, Terminals(clone, scene.environment, put_in(clone, scene)))
