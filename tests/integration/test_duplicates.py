"""Near-duplicates on real brokers: across partitions and workers, after a restart, in a replay."""

import json
from pathlib import Path

import pytest

from schemas import ArticleSignature
from schemas.topics import ENTITIES, ESCALATION, ESCALATION_EVENTS, RAW, SIGNATURES, topic_name
from streams.broker.client import connect_admin
from streams.broker.topics import provision, read_topics
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.scene import await_true, configure
from tests.support.worker import worker

pytestmark = pytest.mark.kafka

STORIES = 12
UPDATE = "The port has since been closed to all ships, its harbour master said on the radio."


def story(number: int) -> dict[str, object]:
    """Return an article long enough to be told from others of its kind."""
    sentences = [str(article(number * 50 + part, seed=7)["text"]) for part in range(3)]
    return {**article(number, seed=7), "id": f"story-{number}", "text": "\n\n".join(sentences)}


def copy_of(number: int) -> dict[str, object]:
    """Return the same as another house would have it: a headline of its own, or an update."""
    told = story(number)
    text = f"{told['text']}\n\n{UPDATE}" if number % 2 else f"LIMA (dpa) - {told['text']}"
    return {**told, "id": f"copy-{number}", "title": f"Also seen {number}", "text": text}


def sent(fields: dict[str, object], partition: int) -> Sent:
    return Sent(json.dumps(fields).encode(), str(fields["id"]).encode(), partition=partition)


def answers(settings: Settings, count: int) -> dict[str, str | None]:
    records = await_records(settings, [ESCALATION], count)
    found = [json.loads(record.value) for record in records]
    return {fields["article_id"]: fields["duplicate_of"] for fields in found}


def test_copies_are_linked_across_partitions_workers_and_restarts(
    provisioned: Settings, tmp_path: Path
) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    originals = [sent(story(n), n % 4) for n in range(STORIES)]
    copies = [sent(copy_of(n), (n + 1) % 4) for n in range(STORIES)]
    with (
        worker(servers, prefix, tmp_path, pool_size="1") as first,
        worker(servers, prefix, tmp_path, pool_size="1") as second,
    ):
        produce(provisioned, RAW, originals)
        assert set(answers(provisioned, STORIES).values()) == {None}
        produce(provisioned, RAW, copies[:6])
        answers(provisioned, STORIES + 6)
        assert [first.stop(), second.stop()] == [0, 0]
    # Nothing is kept but the log: another worker knows what the others have seen.
    with worker(servers, prefix, tmp_path, pool_size="1") as third:
        assert third.metric("crisiswire_register_articles") == STORIES + 6
        produce(provisioned, RAW, copies[6:])
        found = answers(provisioned, 2 * STORIES)
        assert third.metric("crisiswire_duplicates_total") == STORIES - 6
        assert third.stop() == 0
    assert found == {
        **{f"story-{n}": None for n in range(STORIES)},
        **{f"copy-{n}": f"story-{n}" for n in range(STORIES)},
    }
    signatures = [
        ArticleSignature.model_validate_json(record.value)
        for record in read_all(provisioned, SIGNATURES)
    ]
    assert len(signatures) == 2 * STORIES
    events = [json.loads(record.value) for record in read_all(provisioned, ESCALATION_EVENTS)]
    assert events
    assert all(event["duplicate_of"] == found[event["article_id"]] for event in events)


def test_what_is_processed_again_gives_the_same_bytes(
    provisioned: Settings, tmp_path: Path
) -> None:
    """Original and copy in different partitions; then all once more, in whatever order."""
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    everything = [sent(story(n), n % 4) for n in range(STORIES)]
    everything += [sent(copy_of(n), (n + 2) % 4) for n in range(STORIES)]
    produce(provisioned, RAW, everything)
    with worker(servers, prefix, tmp_path) as running:
        await_records(provisioned, [ESCALATION], 2 * STORIES)
        assert running.stop() == 0
    with connect_admin(provisioned) as admin:
        admin.delete_groups([provisioned.group])
    with worker(servers, prefix, tmp_path) as running:
        await_records(provisioned, [ESCALATION], 4 * STORIES)
        assert running.stop() == 0
    for topic in (ENTITIES, ESCALATION):
        copies: dict[bytes, set[bytes]] = {}
        for record in read_all(provisioned, topic):
            copies.setdefault(record.key, set()).add(record.value)
        assert not {key for key, values in copies.items() if len(values) > 1}
    assert len(read_all(provisioned, SIGNATURES)) == 2 * STORIES
    linked = [
        fields
        for record in read_all(provisioned, ESCALATION)
        if (fields := json.loads(record.value))["duplicate_of"] is not None
    ]
    # One of each pair, whichever came first on the log, and no chain.
    assert len({fields["article_id"] for fields in linked}) == STORIES
    roots = {fields["duplicate_of"] for fields in linked}
    assert not roots & {fields["article_id"] for fields in linked}


def test_a_log_that_takes_nothing_stops_the_worker_and_loses_nothing(
    provisioned: Settings, tmp_path: Path
) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    configure(provisioned, SIGNATURES, max_message_bytes="100")
    with worker(servers, prefix, tmp_path, pool_size="1") as refused:
        produce(provisioned, RAW, [sent(story(n), n % 4) for n in range(4)])
        assert refused.process.wait(60) == 1
        assert "articles.signatures: MessageSizeTooLargeError" in refused.told()
    assert read_all(provisioned, ENTITIES) == []
    configure(provisioned, SIGNATURES, max_message_bytes=str(SIGNATURES.max_message_bytes))
    with worker(servers, prefix, tmp_path, pool_size="1") as running:
        assert set(answers(provisioned, 4)) == {f"story-{n}" for n in range(4)}
        assert running.stop() == 0


def test_a_log_that_was_begun_anew_is_noticed(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    name = topic_name(SIGNATURES, prefix)
    with worker(servers, prefix, tmp_path, pool_size="1") as deceived:
        produce(provisioned, RAW, [sent(story(n), 0) for n in range(3)])
        answers(provisioned, 3)
        with connect_admin(provisioned) as admin:
            admin.delete_topics([name])
            await_true(lambda: not read_topics(admin, [name]), 30, "the topic is still there")
        provision(provisioned)
        produce(provisioned, RAW, [sent(story(3), 0)])
        assert deceived.process.wait(90) == 1
        assert "LogLostError" in deceived.told()
    with worker(servers, prefix, tmp_path, pool_size="1") as running:
        assert answers(provisioned, 4) == {f"story-{n}": None for n in range(4)}
        assert running.stop() == 0
