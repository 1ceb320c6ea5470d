"""Push an article with confluent-kafka, and know that the broker has it."""

import json
import os
import sys

from confluent_kafka import Producer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")

ARTICLE = {
    "id": "example-confluent-kafka",
    "title": "Peru recalls its ambassador from Bolivia",
    "text": "Peru recalled its ambassador from Bolivia on Friday and accused La Paz of "
    "meddling in its affairs. Bolivia's foreign ministry rejected the accusation.",
    "published_at": "2024-06-07T18:30:00Z",
    "source": "example",
}


def tell(error, message):
    """Called by flush, once a message."""
    if error is not None:
        sys.exit(f"not confirmed: {error}")
    print("confirmed at offset", message.offset())


producer = Producer({"bootstrap.servers": SERVERS, "enable.idempotence": True})
producer.produce(
    PREFIX + "articles.raw", key=ARTICLE["id"], value=json.dumps(ARTICLE), on_delivery=tell
)
producer.flush(30)
