"""A new service needs no edit but its own: `make new-service` in a copy, and what the project checks holds.

`make matrix` has these runs, `make test` does not.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import checkout

pytestmark = [pytest.mark.matrix, pytest.mark.timeout(1200)]

NEW = {
    "bare": "",
    "demanding": (
        "--port 8443 --secret payment-api-key --bucket invoices --exposed "
        "--host pay.example.com=203.0.113.10/32:443"
    ),
}
# What `make test` has, without what looks at no service: the preview, the pack and the tools.
TESTS = (
    *("tests/workloads", "tests/infra", "tests/scaffold", "tests/docs"),
    *("tests/contract", "tests/preflight", "tests/faults"),
)


@pytest.fixture(scope="module", params=NEW)
def copy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a new service in it."""
    folder = checkout(tmp_path_factory.mktemp("copy") / "palisade", Path(sys.executable))
    arguments = NEW[str(request.param)]
    run(folder, "make", "new-service", "NAME=billing", f"ARGS={arguments}")
    return folder


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{(done.stdout + done.stderr)[-6000:]}"
    return done.stdout


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_both_stacks_have_it_and_are_clean(copy: Path, stack: str) -> None:
    said = run(copy, "make", "preview", f"STACK={stack}")
    assert "billing" in said
    assert "Policy: clean." in said


def test_every_check_holds(copy: Path) -> None:
    run(copy, "make", "check")


def test_every_test_holds(copy: Path) -> None:
    present = [path for path in TESTS if (copy / path).exists()]
    run(copy, ".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *present)
