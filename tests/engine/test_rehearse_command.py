"""`python -m preview rehearse` as somebody types it, on a small project of a checkout of its own."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

PROGRAM = REPOSITORY / "tests" / "programs" / "secrets"
IDENTITY = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.invalid")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one commit."""
    folder = tmp_path / "checkout"
    shutil.copytree(PROGRAM, folder)
    for arguments in (("init", "--quiet"), ("add", "."), (*IDENTITY, "commit", "--quiet", "-m", "first")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S607 - the git on PATH
    return folder


def started(project: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [REAL_PYTHON, "-m", "preview", "rehearse", "-C", str(project), "--stack", "dev", *arguments]
    return subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def rehearsed(project: Path, *arguments: str) -> tuple[int, str, str]:
    process = started(project, *arguments)
    out, err = process.communicate()
    return process.returncode, out, err


def running_below(folder: Path) -> Sequence[str]:
    """The command lines of processes that work in a folder, or name it."""
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = str((process / "cwd").readlink())
        except OSError:
            continue
        if str(folder) in line or place.startswith(str(folder)):
            found.append(line)
    return found


def test_secrets_are_stood_in_for_in_their_form_and_never_shown(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    code, out, err = rehearsed(project, "--format", "json", "--keep", str(kept))

    assert code == 0, out + err
    assert [problem for step in json.loads(out)["steps"] for problem in step["problems"]] == []
    for text in (out, err):
        assert "made-by-the-program" not in text
        assert "ciphertext" not in text


def test_what_a_rehearsal_worked_with_is_kept_where_it_is_asked_for(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    code, out, err = rehearsed(project, "--keep", str(kept))

    assert code == 0, out + err
    assert (kept / "project" / "Pulumi.yaml").is_file()
    assert (kept / "clouds").is_file()
    assert kept.stat().st_mode & 0o077 == 0
    code, _, err = rehearsed(project, "--keep", str(kept))
    assert (code, err.splitlines()[-1].partition(": error: ")[2]) == (
        2,
        f"argument --keep: {kept} exists already",
    )


def test_a_stack_lives_on_to_another_commit(project: Path) -> None:
    program = project / "__main__.py"
    program.write_text(program.read_text().replace('"queue", name=', '"queue", delay_seconds=30, name='))

    code, out, err = rehearsed(project, "--to", "HEAD", "--format", "json")

    assert code == 0, out + err
    (changed,) = (step for step in json.loads(out)["steps"] if step["title"] == "up with --to HEAD")
    assert [(change["kind"], change["type"], change["paths"]) for change in changed["changes"]] == [
        ("updated", "aws:sqs/queue:Queue", ["delaySeconds"])
    ]


def test_an_interrupted_rehearsal_says_so_and_leaves_nothing_running(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    process = started(project, "--keep", str(kept))
    while not (kept / "clouds").exists():
        assert process.poll() is None
        time.sleep(0.05)
    while len(running_below(kept)) < 2:
        assert process.poll() is None
        time.sleep(0.05)

    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate()

    assert process.returncode == 130
    assert err.splitlines()[-1] == "interrupted: the engine was ended, and nothing real was touched"
    assert "Traceback" not in err
    assert running_below(kept) == []
