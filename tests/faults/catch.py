"""Runs what should catch a fault, in the copy of the project that has it.

Run by file name, so that a warm interpreter can do it, with the copy as working folder and on PYTHONPATH:
`python tests/faults/catch.py CATCHER...` ends with 0 when one of them, each a `Fault.caught_by`, sees a
fault; `--all FILE FOLDER...` asks the pack and the tests of folders, and writes who does into the file;
`--first` in its place asks no further once somebody does.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from preview.model import Result
from tests.support.variants import preview_variant

STACKS = ("dev", "prod")
PREVIEW = "preview: "
# What looks at the first pass of a preview, which is not run here.
_NOT_ASKED = (
    "tests/infra/cluster/test_secrets_encryption.py::test_the_cluster_states_its_encryption_and_only_the_key_is_unknown",
    "tests/infra/test_outputs.py::test_a_preview_knows_the_same_outputs",
)


class _Failures:
    """Notes which tests fail."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.found.append(report.nodeid)


def failing(tests: Sequence[str], *more: str) -> list[str]:
    """Run tests in this process, and give the ids of those that fail.

    Args:
        tests: ids of tests, or folders.
        more: options of pytest.
    """
    failures = _Failures()
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        options = [
            "-q",
            "-p",
            "no:cacheprovider",
            "--tb=line",
            "--numprocesses=0",
            f"--basetemp={folder}/tests",
        ]
        code = pytest.main(["--applied-only", *options, *more, *tests], plugins=[failures])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        sys.exit(f"the tests could not be run: {code!r}")
    return failures.found


def previews() -> list[Result]:
    """Give the applied pass of both stacks with the decisions of the pack."""
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        return [preview_variant(stack, {}, Path(folder)) for stack in STACKS]


def errors(results: Iterable[Result]) -> set[str]:
    """Give what the preview says of a program that does not work."""
    problems = [problem for result in results for problem in result.applied.diagnostics]
    return {problem.message for problem in problems if problem.severity == "error"}


def blocking(results: Iterable[Result]) -> set[str]:
    """Give the ids of the controls that block a stack."""
    return {decision.policy.control for result in results for decision in result.decisions if decision.blocks}


def catches(catchers: Sequence[str]) -> bool:
    """Tell whether any of some catchers catches the fault of this copy."""
    tests = [catcher for catcher in catchers if catcher.startswith("tests/")]
    if tests:
        return bool(failing(tests))
    (catcher,) = catchers
    found = previews()
    if catcher.startswith(PREVIEW):
        return any(catcher.removeprefix(PREVIEW) in error for error in errors(found))
    return not errors(found) and catcher in blocking(found)


def catchers(folders: Sequence[str], *, first: bool) -> list[str]:
    """Ask everybody: give each catcher of the fault of this copy; only one with `first`."""
    found = previews()
    if broken := errors(found):
        return sorted(f"{PREVIEW}{error}" for error in broken)
    left_out = [f"--deselect={test}" for test in _NOT_ASKED]
    if first:
        return sorted(blocking(found))[:1] or failing(folders, "--maxfail=1", *left_out)
    return [*sorted(blocking(found)), *failing(folders, *left_out)]


if __name__ == "__main__":
    if sys.argv[1] in ("--all", "--first"):
        answer, *folders = sys.argv[2:]
        asked = catchers(folders, first=sys.argv[1] == "--first")
        Path(answer).write_text(json.dumps(asked), encoding="utf-8")
    else:
        sys.exit(None if catches(sys.argv[1:]) else f"not caught by {', '.join(sys.argv[1:])}")
