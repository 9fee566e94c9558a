"""Running small Pulumi programs through one pass against the echo provider."""

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from preview.model import Pass, Phase, Properties
from preview.passes import run_pass
from preview.project import load_project
from tests.support.echo_provider import EchoSimulations

PRELUDE = """
import pulumi
from pulumi import ResourceOptions, Output

class Thing(pulumi.CustomResource):
    arn: Output[str]

    def __init__(self, name, props=None, opts=None, token="cloud:index:Thing"):
        super().__init__(token, name, {"arn": None, **(props or {})}, opts)

class Group(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("my:index:Group", name, {}, opts)

class Cloud(pulumi.ProviderResource):
    def __init__(self, name, props=None, opts=None):
        super().__init__("cloud", name, props or {}, opts)
"""


@pytest.fixture
def write_project(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a project named `small` with a program."""

    def write(program: str, pulumi_yaml: str = "", stack_yaml: str = "") -> Path:
        (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n" + textwrap.dedent(pulumi_yaml))
        (tmp_path / "Pulumi.dev.yaml").write_text(textwrap.dedent(stack_yaml))
        (tmp_path / "__main__.py").write_text(PRELUDE + textwrap.dedent(program))
        return tmp_path

    return write


@pytest.fixture
def run(write_project: Callable[..., Path]) -> Callable[..., Pass]:
    """Return a function that runs a program through one pass."""

    def run_program(
        program: str,
        phase: Phase = Phase.PREVIEW,
        *,
        config: Mapping[str, str] | None = None,
        stack_references: Mapping[str, Properties] | None = None,
        gates: Any = (),
    ) -> Pass:
        project = load_project(write_project(program), "dev", config)
        return run_pass(
            project,
            phase,
            EchoSimulations(),
            stack_references=stack_references,
            start_gates=lambda _: gates,
        )

    return run_program
