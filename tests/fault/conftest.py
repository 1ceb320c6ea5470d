"""What fault tests share: a scene on topics of its own, a model that misbehaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.support.sabotage import environment, sabotaged_model
from tests.support.scene import Scene, scene


@pytest.fixture
def stage(provisioned: Settings, tmp_path: Path) -> Iterator[Scene]:
    """All three stages, a ledger and a watcher; no worker yet."""
    with scene(provisioned, tmp_path) as set_up:
        yield set_up


@pytest.fixture(scope="session")
def sabotaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables for a worker whose model misbehaves on marker words."""
    return environment(sabotaged_model(tmp_path_factory.mktemp("sabotage") / "model"))
