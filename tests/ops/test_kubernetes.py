"""deploy/kubernetes as kustomize renders it: schemas, references, confinement, our own settings.

What no schema can tell is held against the code that reads it: the settings, the command line,
the health server, the topics. No API server looks at it here but in test_apiserver.py.
"""

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from schemas.topics import SIGNATURES
from streams.broker.topics import wanted_topics
from streams.cli.app import app
from streams.pipeline import STEPS
from streams.roles import STAGE_SOURCES, Role
from streams.settings import PREFIX, Settings, load_settings
from tests.support.manifests import (
    OVERLAYS,
    TOP,
    VERSIONS,
    Document,
    build,
    kustomize,
    named,
    of_kind,
    pods,
    problems,
    render,
    selects,
)

pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(
        kustomize() is None, reason="neither kustomize nor kubectl: deploy/setup ops .venv"
    ),
]

USER = 10001  # as deploy/Dockerfile has it
STRIMZI_MAKES = {"kafka-cluster-ca-cert"}  # besides a Secret for each KafkaUser


@pytest.fixture(scope="module")
def rendered() -> dict[str, list[Document]]:
    return {overlay: render(overlay) for overlay in OVERLAYS}


@pytest.fixture(params=OVERLAYS)
def documents(rendered: dict[str, list[Document]], request: pytest.FixtureRequest) -> Any:
    return rendered[request.param]


@pytest.fixture
def production(rendered: dict[str, list[Document]]) -> list[Document]:
    return rendered["production"]


