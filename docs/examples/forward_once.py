"""Hand alerts on, each once as far as that goes: a bounded set of the ids that were seen."""

import json
import os

from confluent_kafka import Consumer, TopicPartition

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")
# Ids that are remembered, and how many records of a partition are read again at the start to
# remember theirs. Copies are seconds to minutes apart: take what comes in an hour.
REMEMBERED, LOOK_BACK = 10_000, 2_000

seen: dict[str, None] = {}  # in the order in which they came
done: dict[int, int] = {}  # by partition the offset from which on alerts are handed on


def is_new(identity: str) -> bool:
    """Remember the id; tell whether it was not known."""
    if identity in seen:
        return False
    seen[identity] = None
    if len(seen) > REMEMBERED:
        del seen[next(iter(seen))]
    return True


def look_back(consumer: Consumer, assigned: list[TopicPartition]) -> None:
    """Begin each partition a little before the place where it was left."""
    for place in consumer.committed(assigned):
        done[place.partition] = max(0, place.offset)  # negative where nothing is committed
    for partition in assigned:
        partition.offset = max(0, done[partition.partition] - LOOK_BACK)
    consumer.assign(assigned)


consumer = Consumer(
    {
        "bootstrap.servers": SERVERS,
        "group.id": PREFIX + "consumer-forward-once",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
)
consumer.subscribe([PREFIX + "alerts.escalation"], on_assign=look_back)
while True:
    record = consumer.poll(1.0)
    if record is None or record.error():
        continue
    alert = json.loads(record.value())
    new = is_new(alert["id"])
    if record.offset() < done[record.partition()]:
        continue  # dealt with before this program was started
    if new:
        # Here goes the call of a web hook, with the id: after a crash between this line and the
        # next one the alert is handed on once more.
        print(alert["id"], alert["dyad"], alert["trend"], alert["day"], flush=True)
    consumer.commit(record, asynchronous=False)
