"""Count what two versions found in the same articles.

python compare_versions.py OLD NEW: OLD and NEW are the prefixes of their topics, "" for none.
Articles that only one of them has are left out. Brokers: KAFKA, or else what the workers use.
"""

import json
import os
import sys
from collections import Counter

from kafka import KafkaConsumer, TopicPartition

SERVERS = os.environ.get(
    "KAFKA", os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
)


def read(topic: str) -> dict[str, dict]:
    """Return the last record of each article that is on the topic now."""
    consumer = KafkaConsumer(bootstrap_servers=SERVERS, auto_offset_reset="earliest")
    parts = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
    consumer.assign(parts)
    ends = consumer.end_offsets(parts)
    articles = {}
    while any(consumer.position(part) < end for part, end in ends.items()):
        for records in consumer.poll(timeout_ms=500).values():
            for record in records:
                article = json.loads(record.value)
                articles[article["article_id"]] = article
    consumer.close()
    return articles


def count(articles: list[dict]) -> Counter:
    """Return how often each type of event and each measure was found."""
    found = Counter()
    for article in articles:
        found.update(f"event {event['event_type']}" for event in article["escalation"])
        for mention in article["sanctions"]:
            found.update(f"measure {measure}" for measure in mention["measures"])
    return found


old, new = (read(f"{prefix}articles.escalation") for prefix in sys.argv[1:3])
both = sorted(old.keys() & new.keys())
before, after = count([old[each] for each in both]), count([new[each] for each in both])
versions = [
    ", ".join(sorted({found[each]["provenance"]["pipeline_version"] for each in both}))
    for found in (old, new)
]
print(f"{len(both)} articles; pipeline {versions[0] or '-'} and {versions[1] or '-'}")
for kind in sorted(before.keys() | after.keys()):
    print(f"{kind:<40}{before[kind]:>8}{after[kind]:>8}{after[kind] - before[kind]:>+8}")
