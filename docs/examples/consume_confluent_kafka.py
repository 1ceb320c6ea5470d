"""Print escalation events of two countries as they arrive, with confluent-kafka."""

import json
import os

from confluent_kafka import Consumer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")

consumer = Consumer(
    {
        "bootstrap.servers": SERVERS,
        "group.id": PREFIX + "consumer-confluent-kafka",
        "auto.offset.reset": "earliest",
    }
)
consumer.subscribe([PREFIX + "events.escalation"])
while True:
    record = consumer.poll(1.0)
    if record is None or record.error():
        continue
    actor, _, recipient = record.key().decode().partition(">")
    if "-" in (actor, recipient):  # the text does not say who, or towards whom
        continue
    event = json.loads(record.value())
    if event["duplicate_of"] is not None:  # the same report once more, from another house
        continue
    print(actor, recipient, event["event_type"], event["modality"], event["goldstein"], flush=True)
