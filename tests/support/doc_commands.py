"""The commands of the pages that are not typed by the page runner, each with why, or with its test.

Everything else that a page shows is run by tests/ops/test_docs_commands.py.
"""

import re

# Pages that a test of their own types, on a broker such as they describe.
OWN_TESTS = {"docs/how-to/secure-a-cluster.md": "tests/ops/test_secure_a_cluster.py"}
# What runs the command instead: a regular expression of the line, and the test or target.
COVERED = {
    r"make test\b": "it is what runs the tests",
    r"make sbom\b": "tests/ops/test_sbom.py",
    r"crisiswire lag --serve": "tests/ops/test_lag_exporter.py",
    r"crisiswire acls apply": "tests/ops/test_secure_a_cluster.py",
    r"crisiswire evaluate": "tests/unit/test_evaluation.py",
}
# What cannot run here.
NOT_HERE = {
    r"^(sudo )?(docker|podman)\b": "no container runtime",
    r"^(kubectl|kustomize|helm|kubeconform|argocd)\b": "no Kubernetes cluster",
    r"\b(kill|pkill|killall|systemctl|shutdown|reboot)\b": "it would act on the machine itself",
    r"^make train": "needs training data and hours",
    r"-m streams\.(training|evaluation)": "needs training data or labelled texts of others",
    r"\bpip install\b": "needs a package index",
}


def not_run(line: str) -> str:
    """Return why a line is not typed by the page runner; empty where it is."""
    for table in (COVERED, NOT_HERE):
        for pattern, why in table.items():
            if re.search(pattern, line):
                return why
    return ""
