"""What `make setup` leaves behind is what the commands after it need."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.shared_preview import REPOSITORY


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with its packages already installed, as far as make sees."""
    (tmp_path / "policypack").mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", ".gitignore"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for stamp in (".created", ".runtime", ".development"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def run(*command: str, folder: Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_the_pack_gets_the_projects_environment(checkout: Path) -> None:
    run("make", "setup", folder=checkout)
    assert (checkout / "policypack" / ".venv").resolve() == checkout / ".venv"


def test_a_link_that_leads_nowhere_is_set_right(checkout: Path) -> None:
    (checkout / "policypack" / ".venv").symlink_to("../elsewhere")
    run("make", "setup", folder=checkout)
    assert (checkout / "policypack" / ".venv").resolve() == checkout / ".venv"


def test_an_environment_of_the_packs_own_stays(checkout: Path) -> None:
    own = checkout / "policypack" / ".venv" / "bin"
    own.mkdir(parents=True)
    run("make", "setup", folder=checkout)
    assert own.is_dir()
    assert not own.parent.is_symlink()


def test_git_ignores_both_environments(checkout: Path) -> None:
    run("git", "init", "--quiet", folder=checkout)
    run("make", "setup", folder=checkout)
    listed = run("git", "status", "--porcelain", "--untracked-files=all", folder=checkout)
    assert ".venv" not in listed
    assert "?? Makefile" in listed
