"""Write the manifests that follow from the code; with `--check`, fail where a file differs.

    python deploy/kubernetes/build.py [--check]

Topics come from `schemas.topics`, users from `streams.roles`, scaling from both, rules and
dashboards from deploy/prometheus and deploy/grafana. What is a deployment's own choice is written
by hand beside them.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "prometheus"))
from build_rules import groups

from schemas.topics import topic_name
from streams.broker.topics import wanted_topics
from streams.generated_page import put
from streams.roles import STAGE_SOURCES, WHAT_FOR, Resource, Right, Role, rights_of
from streams.settings import Settings

HERE = Path(__file__).resolve().parent
MADE_BY = "python deploy/kubernetes/build.py"
HEADER = f"# Made by `{MADE_BY}`; change that, or what it reads, instead.\n"
STRIMZI = "kafka.strimzi.io/v1"  # served since Strimzi 0.49
CLUSTER = "kafka"  # the name of Strimzi's Kafka
BROKERS = 3
# As overlays/production/kustomization.yaml sets them.
PARTITIONS = 12
BOOTSTRAP = "kafka-kafka-bootstrap.kafka.svc:9094"
# One a stage; the worker of all stages is not part of the overlay that has users.
USERS = tuple(role for role in Role if role is not Role.WORKER)
# Replicas at least: one may go while another takes over. The series need no throughput.
AT_LEAST = {"entities": 2, "sanctions": 2, "escalation": 2, "series": 1}
# Records behind that are worth one more worker: what one with two processes does in a minute, in
# the profile `accurate` (docs/sizing.md, rounded), so that a burst of a minute scales nothing.
LAG_A_WORKER = {"entities": 2000, "sanctions": 800, "escalation": 1500, "series": 30_000}
# What Strimzi calls them.
KINDS = {
    Resource.TOPIC: "topic",
    Resource.GROUP: "group",
    Resource.TRANSACTIONAL_ID: "transactionalId",
}

Manifest = dict[str, Any]


def topics() -> Iterator[Manifest]:
    """Yield a KafkaTopic for every topic, as `crisiswire topics apply` would make it."""
    settings = Settings.model_construct(topic_partitions=PARTITIONS)
    for topic in wanted_topics(settings, brokers=BROKERS):
        yield {
            "apiVersion": STRIMZI,
            "kind": "KafkaTopic",
            "metadata": _metadata(topic.name, {"strimzi.io/cluster": CLUSTER}),
            "spec": {
                "partitions": topic.partitions,
                "replicas": topic.replicas,
                "config": {name: _number(value) for name, value in topic.configs.items()},
            },
        }


def users() -> Iterator[Manifest]:
    """Yield a KafkaUser for every role, with its rights and no other."""
    for role in USERS:
        annotations = {"crisiswire/what-for": WHAT_FOR[role]}
        yield {
            "apiVersion": STRIMZI,
            "kind": "KafkaUser",
            "metadata": {
                **_metadata(f"crisiswire-{role}", {"strimzi.io/cluster": CLUSTER}),
                "annotations": annotations,
            },
            "spec": {
                "authentication": {"type": "scram-sha-512"},
                "authorization": {"type": "simple", "acls": list(_acls(rights_of(role)))},
            },
        }


def _acls(rights: Iterable[Right]) -> Iterator[Manifest]:
    by_resource: dict[tuple[str, str, bool], list[str]] = {}
    for right in rights:
        place = (KINDS[right.resource], right.name, right.prefixed)
        by_resource.setdefault(place, []).append(str(right.operation))
    for (kind, name, prefixed), operations in by_resource.items():
        pattern = "prefix" if prefixed else "literal"
        yield {
            "resource": {"type": kind, "name": name, "patternType": pattern},
            "operations": operations,
            "host": "*",
        }


def scaled_objects() -> Iterator[Manifest]:
    """Yield a ScaledObject for every stage: by its own topic's lag, never above the partitions."""
    for stage, source in STAGE_SOURCES.items():
        yield {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": _metadata(f"crisiswire-worker-{stage}", {"crisiswire/stage": stage}),
            "spec": {
                "scaleTargetRef": {"kind": "StatefulSet", "name": f"crisiswire-worker-{stage}"},
                "minReplicaCount": AT_LEAST[stage],
                # A worker more than there are partitions would be a spare.
                "maxReplicaCount": source.partitions or PARTITIONS,
                "pollingInterval": 30,
                "advanced": {"horizontalPodAutoscalerConfig": {"behavior": _behavior()}},
                "triggers": [
                    {
                        "type": "kafka",
                        "metadata": {
                            "bootstrapServers": BOOTSTRAP,
                            "consumerGroup": Settings.model_construct().group,
                            "topic": topic_name(source),
                            "lagThreshold": str(LAG_A_WORKER[stage]),
                            "offsetResetPolicy": "earliest",
                            "sasl": "scram_sha512",
                            "tls": "enable",
                        },
                        "authenticationRef": {"name": "crisiswire-keda"},
                    }
                ],
            },
        }


def _behavior() -> Manifest:
    """Up within minutes, down within hours: each step deals the partitions out anew."""
    return {
        "scaleUp": {
            "stabilizationWindowSeconds": 60,
            "policies": [{"type": "Pods", "value": 2, "periodSeconds": 120}],
        },
        "scaleDown": {
            "stabilizationWindowSeconds": 1800,
            "policies": [{"type": "Pods", "value": 1, "periodSeconds": 600}],
        },
    }


def prometheus_rule() -> Iterator[Manifest]:
    """Yield the rules of deploy/prometheus as the operator wants them."""
    yield {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": _metadata("crisiswire", {}),
        "spec": {"groups": groups()},
    }


def _metadata(name: str, labels: Mapping[str, str]) -> Manifest:
    return {"name": name, "labels": {"app.kubernetes.io/part-of": "crisiswire", **labels}}


def _number(value: str) -> str | int:
    return int(value) if value.isdecimal() else value


def dashboards() -> Iterator[Manifest]:
    """Yield what makes a map of each dashboard: together they might not fit into one."""
    names = sorted(path.name for path in (HERE.parent / "grafana" / "dashboards").glob("*.json"))
    yield {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "configMapGenerator": [
            {"name": f"crisiswire-dashboard-{Path(name).stem}", "files": [f"dashboards/{name}"]}
            for name in names
        ],
        "generatorOptions": {
            "disableNameSuffixHash": True,
            "labels": {"app.kubernetes.io/part-of": "crisiswire", "grafana_dashboard": "1"},
        },
    }


FILES = {
    "components/strimzi/topics.yaml": topics,
    "components/strimzi/users.yaml": users,
    "components/keda/scaled-objects.yaml": scaled_objects,
    "components/monitoring/rules.yaml": prometheus_rule,
    # Here, as kustomize reads no file that is not below its own folder.
    "../grafana/kustomization.yaml": dashboards,
}


def main() -> int:
    """Write or check the files; 1 when a checked one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    check = parser.parse_args().check
    codes = [
        put(
            HERE / name,
            HEADER + yaml.safe_dump_all(make(), sort_keys=False, width=100),
            check=check,
            made_by=MADE_BY,
        )
        for name, make in FILES.items()
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
