"""Add up events by dyad in PostgreSQL, each once: the offsets are kept beside the sums."""

import json
import os

import psycopg
from confluent_kafka import Consumer, TopicPartition

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")
TABLES = """
CREATE TABLE IF NOT EXISTS offsets (
    topic text, partition int, next bigint, PRIMARY KEY (topic, partition));
CREATE TABLE IF NOT EXISTS counted (id text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS totals (dyad text PRIMARY KEY, events int, goldstein numeric);
"""
START = "SELECT next FROM offsets WHERE topic = %s AND partition = %s"
# No row comes back where the record was done already, such as by another consumer that had the
# partition before and does not know yet that it has it no more.
MOVE_ON = """
INSERT INTO offsets VALUES (%s, %s, %s)
ON CONFLICT (topic, partition) DO UPDATE SET next = excluded.next
WHERE offsets.next < excluded.next
RETURNING next
"""
# No row comes back where the event stands on the topic twice.
COUNT = "INSERT INTO counted VALUES (%s) ON CONFLICT DO NOTHING RETURNING id"
ADD = """
INSERT INTO totals VALUES (%s, 1, %s)
ON CONFLICT (dyad) DO UPDATE SET
    events = totals.events + 1, goldstein = totals.goldstein + excluded.goldstein
"""


def from_the_database(consumer: Consumer, assigned: list[TopicPartition]) -> None:
    """Begin each partition where the database says, whatever the group has committed."""
    for partition in assigned:
        row = connection.execute(START, (partition.topic, partition.partition)).fetchone()
        partition.offset = 0 if row is None else row[0]
    consumer.assign(assigned)
    tell(assigned)


def tell(places: list[TopicPartition]) -> None:
    """Commit to Kafka, too, for those who watch the lag; where to begin, the database knows."""
    consumer.commit(offsets=places, asynchronous=False)


def add(event: dict) -> None:
    """Add an event to its dyad's sums, unless it was added before or does not count."""
    if event["dyad"] is None or event["duplicate_of"] is not None:
        return
    if connection.execute(COUNT, (event["id"],)).fetchone() is not None:
        connection.execute(ADD, (event["dyad"], str(event["goldstein"])))


consumer = Consumer(
    {
        "bootstrap.servers": SERVERS,
        "group.id": PREFIX + "consumer-add-up-postgresql",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
)
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute(TABLES)
    consumer.subscribe([PREFIX + "events.escalation"], on_assign=from_the_database)
    while True:
        records = [one for one in consumer.consume(500, timeout=1.0) if not one.error()]
        if not records:
            continue
        with connection.transaction():
            for record in records:
                place = (record.topic(), record.partition(), record.offset() + 1)
                if connection.execute(MOVE_ON, place).fetchone() is not None:
                    add(json.loads(record.value()))
        read = consumer.position(consumer.assignment())
        tell([place for place in read if place.offset >= 0])  # negative where nothing was read
        print("added", len(records), flush=True)
