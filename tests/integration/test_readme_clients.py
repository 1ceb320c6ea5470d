"""The clients that the README shows: each is run as it stands, against a real broker and worker."""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from kafka.consumer.fetcher import ConsumerRecord

from schemas import EscalationEvent, SanctionsEvent
from schemas.topics import ESCALATION, ESCALATION_EVENTS, SANCTIONS_EVENTS
from streams.settings import Settings
from tests.support.broker import await_records, read_all
from tests.support.command import environment
from tests.support.examples import EXAMPLES, lines_of, running
from tests.support.worker import worker

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PUSH = ("push_kafka_python", "push_confluent_kafka")
ARTICLES = {"example-kafka-python", "example-confluent-kafka"}
SECONDS = 60
_SHOWN = re.compile(r"<!-- (docs/examples/\w+\.py) -->\n```python\n(.*?)```\n", re.S)


def test_every_example_is_shown_as_it_is() -> None:
    """In the README, which code hosts show first, or named on a page of the docs."""
    shown = dict(_SHOWN.findall(README))
    for name, code in shown.items():
        assert code == (ROOT / name).read_text(encoding="utf-8"), name
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    for path in EXAMPLES.glob("*.py"):
        assert str(path.relative_to(ROOT)) in shown or f"examples/{path.name}" in pages, path


def test_the_readmes_record_is_the_examples() -> None:
    """The shortened record leaves out fields and items, and changes none."""
    found = re.search(r"<!-- (schemas/examples/\S+) -->\n```json\n(.*?)```\n", README, re.S)
    assert found
    whole = json.loads((ROOT / found[1]).read_text(encoding="utf-8"))
    assert_part_of(json.loads(found[2]), whole)


def assert_part_of(part: object, whole: object) -> None:
    if isinstance(part, dict):
        assert isinstance(whole, dict)
        for name, value in part.items():
            assert_part_of(value, whole[name])
    elif isinstance(part, list):
        assert isinstance(whole, list)
        for shown, item in zip(part, whole[: len(part)], strict=True):
            assert_part_of(shown, item)
    else:
        assert part == whole


def test_every_page_and_file_that_the_readme_names_is_there() -> None:
    names = [name for name in re.findall(r"\]\(([^)#]+)[^)]*\)", README) if "://" not in name]
    assert names
    assert [name for name in names if not (ROOT / name).exists()] == []


def push(settings: Settings) -> None:
    for name in PUSH:
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / f"{name}.py")],
            env=environment(settings),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert re.fullmatch(r"confirmed at offset \d+\n", done.stdout), done.stdout


def named(parties: Sequence[object]) -> str:
    return ", ".join(str(getattr(party, "name", party)) for party in parties) or "?"


def dyad_line(record: ConsumerRecord) -> str:
    """Return what the example prints of an event; empty where a side is not known."""
    event = EscalationEvent.model_validate_json(record.value)
    dyad = record.key.decode().split(">")
    if "-" in dyad:
        return ""
    return f"{' '.join(dyad)} {event.event_type} {event.modality} {event.goldstein}"


def kept(database: Path) -> dict[str, tuple[str, dict[str, object]]]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT id, article_id, event FROM events").fetchall()
    return {row[0]: (row[1], json.loads(row[2])) for row in rows}


@pytest.mark.kafka
def test_every_example_does_what_it_says(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    with worker(servers, prefix, tmp_path, pool_size="1") as at_work:
        push(provisioned)
        articles = await_records(provisioned, [ESCALATION], 2)
        assert at_work.stop() == 0
        enriched = [json.loads(record.value) for record in articles]
    assert {article["article_id"] for article in enriched} == ARTICLES
    sanctions = [
        SanctionsEvent.model_validate_json(record.value)
        for record in read_all(provisioned, SANCTIONS_EVENTS)
    ]
    assert sanctions
    escalation = read_all(provisioned, ESCALATION_EVENTS)

    with running("consume_kafka_python", provisioned) as consumer:
        assert sorted(lines_of(consumer, len(sanctions))) == sorted(
            f"{event.status} {[measure.value for measure in event.measures]}"
            f" {named(event.senders)} -> {named(event.targets)}"
            for event in sanctions
        )

    between = [dyad_line(record) for record in escalation if dyad_line(record)]
    assert between
    with running("consume_confluent_kafka", provisioned) as consumer:
        assert sorted(lines_of(consumer, len(between))) == sorted(between)

    with running("consume_aiokafka", provisioned) as consumer:
        told = lines_of(consumer, 2 + sum(len(article["entities"]) for article in enriched))
    for article in enriched:
        assert f"{article['title']} {article['summary']['escalation_direction']}" in told


@pytest.mark.kafka
def test_what_comes_twice_is_kept_once(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    database = tmp_path / "events.sqlite"
    variables = {"DATABASE": str(database)}
    with worker(servers, prefix, tmp_path, pool_size="1") as at_work:
        with running("keep_once", provisioned, **variables) as consumer:
            push(provisioned)
            assert {line.split()[1] for line in lines_of(consumer, 2)} == ARTICLES
            first = kept(database)
            push(provisioned)  # the same two articles again
            lines_of(consumer, 2)
        assert kept(database) == first
        assert {article for article, _ in first.values()} == ARTICLES
        events = len(read_all(provisioned, SANCTIONS_EVENTS))
        events += len(read_all(provisioned, ESCALATION_EVENTS))
        assert events == 2 * len(first)  # while on the topics everything stands twice
        assert at_work.stop() == 0
