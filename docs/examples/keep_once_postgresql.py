"""Keep articles with their events in PostgreSQL, each once: an upsert, the article as the unit."""

import json
import os
from itertools import chain

import psycopg
from kafka import KafkaConsumer

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")
TABLES = """
CREATE TABLE IF NOT EXISTS articles (
    article_id text PRIMARY KEY, received_at timestamptz, duplicate_of text, title text);
CREATE TABLE IF NOT EXISTS events (
    id text PRIMARY KEY, article_id text NOT NULL REFERENCES articles, kind text, event jsonb);
CREATE INDEX IF NOT EXISTS events_of_article ON events (article_id);
"""
# A version of an article that is older than the one that is kept changes nothing.
KEEP_ARTICLE = """
INSERT INTO articles VALUES (%s, %s, %s, %s)
ON CONFLICT (article_id) DO UPDATE SET
    received_at = excluded.received_at,
    duplicate_of = excluded.duplicate_of,
    title = excluded.title
WHERE (articles.received_at > excluded.received_at) IS NOT TRUE
RETURNING article_id
"""
KEEP_EVENT = """
INSERT INTO events VALUES (%s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET event = excluded.event
"""


def keep(database: psycopg.Connection, article: dict) -> None:
    """Put the article and its events in the place of what an earlier version of it said."""
    key = article["article_id"]
    fields = (key, article["received_at"], article["duplicate_of"], article["title"])
    if database.execute(KEEP_ARTICLE, fields).fetchone() is None:
        return
    database.execute("DELETE FROM events WHERE article_id = %s", (key,))
    for kind in ("sanctions", "escalation"):
        for event in article[kind]:
            database.execute(KEEP_EVENT, (event["id"], key, kind, json.dumps(event)))


consumer = KafkaConsumer(
    PREFIX + "articles.escalation",
    bootstrap_servers=SERVERS.split(","),
    group_id=PREFIX + "consumer-keep-once-postgresql",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute(TABLES)
    while True:
        records = list(chain.from_iterable(consumer.poll(timeout_ms=1000).values()))
        if not records:
            continue
        with connection.transaction():
            for record in records:
                keep(connection, json.loads(record.value))
        consumer.commit()  # only now: after a crash before this line they come again
        print("kept", len(records), flush=True)
