"""The roles' rights against what the stages read and write."""

import re
from pathlib import Path

import pytest

from schemas.topics import DEAD_LETTERS, SIGNATURES, TOPICS
from streams.pipeline import STEPS, Step
from streams.roles import (
    CONSUMER_GROUPS,
    STAGE_SOURCES,
    WHAT_FOR,
    Operation,
    Resource,
    Right,
    Role,
    rights_of,
)

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def test_the_stages_sources_are_those_of_the_pipeline() -> None:
    assert {step.name: step.source for step in STEPS} == STAGE_SOURCES
    assert set(WHAT_FOR) == set(Role)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_stage_may_read_its_source_write_its_topics_and_see_the_other_stages_sources(
    step: Step,
) -> None:
    rights = rights_of(Role(f"worker-{step.name}"), prefix="p.", group="g")
    signatures = {SIGNATURES.name} if step.name == "entities" else set()
    written = {topic.name for topic in TOPICS if topic.written_by == step.name}
    assert _topics(rights, Operation.READ) == {step.source.name} | signatures
    assert _topics(rights, Operation.WRITE) == written | {DEAD_LETTERS.name}
    seen = {name for each in Operation for name in _topics(rights, each)}
    assert seen == {other.source.name for other in STEPS} | signatures | written | {
        DEAD_LETTERS.name
    }
    groups = [right for right in rights if right.resource is Resource.GROUP]
    assert groups == [Right(Resource.GROUP, "p.g", Operation.READ)]
    assert step.sink.name in written


def test_a_worker_may_what_its_stages_may() -> None:
    stages = {right for step in STEPS for right in rights_of(Role(f"worker-{step.name}"))}
    # Read, which one stage has, implies Describe, which the others have.
    assert set(rights_of(Role.WORKER)) == {
        right for right in stages if right.operation is not Operation.DESCRIBE
    }


def test_only_the_operator_may_create_and_alter_and_nobody_may_delete() -> None:
    changing = {Operation.CREATE, Operation.ALTER, Operation.ALTER_CONFIGS}
    may = {role for role in Role if changing & {r.operation for r in rights_of(role)}}
    assert may == {Role.OPERATOR}
    assert "Delete" not in set(Operation)


def test_the_examples_are_in_groups_that_a_consumer_may_use() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.py"))
    groups = re.findall(r'\bgroup[._]id\W+PREFIX \+ "([^"]+)"', told)
    assert len(groups) == len(re.findall(r"\bgroup[._]id\W+[A-Z]", told)) >= 7
    assert all(group.startswith(CONSUMER_GROUPS) for group in groups), groups


def test_a_right_tells_the_command_that_grants_it() -> None:
    right = Right(Resource.GROUP, "consumer-", Operation.READ, prefixed=True)
    command = right.grant_command("User:CN=a b")
    assert command.endswith(
        "--add --allow-principal 'User:CN=a b' --operation Read --group consumer-"
        " --resource-pattern-type prefixed"
    )
    assert str(right) == "Read on group consumer-*"


def _topics(rights: tuple[Right, ...], operation: Operation) -> set[str]:
    return {
        right.name.removeprefix("p.")
        for right in rights
        if right.resource is Resource.TOPIC and right.operation is operation
    }
