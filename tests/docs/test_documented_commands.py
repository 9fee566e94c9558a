"""Every command of the documentation is run by a test, or has a reason not to be."""

import os
import re
import shutil
import sys
from pathlib import Path

from tests.docs import stories
from tests.docs.markdown_commands import Command, documented
from tests.docs.stories import BOOTSTRAP, FIRST_HOUR, NOT_RUN, NotRun, Step
from tests.support.checkout import checkout, in_shell, tools
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

STORIES = {
    name: value for name, value in vars(stories).items() if name.isupper() and isinstance(value, tuple)
}
ROWS = [row for story in STORIES.values() for row in story if isinstance(row, Step | NotRun)]
COMMANDS = documented()


def has_row(command: Command) -> bool:
    """Whether a command is in a table; a sentence may also name the beginning of one that is."""
    begins = f"{command.text} "
    return any(
        row.text == command.text or (row.text.startswith(begins) and not command.in_block) for row in ROWS
    )


def test_every_command_is_in_a_story_or_has_a_reason_not_to_be() -> None:
    missing = [
        f"{file}: {command.text}"
        for file, found in COMMANDS.items()
        for command in found
        if not has_row(command)
    ]
    assert missing == [], "tests/docs/stories.py has no row for these"


def test_every_row_is_a_command_of_the_documentation() -> None:
    texts = {command.text for found in COMMANDS.values() for command in found}
    stale = [row.text for row in ROWS if row.text not in texts]
    assert stale == [], "no document shows these"


def test_no_command_is_both_run_and_not_run() -> None:
    run_by_a_story = {row.text for row in ROWS if isinstance(row, Step)}
    assert [row.text for row in NOT_RUN if row.text in run_by_a_story] == []


def test_every_story_is_told_by_a_test() -> None:
    tests = [path.read_text(encoding="utf-8") for path in (REPOSITORY / "tests").rglob("test_*.py")]
    assert [name for name in STORIES if not any(re.search(rf"\b{name}\b", text) for text in tests)] == []


def test_the_first_hour_of_a_newcomer_needs_python_and_make_alone(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project", Path(sys.executable))
    path = os.pathsep.join([str(project / ".venv" / "bin"), tools(tmp_path / "bin")])
    assert shutil.which("pulumi", path=path) is shutil.which("go", path=path) is None
    for step in FIRST_HOUR:
        in_shell(step.command, project, {"PATH": path})


def test_the_bootstrap_prints_the_commands_that_the_documentation_shows(tmp_path: Path) -> None:
    project = checkout(tmp_path / "project", Path(REAL_PYTHON))
    (tmp_path / "sitecustomize.py").write_text("from moto import mock_aws\nmock_aws().start()\n")
    environment = {
        "PATH": tools(tmp_path / "bin"),
        "PYTHONPATH": str(tmp_path),
        "MOTO_ACCOUNT_ID": "111122223333",
    }
    planned, said = (in_shell(step.command, project, environment) for step in BOOTSTRAP)
    assert "would create the bucket" in planned
    said = re.sub(r"kmskeyid=[\w:/-]+", "kmskeyid=KEY_ARN", said).replace("init STACK", "init dev")
    printed = [line.strip() for line in said.splitlines() if line.startswith("  pulumi ")]
    shown = [command.text for command in COMMANDS["docs/bootstrap.md"] if command.in_block]
    assert printed == [text for text in shown if text.startswith("pulumi ")]
