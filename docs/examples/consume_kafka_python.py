"""Print sanctions events as they arrive, with kafka-python."""

import json
import os

from kafka import KafkaConsumer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")

consumer = KafkaConsumer(
    PREFIX + "events.sanctions",
    bootstrap_servers=SERVERS.split(","),
    group_id=PREFIX + "consumer-kafka-python",
    auto_offset_reset="earliest",
)
for record in consumer:
    event = json.loads(record.value)
    senders = ", ".join(party["name"] for party in event["senders"]) or "?"
    targets = ", ".join(party["name"] for party in event["targets"]) or "?"
    print(event["status"], event["measures"], senders, "->", targets, flush=True)
