"""Running small programs against the simulated providers."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from preview import simulated
from preview.model import Pass, Phase
from preview.passes import run_pass
from preview.project import load_project
from tests.support.simulated_account import SimulatedAccount


@pytest.fixture
def simulate(tmp_path: Path) -> Callable[..., Pass]:
    """Return a function that runs a program through one pass."""

    def run(program: str, phase: Phase = Phase.PREVIEW) -> Pass:
        (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
        (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: eu-central-1\n")
        (tmp_path / "__main__.py").write_text(textwrap.dedent(program))
        return run_pass(load_project(tmp_path, "dev"), phase, simulated)

    return run


@pytest.fixture
def account() -> SimulatedAccount:
    """An account in which nothing exists."""
    return SimulatedAccount()
