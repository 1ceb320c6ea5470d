"""Both overlays, applied to a real kube-apiserver on etcd, without kubelets or controllers.

It sees what schemas cannot: rules across fields, names, defaults, and Pod Security. Only where the
programs are at hand; how to come by them: tests/deploy/README.md.
"""

import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.local.ports import free_ports
from tests.support.manifests import CRDS, KUBERNETES, OVERLAYS, Document, pods, render

PROGRAMS = {name: shutil.which(name) for name in ("kube-apiserver", "etcd", "kubectl")}
pytestmark = [
    pytest.mark.ops,
    pytest.mark.timeout(560),
    pytest.mark.skipif(
        None in PROGRAMS.values(),
        reason=f"not here: {', '.join(name for name, path in PROGRAMS.items() if path is None)}",
    ),
]

START_SECONDS = 180.0
KINDS = {
    name.lower(): name
    for name in (
        *("KafkaTopic", "KafkaUser", "ScaledObject", "TriggerAuthentication"),
        *("ServiceMonitor", "PrometheusRule"),
    )
}


class ApiServer:
    """A kube-apiserver of this test's own, on loopback."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        client, peer, self._port = free_ports(3)
        self._token = secrets.token_hex(16)
        (folder / "tokens.csv").write_text(f'{self._token},admin,1,"system:masters"\n')
        key = str(folder / "accounts.key")
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        etcd = f"http://127.0.0.1:{client}"
        at_peer = f"http://127.0.0.1:{peer}"
        self._start(
            stack,
            "etcd",
            *("--data-dir", str(folder / "etcd"), "--listen-client-urls", etcd),
            *("--advertise-client-urls", etcd, "--listen-peer-urls", at_peer),
            *("--initial-advertise-peer-urls", at_peer),
            *("--initial-cluster", f"default={at_peer}"),
        )
        self._start(
            stack,
            "kube-apiserver",
            *("--etcd-servers", etcd, "--cert-dir", str(folder / "certificates")),
            *("--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1"),
            *("--secure-port", str(self._port), "--authorization-mode", "RBAC"),
            *("--token-auth-file", str(folder / "tokens.csv")),
            *("--service-account-issuer", "https://127.0.0.1"),
            *("--service-account-key-file", key, "--service-account-signing-key-file", key),
            *("--service-cluster-ip-range", "10.0.0.0/24"),
        )
        self._await()

    def _start(self, stack: ExitStack, name: str, *options: str) -> None:
        program = PROGRAMS[name]
        assert program is not None
        log = stack.enter_context((self._folder / f"{name}.log").open("wb"))
        process = subprocess.Popen([program, *options], stdout=log, stderr=log)
        stack.callback(process.wait, 30)
        stack.callback(process.kill)

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.kubectl("get", "--raw", "/readyz").returncode != 0:
            assert time.monotonic() < deadline, self.told()
            time.sleep(0.5)

    def told(self) -> str:
        """Return the end of the server's log."""
        return (self._folder / "kube-apiserver.log").read_text(errors="replace")[-4000:]

    def kubectl(self, *words: str, given: object = None) -> subprocess.CompletedProcess[str]:
        """Run kubectl as the administrator; `given` goes to its standard input as YAML."""
        program = PROGRAMS["kubectl"]
        assert program is not None
        return subprocess.run(
            [
                program,
                *("--server", f"https://127.0.0.1:{self._port}", "--token", self._token),
                *("--certificate-authority", str(self._folder / "certificates/apiserver.crt")),
                *words,
            ],
            input=None if given is None else yaml.safe_dump(given),
            env={"PATH": os.environ["PATH"], "HOME": str(self._folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def apply(self, *words: str, given: object = None) -> subprocess.CompletedProcess[str]:
        """Apply on the server's side, refusing fields that it does not know."""
        return self.kubectl(
            *("apply", "--server-side", "--validate=strict", *words),
            *(("-f", "-") if given is not None else ()),
            given=given,
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with ExitStack() as stack:
        running = ApiServer(tmp_path_factory.mktemp("apiserver"), stack)
        for path in sorted(CRDS.glob("*.json")):
            done = running.apply(given=definition(path))
            assert done.returncode == 0, done.stderr
        done = running.kubectl(
            "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"
        )
        assert done.returncode == 0, done.stderr
        yield running


def definition(path: Path) -> Document:
    """Return the CustomResourceDefinition around a committed schema."""
    kind, _, rest = path.stem.partition(".")
    group, _, version = rest.rpartition(".")
    schema = {"openAPIV3Schema": json.loads(path.read_text(encoding="utf-8"))}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind}s.{group}"},
        "spec": {
            "group": group,
            "names": {"kind": KINDS[kind], "singular": kind, "plural": f"{kind}s"},
            "scope": "Namespaced",
            "versions": [{"name": version, "served": True, "storage": True, "schema": schema}],
        },
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_is_taken_whole(server: ApiServer, overlay: str) -> None:
    done = server.apply("-k", str(KUBERNETES / "overlays" / overlay))
    assert done.returncode == 0, done.stderr
    # The server warns of what it takes and does not like: deprecated fields, Pod Security.
    assert "Warning" not in done.stderr, done.stderr
    again = server.apply("-k", str(KUBERNETES / "overlays" / overlay))
    assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_its_pods_pass_pod_security(server: ApiServer, overlay: str) -> None:
    """The namespace enforces `restricted`; controllers would only log a refusal."""
    documents = render(overlay)
    server.apply(given=next(each for each in documents if each["kind"] == "Namespace"))
    server.apply(given=next(each for each in documents if each["kind"] == "ServiceAccount"))
    made = list(pods(documents))
    assert made
    for name, _, template in made:
        pod = _pod(template)
        done = server.kubectl("create", "--dry-run=server", "-f", "-", given=pod)
        assert done.returncode == 0, (name, done.stderr)
        pod["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
        refused = server.kubectl("create", "--dry-run=server", "-f", "-", given=pod)
        assert "violates PodSecurity" in refused.stderr, name


def _pod(template: Document) -> Any:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "tried",
            "namespace": "crisiswire",
            "labels": template["metadata"]["labels"],
        },
        "spec": {**template["spec"]},
    }


def test_the_server_does_refuse(server: ApiServer) -> None:
    [topic] = [each for each in render("production") if each["metadata"]["name"] == "articles.raw"]
    topic["spec"]["partitions"] = 0
    assert server.apply(given=topic).returncode != 0
    topic["spec"] = {"partitions": 1, "replication": 3}
    assert "field not declared" in server.apply(given=topic).stderr
