"""The commands of the documentation work under Pulumi's own CLI, word for word and in their order."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from preview.rehearsal.engine import find_pulumi
from preview.rehearsal.environment import isolated
from preview.rehearsal.language_host import LanguageHost
from preview.rehearsal.plugins import installed_packages, running, write_plugins
from preview.simulated import provider_module
from preview.simulated.store import FILE_VARIABLE
from tests.docs.stories import (
    BEGINNING,
    COMING_BACK,
    COPY_OF_THE_PACK,
    DEPLOYING,
    LEAVING,
    LOOKING_CLOSER,
    NEW_CONTROL,
    REHEARSING,
    RESTORING,
    UNPROTECTING,
    UPGRADING,
    USING,
    Step,
)
from tests.support.checkout import checkout, environment, in_shell, tools
from tests.support.code_blocks import code_block
from tests.support.warm_python import REAL_PYTHON

LOG_GROUP = """
import pulumi
import pulumi_aws as aws

region = aws.Provider("aws", region="eu-central-1", allowed_account_ids=["111122223333"])
name = "/aws/eks/palisade-dev/cluster"
aws.cloudwatch.LogGroup("again", name=name, opts=pulumi.ResourceOptions(provider=region))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return checkout(tmp_path / "project", Path(REAL_PYTHON))


@pytest.fixture
def run(tmp_path: Path, project: Path) -> Iterator[Callable[..., str]]:
    """Return a function that runs a command in the project, under an engine that reaches nothing real."""
    find_pulumi()
    state = tmp_path / "state"
    plugins = state / "plugins"
    write_plugins(plugins, installed_packages(REAL_PYTHON), provider_module)
    for folder in ("home", "pulumi", "backend", "elsewhere"):
        (state / folder).mkdir()
    variables = isolated(
        state,
        plugins,
        {
            FILE_VARIABLE: str(state / "clouds"),
            "STATE": str(state / "backend"),
            "ELSEWHERE": str(state / "elsewhere"),
            # The user's answer to the question whether to go on.
            "PULUMI_SKIP_CONFIRMATIONS": "true",
        },
    )
    del variables["PULUMI_BACKEND_URL"]  # the documentation says how to log in

    def run_step(step: Step | str, *, exit_code: int = 0) -> str:
        command = step.command if isinstance(step, Step) else step
        return in_shell(command, project, variables, exit_code=exit_code)

    with LanguageHost(variables).serving() as port:
        variables["PULUMI_DEBUG_LANGUAGES"] = f"python:{port}"
        yield run_step
    for process in running(plugins):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def number(said: str, pattern: str) -> int:
    """Give the number of resources in the summary of an operation, which must tell of nothing else."""
    *_, summary = re.findall(r"^Resources:\n((?: {4}.*\n)+)", said, re.MULTILINE)
    found = re.fullmatch(pattern, summary.strip())
    assert found, summary
    return int(found[1])


def test_a_stack_is_deployed_used_and_taken_down(
    run: Callable[..., str], project: Path, tmp_path: Path
) -> None:
    for step in BEGINNING:
        run(step)
    _, previewed, founded, _, deployed = [run(step) for step in DEPLOYING]
    foundation = number(previewed, r"\+ (\d+) to create")
    assert number(founded, r"\+ (\d+) created") == foundation
    size = foundation + number(deployed, rf"\+ (\d+) created\n +{foundation} unchanged")

    # In place of `pulumi -C docs/examples/consumer install`.
    (project / "docs" / "examples" / "consumer" / ".venv").symlink_to(project / ".venv")
    again, analyzed, outputs, _, used = [run(step) for step in USING]
    assert number(again, r"(\d+) unchanged") == size
    assert '"outputsVersion": 1' in outputs
    of_consumer = number(used, r"\+ (\d+) created")
    for said in (previewed, deployed, again, analyzed, used):
        assert "palisade@v0.1.0" in said

    run("git init --quiet && git add --all && git -c user.name=a -c user.email=a@b.c commit --quiet -m all")
    archive, preview_under_the_copy = COPY_OF_THE_PACK
    run(archive)
    # In place of `pulumi install -C DIR/policypack`.
    python, started = tmp_path / "python", tmp_path / "started"
    python.write_text(f'#!/bin/sh\ntouch "{started}"\nexec "{REAL_PYTHON}" "$@"\n')
    python.chmod(0o755)
    environment(tmp_path / "state" / "elsewhere" / "policypack" / ".venv", python)
    assert "palisade@v0.1.0" in run(preview_under_the_copy)
    assert started.exists()

    *_, first, last = [run(step) for step in LEAVING]
    assert number(first, r"- (\d+) deleted") == of_consumer
    assert number(last, r"- (\d+) deleted") == size


def test_a_log_group_that_eks_has_made_again_is_taken_back(
    run: Callable[..., str], project: Path, tmp_path: Path
) -> None:
    for step in BEGINNING:
        run(step)
    eks = tmp_path / "eks"
    eks.mkdir()
    (eks / "Pulumi.yaml").write_text("name: eks\nruntime: {name: python, options: {virtualenv: .venv}}\n")
    (eks / "__main__.py").write_text(LOG_GROUP)
    (eks / ".venv").symlink_to(project / ".venv")
    run(f"pulumi -C {eks} stack init dev && pulumi -C {eks} up")

    stopped, take_back, again, destroy = COMING_BACK
    assert "log group already exists" in run(stopped, exit_code=1)
    run(take_back)
    run(again)
    number(run(destroy), r"- (\d+) deleted")


def test_a_protected_stack_is_restored_and_taken_down(run: Callable[..., str]) -> None:
    *_, restored, compared = [run(step) for step in RESTORING]
    assert number(compared, r"(\d+) unchanged") == number(restored, r"\+ (\d+) created")

    *unprotect, update, destroy = UNPROTECTING
    assert "because it is protected" in run(destroy, exit_code=1)
    for step in unprotect:
        run(step)
    run(update)
    number(run(destroy), r"- (\d+) deleted")


def test_a_stack_is_rehearsed_with_the_engine_on_path(project: Path, tmp_path: Path) -> None:
    variables = {
        "PATH": os.pathsep.join([str(find_pulumi().parent), os.environ["PATH"]]),
        "HOME": str(tmp_path),
    }
    for step in (*REHEARSING, *UPGRADING):
        said = in_shell(step.command, project, variables)
        assert "offline, nothing was created" in said


@pytest.fixture
def offline(tmp_path: Path, project: Path) -> Callable[[Step], str]:
    """Return a function that runs a command in the project, with no engine in reach."""
    path = os.pathsep.join([str(project / ".venv" / "bin"), tools(tmp_path / "bin")])
    return lambda step: in_shell(step.command, project, {"PATH": path})


def test_other_ways_to_preview_work_without_the_engine(offline: Callable[[Step], str], project: Path) -> None:
    said = [offline(step) for step in LOOKING_CLOSER]
    assert "stack prod" in said[0]
    assert list((project / "out").glob("*.yaml"))
    assert all("Policy: clean." in text for text in said)


def test_the_control_of_the_guide_is_tested_listed_and_asked(
    offline: Callable[[Step], str], project: Path
) -> None:
    rules = project / "policypack" / "guardrails" / "rules" / "aws"
    (rules / "kms_06_enabled.py").write_text(code_block("docs/adding-a-rule.md", "python"))
    tests, _, previewed = [offline(step) for step in NEW_CONTROL]
    assert " passed" in tests
    assert "## KMS-06 " in (project / "docs" / "generated" / "controls.md").read_text()
    assert "KMS-06" in previewed
