"""What the transport mends in aiokafka and Faust, on a real broker."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from schemas.topics import RAW, topic_name
from streams.agents.transport import seek_back
from streams.settings import Settings

pytestmark = pytest.mark.kafka


@pytest.mark.parametrize("committed", [None, 2])
def test_seek_back_leads_to_the_first_record_that_is_not_committed(
    provisioned: Settings, committed: int | None
) -> None:
    async def scenario() -> tuple[int, int]:
        topic = topic_name(RAW, provisioned.topic_prefix)
        servers = provisioned.kafka_bootstrap_servers
        tp = TopicPartition(topic, 0)
        async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
            for number in range(5):
                await producer.send_and_wait(topic, b"%d" % number, partition=0)
        async with AIOKafkaConsumer(
            bootstrap_servers=servers,
            group_id=provisioned.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        ) as consumer:
            consumer.assign([tp])
            for _ in range(4):  # fetched, then dropped, as Faust does in a rebalance
                dropped = await consumer.getone()
            if committed is not None:
                await consumer.commit({tp: committed})
            await seek_back(consumer)
            return dropped.offset, (await consumer.getone()).offset

    assert asyncio.run(scenario()) == (3, committed or 0)
