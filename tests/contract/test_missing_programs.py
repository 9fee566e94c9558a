"""What is only needed for some targets is missed by these alone, and in one line."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.checkout import checkout, tools
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON


def make(folder: Path, path: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program
    return subprocess.run(
        # The packages are not what this is about: take them for installed.
        [program, "--old-file=.venv/.runtime", "--old-file=.venv/.development", *arguments],
        cwd=folder,
        env={"PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("engine", "error: Go is needed to build Pulumi's engine"),
        ("engine-test", "error: Go is needed to build Pulumi's engine"),
        ("rehearse", "error: no pulumi on PATH"),
    ],
)
def test_a_target_says_in_one_line_which_program_is_missing(
    target: str, message: str, tmp_path: Path
) -> None:
    done = make(REPOSITORY, tools(tmp_path / "bin"), target, HOME=str(tmp_path))
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith("make: ")]
    assert len(said) == 1, done.stderr
    assert said[0].startswith(message)
    assert done.stdout == ""


def test_make_test_leaves_out_what_needs_the_engine(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project", Path(REAL_PYTHON))
    # One module stands for the whole suite.
    options = "--numprocesses=0 tests/engine tests/contract/test_setup.py"
    done = make(project, tools(tmp_path / "bin"), "test", PYTEST_ADDOPTS=options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " deselected" in done.stdout
