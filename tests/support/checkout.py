"""A copy of the project, as it is after `git clone` and `make setup`."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.shared_preview import REPOSITORY

# What the Makefile runs besides Python. There is no `pulumi` and no `go` among it.
TOOLS = ("make", "sh", "bash", "grep", "sed", "expand", "ln", "touch", "cut", "cat", "cksum", "dirname")
# What git ignores, and git's own.
LEFT_OUT = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build")
STAMPS = (".created", ".runtime", ".development")


def checkout(folder: Path, python: Path) -> Path:
    """Copy the project, and give it an environment with an interpreter.

    Args:
        folder: an empty folder.
        python: the interpreter that becomes `.venv/bin/python`.

    Returns:
        The copy.
    """
    shutil.copytree(REPOSITORY, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
    environment(folder / ".venv", python)
    return folder


def environment(folder: Path, python: Path) -> None:
    """Make a virtual environment out of the one that the tests run in, with another interpreter.

    Args:
        folder: where it goes; it must not be there.
        python: the interpreter that becomes its `bin/python`.
    """
    (folder / "bin").mkdir(parents=True)
    for program in Path(sys.prefix, "bin").iterdir():
        (folder / "bin" / program.name).symlink_to(python if program.name == "python" else program)
    (folder / "lib").symlink_to(Path(sys.prefix, "lib"))
    shutil.copy(Path(sys.prefix, "pyvenv.cfg"), folder)
    for stamp in STAMPS:
        (folder / stamp).touch()


def tools(folder: Path) -> str:
    """Give a PATH that leads to the tools that `make preview` and `make test` may use, and to no other."""
    folder.mkdir(exist_ok=True)
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"{name} is not installed"
        (folder / name).symlink_to(found)
    return str(folder)


def in_shell(command: str, folder: Path, variables: Mapping[str, str], *, exit_code: int = 0) -> str:
    """Run a command as a reader's shell does.

    Args:
        command: the command.
        folder: where it runs.
        variables: all of its environment.
        exit_code: how it must end.

    Returns:
        What it says on both streams.
    """
    shell = shutil.which("bash")
    assert shell
    done = subprocess.run(
        [shell, "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == exit_code, f"{command}\n{done.stdout}"
    return done.stdout
