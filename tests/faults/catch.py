"""Runs what should catch a fault, in the copy of the project that has it.

Run by file name, so that a warm interpreter can do it, with the copy as working folder and on PYTHONPATH:
`python tests/faults/catch.py CATCHER` ends with 0 when CATCHER, a `Fault.caught_by`, catches the fault;
`--all FILE` asks everybody instead, and writes who does.
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
# Where the tests are that look at what the program registers.
SUITES = ("tests/infra", "tests/workloads", "tests/contract/test_order_of_destruction.py")


class _Failures:
    """Notes which tests fail."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.found.append(report.nodeid)


def failing(tests: Sequence[str]) -> list[str]:
    """Run tests in this process, and give the ids of those that fail."""
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
        code = pytest.main(["--applied-only", *options, *tests], plugins=[failures])
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


def catches(catcher: str) -> bool:
    """Tell whether a catcher catches the fault of this copy."""
    if "::" in catcher:
        return bool(failing([catcher]))
    found = previews()
    if catcher.startswith(PREVIEW):
        return any(catcher.removeprefix(PREVIEW) in error for error in errors(found))
    return not errors(found) and catcher in blocking(found)


def catchers() -> list[str]:
    """Ask everybody: give each catcher of the fault of this copy."""
    found = previews()
    if broken := errors(found):
        return sorted(f"{PREVIEW}{error}" for error in broken)
    return [*sorted(blocking(found)), *failing(SUITES)]


if __name__ == "__main__":
    if sys.argv[1] == "--all":
        Path(sys.argv[2]).write_text(json.dumps(catchers()), encoding="utf-8")
    else:
        sys.exit(None if catches(sys.argv[1]) else f"not caught by {sys.argv[1]}")
