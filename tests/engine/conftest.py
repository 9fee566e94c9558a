"""What runs Pulumi's own engine; `make engine-test` puts one on PATH."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from preview.rehearsal.engine import Engine
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

PROGRAMS = REPOSITORY / "tests" / "programs"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests to `make engine-test`, and give them the time that they need."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.engine)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(autouse=True, scope="session")
def real_processes(warm_python: None) -> Iterator[None]:
    """Have the engine start real interpreters, as it does for a user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", REAL_PYTHON)
        yield


@pytest.fixture
def engine_of(tmp_path: Path) -> Callable[..., Engine]:
    """Return a function that gives an engine with a new stack `dev` of a test program."""

    def prepare(program: str) -> Engine:
        project = tmp_path / "project"
        shutil.copytree(PROGRAMS / program, project)
        engine = Engine(
            project,
            "dev",
            tmp_path / "state",
            python=REAL_PYTHON,
            variables={"SIMULATED_CLOUDS": str(tmp_path / "clouds")},
        )
        made = engine.init()
        assert made.exit_code == 0, made.output
        return engine

    return prepare
