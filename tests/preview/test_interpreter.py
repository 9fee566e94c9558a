"""The interpreter is that of the environment that is asked for, where there is one."""

import sys
from pathlib import Path

import pytest

from preview.interpreter import PLACES, interpreter


@pytest.mark.parametrize("place", PLACES)
def test_the_environment_that_is_asked_for_gives_the_interpreter(tmp_path: Path, place: str) -> None:
    python = tmp_path / "env" / place
    python.parent.mkdir(parents=True)
    python.touch()
    assert interpreter(tmp_path, {"virtualenv": "env"}) == str(python)


@pytest.mark.parametrize("options", [{}, {"virtualenv": ""}, {"virtualenv": "absent"}, {"toolchain": "pip"}])
def test_without_an_environment_it_is_our_own(tmp_path: Path, options: dict[str, str]) -> None:
    assert interpreter(tmp_path, options) == sys.executable


def test_a_link_to_the_environment_that_we_run_in_is_our_own(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    assert interpreter(tmp_path, {"virtualenv": ".venv"}) == sys.executable
