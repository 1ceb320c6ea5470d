"""Push an article with kafka-python, and know that the broker has it."""

import json
import os

from kafka import KafkaProducer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")

ARTICLE = {
    "id": "example-kafka-python",
    "title": "Kenya offers to host talks on Sudan",
    "text": "Kenya offered on Monday to host talks between Sudan's army and its rivals. "
    "The African Union threatened to impose travel bans on commanders of both sides.",
    "published_at": "2024-06-03T09:00:00Z",
    "source": "example",
}

producer = KafkaProducer(bootstrap_servers=SERVERS.split(","), acks="all")
sent = producer.send(
    PREFIX + "articles.raw", key=ARTICLE["id"].encode(), value=json.dumps(ARTICLE).encode()
)
print("confirmed at offset", sent.get(timeout=30).offset)
producer.close()