def environment(
    document: Document, template: Document, documents: list[Document]
) -> dict[str, str]:
    """Return the variables of the pod's only container, as Kubernetes would set them."""
    [container] = template["spec"]["containers"]
    maps = of_kind(documents, "ConfigMap")
    found: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        found.update(maps[source["configMapRef"]["name"]]["data"])
    for variable in container.get("env", ()):
        if "value" in variable:
            found[variable["name"]] = variable["value"]
        else:
            assert variable["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
            found[variable["name"]] = f"{document['metadata']['name']}-0"
    return found


def settings_of(
    variables: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Return the settings that a container would load; its files are files of ours."""
    with monkeypatch.context() as patched:
        for name, value in variables.items():
            if value.startswith("/run/secrets/"):
                path = folder / value.replace("/", "_")
                path.write_text("secret", encoding="utf-8")
                value = str(path)  # noqa: PLW2901
            patched.setenv(name, value)
        return load_settings()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_document_follows_its_schema(documents: list[Document], version: str) -> None:
    found = {named(each): problems(each, version) for each in documents}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("StatefulSet", ("spec", "replica"), 2),
        ("StatefulSet", ("spec", "template", "spec", "securityContext", "runAsRoot"), False),
        ("NetworkPolicy", ("spec", "policyTypes"), "Egress"),
        ("KafkaTopic", ("spec", "partitions"), 0),
        ("KafkaTopic", ("spec", "replication"), 3),
        ("KafkaUser", ("spec", "authorization", "acls", 0, "operations"), ["Reed"]),
        ("ScaledObject", ("spec", "triggers", 0, "metadata"), {"topic": 5}),
        ("ScaledObject", ("spec", "maxReplicas"), 5),
        ("TriggerAuthentication", ("spec", "secretTargetRef", 0, "name"), None),
        ("ServiceMonitor", ("spec", "endpoints", 0, "intervall"), "15s"),
        ("PrometheusRule", ("spec", "groups", 0, "interval"), "soon"),
    ],
)
def test_the_schemas_do_refuse(
    production: list[Document], kind: str, path: tuple[str | int, ...], value: object
) -> None:
    document = copy.deepcopy(next(iter(of_kind(production, kind).values())))
    assert not problems(document, VERSIONS[-1])
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert problems(document, VERSIONS[-1])


def test_pods_are_confined(documents: list[Document]) -> None:
    """What the Pod Security Standard `restricted` asks for, and a read-only root besides."""
    made = list(pods(documents))
    assert made
    for name, _, template in made:
        spec = template["spec"]
        context = spec["securityContext"]
        assert context["runAsNonRoot"] is True, name
        assert context["runAsUser"] == context["runAsGroup"] == context["fsGroup"] == USER, name
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert spec["automountServiceAccountToken"] is False, name
        # The variables of a Service `crisiswire-...` are unknown settings to us.
        assert spec["enableServiceLinks"] is False, name
        assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & set(spec), name
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert {"cpu", "memory"} <= set(container["resources"]["requests"]), name
            assert "memory" in container["resources"]["limits"], name
            written = [mount for mount in container["volumeMounts"] if not mount.get("readOnly")]
            assert {"/tmp", "/lists"} >= {mount["mountPath"] for mount in written}, name
        for volume in spec["volumes"]:
            assert "hostPath" not in volume, name
            if "emptyDir" in volume:
                assert "sizeLimit" in volume["emptyDir"], name
    namespace = of_kind(documents, "Namespace")["crisiswire"]["metadata"]["labels"]
    assert namespace["pod-security.kubernetes.io/enforce"] == "restricted"


def test_images_are_of_this_version(documents: list[Document]) -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, _, template in pods(documents):
        for container in template["spec"]["containers"]:
            assert container["image"].endswith(f"crisiswire:{project['version']}"), name


def test_no_secret_is_in_a_variable_or_a_manifest(documents: list[Document]) -> None:
    assert not of_kind(documents, "Secret")
    for name, _, template in pods(documents):
        for container in template["spec"]["containers"]:
            assert all("configMapRef" in source for source in container.get("envFrom", ())), name
            for variable in container.get("env", ()):
                assert "secretKeyRef" not in variable.get("valueFrom", {}), name
    for name, document in of_kind(documents, "ConfigMap").items():
        for key in document["data"]:
            # A password's file may be named, and nothing else of it.
            assert not re.search("password|token|secret", key, re.I) or key.endswith("_FILE"), name


def test_the_settings_accept_every_variable(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, document, template in pods(documents):
        variables = environment(document, template, documents)
        settings = settings_of(variables, tmp_path, monkeypatch)
        if document["kind"] != "StatefulSet":
            continue
        assert settings.group_instance_id == f"{document['metadata']['name']}-0", name
        assert PREFIX + "POOL_SIZE" in variables, name  # else it is one a core of the node
        # To drain, to give up what is stuck, to end the children.
        grace = template["spec"]["terminationGracePeriodSeconds"]
        assert grace >= settings.drain_seconds + 10, name
        # A path in a variable is a mount.
        [container] = template["spec"]["containers"]
        mounts = tuple(mount["mountPath"] for mount in container["volumeMounts"])
        for value in variables.values():
            assert not value.startswith("/") or value.startswith(mounts), (name, value)


def test_the_commands_parse(documents: list[Document]) -> None:
    for name, _, template in pods(documents):
        [container] = template["spec"]["containers"]
        args = container["args"]
        result = CliRunner().invoke(app, [*args, "--help"])
        assert result.exit_code == 0, (name, result.output)
        if "--stage" in args:
            assert args[args.index("--stage") + 1] in {step.name for step in STEPS}, name
        assert CliRunner().invoke(app, [*args, "--no-such-option", "--help"]).exit_code == 2


def test_probes_and_ports(documents: list[Document]) -> None:
    paths = {"startupProbe": "/health/startup", "readinessProbe": "/health/ready"}
    for name, document, template in pods(documents):
        [container] = template["spec"]["containers"]
        if document["kind"] in {"Job", "CronJob"}:
            assert not set(paths) & set(container), name
            continue
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for probe, path in {**paths, "livenessProbe": "/health/live"}.items():
            asked = container[probe]["httpGet"]
            assert asked["path"] == path, name
            assert asked["port"] in ports, name
        if "--port" in container["args"]:
            port = int(container["args"][container["args"].index("--port") + 1])
        else:
            port = 9464
        assert ports == {"metrics": port}, name


def test_what_refers_to_something_finds_it(documents: list[Document]) -> None:
    labels = {name: template["metadata"]["labels"] for name, _, template in pods(documents)}
    services = of_kind(documents, "Service")
    for service in services.values():
        chosen = [
            name for name, found in labels.items() if selects(service["spec"]["selector"], found)
        ]
        assert len(chosen) == 1, (service["metadata"]["name"], chosen)
    for name, document, template in pods(documents):
        spec = document["spec"]
        if document["kind"] in {"StatefulSet", "Deployment"}:
            assert selects(spec["selector"], template["metadata"]["labels"]), name
            others = [other for other in labels if other != name]
            assert not any(selects(spec["selector"], labels[other]) for other in others), name
        if document["kind"] == "StatefulSet":
            assert spec["serviceName"] in services, name
        claims, secrets = _mounted(template["spec"])
        assert claims <= set(of_kind(documents, "PersistentVolumeClaim")), name
        assert secrets <= set(of_kind(documents, "KafkaUser")) | STRIMZI_MAKES, name
    budgets = of_kind(documents, "PodDisruptionBudget").values()
    kept = [
        [name for name, found in labels.items() if selects(each["spec"]["selector"], found)]
        for each in budgets
    ]
    workers = [name for name, document, _ in pods(documents) if document["kind"] == "StatefulSet"]
    assert sorted(kept) == sorted([name] for name in workers)


def _mounted(spec: Document) -> tuple[set[str], set[str]]:
    claims = {
        volume["persistentVolumeClaim"]["claimName"]
        for volume in spec["volumes"]
        if "persistentVolumeClaim" in volume
    }
    secrets = {volume["secret"]["secretName"] for volume in spec["volumes"] if "secret" in volume}
    volumes = {volume["name"] for volume in spec["volumes"]}
    for container in spec["containers"]:
        assert {mount["name"] for mount in container["volumeMounts"]} == volumes
    return claims, secrets


def test_production_runs_every_stage_once_with_its_own_user(production: list[Document]) -> None:
    stages = {}
    users = of_kind(production, "KafkaUser")
    for name, document, template in pods(production):
        if document["kind"] != "StatefulSet":
            continue
        [container] = template["spec"]["containers"]
        assert container["args"][:2] == ["worker", "--stage"], name
        stage = container["args"][2]
        stages[stage] = document
        variables = environment(document, template, production)
        user = variables["CRISISWIRE_KAFKA_SASL_USERNAME"]
        assert user == f"crisiswire-{Role(f'worker-{stage}')}"
        assert user in users
        assert user in _mounted(template["spec"])[1]
    assert set(stages) == {step.name for step in STEPS}


def test_a_stage_scales_by_its_own_topic_and_not_beyond_it(production: list[Document]) -> None:
    topics = of_kind(production, "KafkaTopic")
    scaled = of_kind(production, "ScaledObject")
    sets = of_kind(production, "StatefulSet")
    settings = next(
        document["data"]
        for name, document in of_kind(production, "ConfigMap").items()
        if name.startswith("crisiswire-settings")
    )
    assert len(scaled) == len(STEPS)
    for stage, source in STAGE_SOURCES.items():
        spec = scaled[f"crisiswire-worker-{stage}"]["spec"]
        [trigger] = spec["triggers"]
        assert trigger["metadata"]["topic"] == source.name
        bootstrap = settings["CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS"]
        assert trigger["metadata"]["bootstrapServers"] == bootstrap
        assert spec["maxReplicaCount"] == topics[source.name]["spec"]["partitions"]
        target = sets[spec["scaleTargetRef"]["name"]]
        # Or every `kubectl apply` would undo what KEDA did.
        assert "replicas" not in target["spec"]


def test_the_topics_are_those_that_topics_diff_wants(
    production: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, document, template = next(
        each for each in pods(production) if each[1]["kind"] == "StatefulSet"
    )
    settings = settings_of(environment(document, template, production), tmp_path, monkeypatch)
    found = of_kind(production, "KafkaTopic")
    wanted = wanted_topics(settings, brokers=settings.topic_replication_factor)
    assert {topic.name for topic in wanted} == set(found)
    for topic in wanted:
        spec = found[topic.name]["spec"]
        assert (spec["partitions"], spec["replicas"]) == (topic.partitions, topic.replicas)
        assert {name: str(value) for name, value in spec["config"].items()} == topic.configs
    assert found[SIGNATURES.name]["spec"]["partitions"] == 1


def test_the_network_policy_names_the_ports_in_use(production: list[Document]) -> None:
    policy = of_kind(production, "NetworkPolicy")["crisiswire"]["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    served = set()
    for name, _, template in pods(production):
        assert selects(policy["podSelector"], template["metadata"]["labels"]), name
        [container] = template["spec"]["containers"]
        served |= {port["containerPort"] for port in container.get("ports", ())}
    [ingress] = policy["ingress"]
    assert {port["port"] for port in ingress["ports"]} == served
    [settings] = [
        document["data"]
        for name, document in of_kind(production, "ConfigMap").items()
        if name.startswith("crisiswire-settings")
    ]
    kafka = int(settings["CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS"].rpartition(":")[2])
    egress = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
    assert egress == {53, kafka}


def test_prometheus_finds_each_pod_once_under_the_jobs_of_the_rules(
    production: list[Document],
) -> None:
    services = of_kind(production, "Service")
    found = []
    for name, monitor in of_kind(production, "ServiceMonitor").items():
        [endpoint] = monitor["spec"]["endpoints"]
        jobs = [
            each["replacement"] for each in endpoint["relabelings"] if each["targetLabel"] == "job"
        ]
        assert jobs == [name]
        for service in services.values():
            if selects(monitor["spec"]["selector"], service["metadata"]["labels"]):
                assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
                found.append(service["metadata"]["name"])
    assert sorted(found) == sorted(services)
    rules = str(of_kind(production, "PrometheusRule"))
    for job in of_kind(production, "ServiceMonitor"):
        assert f'job="{job}"' in rules or f'job=~"{job}' in rules


def test_every_dashboard_is_there_and_fits_into_its_map(production: list[Document]) -> None:
    files = {path.name for path in (TOP / "deploy" / "grafana" / "dashboards").glob("*.json")}
    maps = {
        key: document
        for document in of_kind(production, "ConfigMap").values()
        for key in document["data"]
        if key.endswith(".json")
    }
    assert set(maps) == files
    for document in maps.values():
        assert document["metadata"]["labels"]["grafana_dashboard"] == "1"
        assert len(str(document["data"])) < 900_000  # the API server takes 1 MiB


def test_the_overlay_of_the_how_to_guide_builds(tmp_path: Path) -> None:
    page = (TOP / "docs" / "how-to" / "run-on-kubernetes.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n# my-overlay/kustomization.yaml\n(.*?)```", page, re.S)
    (tmp_path / "kustomization.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "crisiswire").symlink_to(TOP)
    images = {
        container["image"]
        for _, _, template in pods(build(tmp_path))
        for container in template["spec"]["containers"]
    }
    [image] = images
    assert image.startswith("registry.your.org/crisiswire:")
