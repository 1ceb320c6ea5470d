"""Each role on a real broker: what its row allows works, and everything else is refused."""

from collections.abc import Iterator

import pytest
from kafka.admin import NewTopic

from schemas.topics import TOPICS, topic_name
from streams.broker.client import connect_admin
from streams.broker.topics import provision
from streams.roles import CONSUMER_GROUPS, REPLAY_GROUP, SLICE_GROUP, Role, rights_of
from tests.support.probes import acts_of, try_acts
from tests.support.secured import Secured, Way, secured_broker

pytestmark = pytest.mark.ops

WORKERS = "crisiswire"
GROUPS = (
    WORKERS,
    WORKERS + REPLAY_GROUP,
    WORKERS + SLICE_GROUP,
    CONSUMER_GROUPS + "mine",
    "elsewhere",
)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured")) as broker:
        yield broker


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_its_row_says_and_nothing_else(
    secured: Secured, topic_prefix: str, role: Role, way: Way
) -> None:
    theirs = f"other-{topic_prefix}"
    for prefix in (topic_prefix, theirs):
        provision(secured.administrator(prefix))
    with connect_admin(secured.administrator(topic_prefix)) as admin:
        admin.create_topics([NewTopic(f"{topic_prefix}elsewhere", 1, 1)])
    names = [
        *(("topic", topic_name(topic, p)) for p in (topic_prefix, theirs) for topic in TOPICS),
        ("topic", f"{topic_prefix}elsewhere"),
        *(("group", f"{prefix}{group}") for prefix in (topic_prefix, theirs) for group in GROUPS),
        ("transactional-id", topic_prefix + WORKERS + SLICE_GROUP),
        ("transactional-id", theirs + WORKERS + SLICE_GROUP),
        ("cluster", "the cluster"),
    ]
    secured.allow_role(role, way, topic_prefix)
    with connect_admin(secured.settings(role, way, topic_prefix)) as admin:
        allowed, tried = try_acts(admin, names)
    assert allowed == acts_of(rights_of(role, prefix=topic_prefix), names)
    assert tried == 21 * 8 + 2 * len(GROUPS) * 3 + 2 * 2 + 1
