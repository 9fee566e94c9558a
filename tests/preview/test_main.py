"""The command ends as a command should."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.support.shared_preview import REPOSITORY


def test_an_interrupt_is_one_line(
    write_project: Callable[..., Path], tmp_path: Path, real_python: str
) -> None:
    project = write_project(f"open({str(tmp_path / 'started')!r}, 'w').close()\nimport time\ntime.sleep(60)")
    with subprocess.Popen(
        [real_python, "-m", "preview", "-C", str(project), "--quiet"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (tmp_path / "started").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        printed, complaints = process.communicate(timeout=20)
    assert process.returncode == 130
    assert printed == ""
    assert complaints == "interrupted: nothing was created\n"
