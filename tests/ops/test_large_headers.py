"""A record may have thousands of headers, or huge ones: it comes out, or is a whole dead letter."""

import hashlib
import json
from pathlib import Path

import pytest

from schemas.topics import DEAD_LETTERS, ESCALATION, RAW
from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.settings import load_settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce
from tests.support.worker import worker

pytestmark = pytest.mark.ops

MIB = 1024 * 1024
MANY = tuple((f"h{number}", b"x") for number in range(10_000))
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
GOOD = json.dumps(article(1)).encode()
BAD = {
    b"many": Sent(b"{broken", b"many", MANY),
    b"huge": Sent(b"{broken", b"huge", (("big", b"y" * (15 * MIB)),)),
    b"full": Sent(b"{" + b"z" * (4 * MIB), b"full", (("big", b"y" * (11 * MIB)),)),
    b"tiny": Sent(b"{broken", b"tiny", (("a", b""),) * 300_000),
    b"k" * MIB: Sent(b"{broken", b"k" * MIB),
}


@pytest.mark.timeout(600)
def test_headers_and_keys_of_any_size_lose_nothing(topic_prefix: str, tmp_path: Path) -> None:
    with LocalKafka() as kafka:
        settings = load_settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers, topic_prefix=topic_prefix
        )
        provision(settings)
        with worker(
            kafka.bootstrap_servers, topic_prefix, tmp_path, pool_size="1", profile="fast"
        ) as process:
            traced = (("traceparent", TRACE), ("tracestate", b"s" * MIB), *MANY)
            produce(settings, RAW, [Sent(GOOD, b"good", traced)])
            for sent in BAD.values():  # one batch each: together they are above the limit
                produce(settings, RAW, [sent])
            (good,) = await_records(settings, [ESCALATION], 1, idle_seconds=120)
            letters = await_records(settings, [DEAD_LETTERS], len(BAD), idle_seconds=120)
            assert len(letters) == len(BAD), process.told()
            assert process.stop() == 0
    names = {name for name, _ in good.headers}
    assert dict(good.headers)["traceparent"] == TRACE
    assert not names & {"tracestate", "h1"}
    assert {letter.key for letter in letters} == set(BAD)
    for letter in letters:
        sent = BAD[letter.key]
        headers = [pair for pair in letter.headers if not pair[0].startswith("dlq_")]
        assert headers == list(sent.headers)
        ours = {name: value for name, value in letter.headers if name.startswith("dlq_")}
        assert sent.value is not None
        assert ours["dlq_original_sha256"] == hashlib.sha256(sent.value).hexdigest().encode()
        assert letter.value == sent.value
        assert ours["dlq_value_truncated"] == b"false"
