"""Keep each article's events once, however often they are delivered: an upsert in SQLite."""

import json
import os
import sqlite3

from kafka import KafkaConsumer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")

database = sqlite3.connect(os.environ.get("DATABASE", "events.sqlite"))
database.execute(
    "CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, article_id TEXT, event TEXT)"
)
consumer = KafkaConsumer(
    PREFIX + "articles.escalation",
    bootstrap_servers=SERVERS.split(","),
    group_id=PREFIX + "consumer-keep-once",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
for record in consumer:
    article = json.loads(record.value)
    # What a near-duplicate tells, the article that it is a copy of has told already.
    found = [] if article["duplicate_of"] else article["sanctions"] + article["escalation"]
    rows = [(event["id"], article["article_id"], json.dumps(event)) for event in found]
    with database:  # one transaction: what an earlier version of the article said goes with it
        database.execute("DELETE FROM events WHERE article_id = ?", (article["article_id"],))
        database.executemany("INSERT OR REPLACE INTO events VALUES (?, ?, ?)", rows)
    consumer.commit()  # only now: after a crash before this line the article comes again
    print("kept", article["article_id"], len(rows), flush=True)
