"""What `make setup` leaves behind is what the commands after it need."""

import shutil
import subprocess
from pathlib import Path

import pytest

from preview.pack_process import pack_python
from tests.support.shared_preview import REPOSITORY


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with its packages already installed, as far as make sees."""
    (tmp_path / "policypack").mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(REPOSITORY / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for stamp in (".created", ".runtime", ".development"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def set_up(folder: Path) -> None:
    make = shutil.which("make")
    assert make
    subprocess.run([make, "setup"], cwd=folder, check=True)


def test_the_pack_gets_the_projects_environment(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    shutil.copy(REPOSITORY / "policypack" / "PulumiPolicy.yaml", checkout / "policypack")
    set_up(checkout)
    assert Path(pack_python(checkout / "policypack")).resolve() == python


def test_a_link_that_leads_nowhere_is_set_right(checkout: Path) -> None:
    (checkout / "policypack" / ".venv").symlink_to("../elsewhere")
    set_up(checkout)
    assert (checkout / "policypack" / ".venv").resolve() == checkout / ".venv"


def test_an_environment_of_the_packs_own_stays(checkout: Path) -> None:
    own = checkout / "policypack" / ".venv" / "bin"
    own.mkdir(parents=True)
    set_up(checkout)
    assert own.is_dir()
    assert not own.parent.is_symlink()


def test_git_ignores_an_environment_that_is_a_link_as_well() -> None:
    # With a slash at its end a pattern matches folders alone.
    assert ".venv" in (REPOSITORY / ".gitignore").read_text().splitlines()
