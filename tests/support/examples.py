"""The programs of docs/examples, run as a user runs them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kafka.admin import MemberToRemove

from schemas import Topic, topic_name
from streams.broker.client import connect_admin, connect_consumer
from streams.broker.groups import read_committed
from streams.broker.positions import partitions_of
from streams.settings import Settings
from tests.support.command import environment

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
# For a program that is started on a busy machine and reads to the end of a topic.
CONSUMED_SECONDS = 120.0


@contextmanager
def running(name: str, settings: Settings, **variables: str) -> Iterator["subprocess.Popen[str]"]:
    """Run an example; the end of the `with` is its `kill -9`."""
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLES / f"{name}.py")],
        env={**environment(settings), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def lines_of(process: "subprocess.Popen[str]", count: int) -> list[str]:
    """Return so many lines of its output; the test's own timeout bounds the wait."""
    assert process.stdout is not None
    assert process.stderr is not None
    found: list[str] = []
    while len(found) < count:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        found.append(line.rstrip("\n"))
    return found


def rest_of(process: "subprocess.Popen[str]") -> list[str]:
    """Return what it had written when it was killed."""
    return process.communicate()[0].splitlines()


def bury(settings: Settings, group: str) -> None:
    """Remove a killed program's membership, which the broker would keep for its session."""
    name = settings.topic_prefix + group
    with closing(connect_admin(settings)) as admin:
        dead = admin.describe_groups([name])[name]["members"]
        admin.remove_group_members(name, [MemberToRemove(member["member_id"]) for member in dead])


def await_consumed(settings: Settings, group: str, topic: Topic) -> None:
    """Wait until the group has committed the topic's end."""
    name = topic_name(topic, settings.topic_prefix)
    with closing(connect_consumer(settings)) as consumer:
        ends = consumer.end_offsets(partitions_of(consumer, [name]))
    wanted = {partition: end for partition, end in ends.items() if end}
    deadline = time.monotonic() + CONSUMED_SECONDS
    with closing(connect_admin(settings)) as admin:
        while True:
            committed = read_committed(admin, settings.topic_prefix + group)
            if all(committed.get(partition) == end for partition, end in wanted.items()):
                return
            assert time.monotonic() < deadline, (committed, wanted)
            time.sleep(0.2)
