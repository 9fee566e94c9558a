"""`make engine` builds once, and anew when what it builds from has changed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.shared_preview import REPOSITORY

# Stands in for Go: says with what it was called, and writes what was asked for.
GO = """#!/bin/sh
echo "$@" >> "$CALLS"
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\n' > "$2"
chmod +x "$2"
"""


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    """A copy of the tool, with a Go of its own beside it."""
    shutil.copytree(REPOSITORY / "tools" / "engine", tmp_path / "engine")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "go").write_text(GO)
    (tmp_path / "bin" / "go").chmod(0o755)
    return tmp_path


def build(tool: Path) -> list[str]:
    """Run the tool, and return the calls of Go up to now."""
    subprocess.run(
        [tool / "engine" / "build.sh", tool / "cache" / "pulumi"],
        env={"PATH": f"{tool / 'bin'}:{os.environ['PATH']}", "CALLS": str(tool / "calls")},
        capture_output=True,
        check=True,
    )
    calls = tool / "calls"
    return calls.read_text().splitlines() if calls.is_file() else []


def test_the_engine_is_built_once(tool: Path) -> None:
    (call,) = build(tool)
    assert call.startswith("build ")
    assert "version.Version=3." in call
    assert (tool / "cache" / "pulumi").is_file()
    assert build(tool) == [call]


@pytest.mark.parametrize("changed", ["go.mod", "go.sum"])
def test_it_is_built_anew_from_other_sources(tool: Path, changed: str) -> None:
    build(tool)
    with (tool / "engine" / changed).open("a") as file:
        file.write("\n")
    assert len(build(tool)) == 2


def test_a_build_that_was_not_finished_is_done_again(tool: Path) -> None:
    build(tool)
    (tool / "cache" / "pulumi.source").unlink()
    assert len(build(tool)) == 2
