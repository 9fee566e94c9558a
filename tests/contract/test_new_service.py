"""A new service needs no edit but its own: `make new-service` in a copy, and what the project checks holds.

`make matrix` has these runs, `make test` does not.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.docs.stories import NEW_SERVICE
from tests.support.checkout import checkout, in_shell

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(1200)]

# Of which nothing is said, and of which all is.
NEW = {"bare": NEW_SERVICE[0], "demanding": NEW_SERVICE[1]}
# What `make test` has, without what looks at no service: the preview, the pack and the tools.
TESTS = ("tests/workloads", "tests/infra", "tests/scaffold", "tests/docs", "tests/contract")


@pytest.fixture(scope="module", params=NEW)
def copy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a new service in it."""
    folder = checkout(tmp_path_factory.mktemp("copy") / "palisade", Path(sys.executable))
    run(folder, NEW[request.param].command)
    return folder


def run(folder: Path, command: str) -> str:
    return in_shell(command, folder, os.environ)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_both_stacks_have_it_and_are_clean(copy: Path, stack: str) -> None:
    said = run(copy, f"make preview STACK={stack}")
    assert "billing" in said
    assert "Policy: clean." in said


def test_every_check_holds(copy: Path) -> None:
    run(copy, "make check")


def test_every_test_holds(copy: Path) -> None:
    run(copy, f".venv/bin/python -m pytest -q {' '.join(TESTS)}")
