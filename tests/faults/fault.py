"""A fault that somebody might plant, and the copy of the project that has it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkout import LEFT_OUT
from tests.support.shared_preview import REPOSITORY

# Compiled modules go along, so that a copy starts fast.
_NOT_COPIED = [name for name in LEFT_OUT if name != "__pycache__"]


@dataclass(frozen=True)
class Fault:
    """A change that breaks something, and what tells of it.

    Attributes:
        slug: short name, unique among all faults.
        wrong: what is wrong with it, in one line.
        file: the file that it is in, from the root of the project.
        old: a text that stands in the file exactly once.
        new: what it becomes.
        caught_by: the id of a test, such as tests/infra/test_order.py::test_one; the id of a control of the
            policy pack, such as EKS-04; or `preview: <text>` for an error of the preview with this text.
    """

    slug: str
    wrong: str
    file: str
    old: str
    new: str
    caught_by: str


class NotPlantedError(Exception):
    """The code has changed, and the fault no longer fits it."""


def plant(fault: Fault | None, folder: Path) -> None:
    """Copy the project with a fault in it.

    Args:
        fault: the fault; None for a copy without any.
        folder: where the copy goes; it must not be there.

    Raises:
        NotPlantedError: the fault's old text does not stand in its file, or more than once.
    """
    if fault is None:
        _copy(folder)
        return
    text = (REPOSITORY / fault.file).read_text(encoding="utf-8")
    found = text.count(fault.old)
    if found != 1:
        raise NotPlantedError(f"{fault.slug}: the old text stands {found} times in {fault.file}")
    _copy(folder)
    file = folder / fault.file
    file.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    # Python knows a compiled module by the second in which its source was written, and by its size.
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink()


def _copy(folder: Path) -> None:
    shutil.copytree(REPOSITORY, folder, ignore=shutil.ignore_patterns(*_NOT_COPIED))


def in_copy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run catch.py in a copy of the project.

    Args:
        folder: the copy.
        arguments: what catch.py takes.
    """
    path = os.pathsep.join((str(folder), str(folder / "policypack")))
    return subprocess.run(
        [sys.executable, str(folder / "tests/faults/catch.py"), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
