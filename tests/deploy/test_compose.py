"""docker-compose.yml: the compose schema, and what a schema cannot know."""

import json
import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from streams.cli.app import app
from streams.settings import load_settings

TOP = Path(__file__).resolve().parents[2]
COMPOSE = TOP / "docker-compose.yml"
SCHEMA = Path(__file__).with_name("compose-spec.json")
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::-([^}]*))?\}")
OURS = ("topics", "worker", "lag", "publish-samples", "tail")


def interpolate(text: str) -> str:
    """Put in the defaults, as `docker compose` does where no variable is set."""
    return VARIABLE.sub(lambda match: match[2] or "", text)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(interpolate(COMPOSE.read_text(encoding="utf-8")))
    return document


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def seconds(duration: str) -> float:
    factors = {"s": 1, "m": 60, "h": 3600}
    return float(duration[:-1]) * factors[duration[-1]]


def test_it_follows_the_compose_specification(
    compose: dict[str, Any], validator: Draft202012Validator
) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(compose)]
    assert errors == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("worker", "replica", 2),
        ("kafka", "ports", {"9092": "9092"}),
        ("kafka", "healthcheck", {"test": 5}),
        ("topics", "depends_on", {"kafka": {"condition": "service_is_fine"}}),
    ],
)
def test_the_schema_does_refuse(
    compose: dict[str, Any],
    validator: Draft202012Validator,
    service: str,
    key: str,
    value: object,
) -> None:
    services = {**compose["services"], service: {**compose["services"][service], key: value}}
    assert list(validator.iter_errors({**compose, "services": services}))


def test_every_variable_has_a_default_and_none_is_taken_for_a_setting() -> None:
    for match in VARIABLE.finditer(COMPOSE.read_text(encoding="utf-8")):
        assert match[2], f"{match[0]} has no default"
        # A CRISISWIRE_ variable in the user's shell is a setting, and an unknown one is refused.
        assert not match[1].startswith("CRISISWIRE_"), match[0]


def test_ports_are_published_on_loopback_only(compose: dict[str, Any]) -> None:
    published = [port for one in compose["services"].values() for port in one.get("ports", ())]
    assert len(published) == 4
    for port in published:
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port), port


def test_dependencies_profiles_and_volumes_are_whole(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            other = services[needed]
            # A service of no profile must not need one that may not be started.
            assert set(other.get("profiles", ())) <= set(service.get("profiles", ())), name
            if how["condition"] == "service_healthy":
                assert "test" in other.get("healthcheck", {}) or needed in OURS
            else:
                assert other["restart"] == "no"
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (TOP / source).exists(), volume
    used = {
        volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", ())
    }
    assert set(compose["volumes"]) <= used


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        tag = service["image"].rpartition(":")[2]
        if name in OURS:
            assert service["build"]["dockerfile"] == "deploy/Dockerfile"
        else:
            assert re.fullmatch(r"v?\d+\.\d+\.\d+", tag), service["image"]


def test_our_containers_are_confined(compose: dict[str, Any]) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_environment_is_accepted_by_the_settings(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OURS:
        for variable, value in compose["services"][name]["environment"].items():
            monkeypatch.setenv(variable, str(value))
        settings = load_settings()
        host, _, port = settings.kafka_bootstrap_servers.partition(":")
        listeners = compose["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
        assert f"INTERNAL://{host}:{port}," in listeners
    grace = seconds(compose["services"]["worker"]["stop_grace_period"])
    assert grace >= settings.drain_seconds + 5


@pytest.mark.parametrize("service", OURS)
def test_the_commands_exist(compose: dict[str, Any], service: str) -> None:
    command = compose["services"][service].get("command", ["worker"])
    words = list(takewhile(lambda word: word[0] not in "-/", command))
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0, result.output
    assert f"crisiswire {' '.join(words)}" in " ".join(result.output.split())


def test_kafka_has_the_whole_set_of_properties(compose: dict[str, Any]) -> None:
    """The image uses its own defaults only where not a single property is given."""
    environment = compose["services"]["kafka"]["environment"]
    listeners = dict(
        listener.split("://") for listener in environment["KAFKA_LISTENERS"].split(",")
    )
    protocols = dict(
        pair.split(":") for pair in environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")
    )
    assert set(listeners) == set(protocols)
    advertised = {
        part.split("://")[0] for part in environment["KAFKA_ADVERTISED_LISTENERS"].split(",")
    }
    assert advertised == set(listeners) - {environment["KAFKA_CONTROLLER_LISTENER_NAMES"]}
    assert environment["KAFKA_INTER_BROKER_LISTENER_NAME"] in advertised
    voter = f"{environment['KAFKA_NODE_ID']}@kafka{listeners['CONTROLLER']}"
    assert environment["KAFKA_CONTROLLER_QUORUM_VOTERS"] == voter
    assert environment["KAFKA_PROCESS_ROLES"] == "broker,controller"
    # With one broker, whatever wants three replicas by default must be told.
    for topic in ("OFFSETS_TOPIC", "TRANSACTION_STATE_LOG", "SHARE_COORDINATOR_STATE_TOPIC"):
        assert environment[f"KAFKA_{topic}_REPLICATION_FACTOR"] == 1
    assert len(environment["CLUSTER_ID"]) == 22
