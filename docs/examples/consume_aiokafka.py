"""Print whole enriched articles as they arrive, with aiokafka and the models of `schemas`."""

import asyncio
import os

from aiokafka import AIOKafkaConsumer

from schemas import EnrichedArticle

SERVERS = os.environ.get("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
PREFIX = os.environ.get("CRISISWIRE_TOPIC_PREFIX", "")


async def main() -> None:
    """Read for ever."""
    consumer = AIOKafkaConsumer(
        PREFIX + "articles.escalation",
        bootstrap_servers=SERVERS,
        group_id=PREFIX + "consumer-aiokafka",
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for record in consumer:
            article = EnrichedArticle.model_validate_json(record.value)
            print(article.title, article.summary.escalation_direction.value, flush=True)
            for entity in article.entities:
                print("  ", entity.label.value, entity.canonical, entity.kb_id, flush=True)


asyncio.run(main())
