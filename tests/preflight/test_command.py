"""The command: its exit codes and its one line where it cannot begin."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from preflight import __main__ as command
from preflight.plan import Plan, PlanError, read_plan
from preview.model import Result
from tests.support.preflight_account import plan_of
from tests.support.shared_preview import REPOSITORY


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr of a command that cannot begin."""
    assert command.main(["-C", str(REPOSITORY), *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    return said.err


def test_a_stack_that_there_is_not_is_told(capsys: pytest.CaptureFixture[str]):
    assert "no Pulumi.nowhere.yaml" in told(capsys, "--stack", "nowhere")


def test_a_wrong_setting_is_told_as_by_the_program(capsys: pytest.CaptureFixture[str]):
    assert "Pulumi.dev.yaml: network.zones is 7" in told(capsys, "--config", "network.zones=7")


def test_without_credentials_it_is_told_how_to_get_some(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, dev: Result, tmp_path: Path
):
    def read(*_: object) -> Plan:
        return plan_of(dev)

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(command, "read_plan", read)
    assert "no AWS credentials found" in told(capsys)


def test_the_plan_is_what_the_preview_shows(dev: Result):
    plan = read_plan(REPOSITORY, "dev", {})
    assert {resource.urn for resource in plan.resources} == set(dev.applied.resources)
    assert plan.settings.aws.region == "eu-central-1"


def test_a_program_that_fails_is_told_in_its_own_words(tmp_path: Path):
    for file in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(REPOSITORY / file, tmp_path)
    (tmp_path / "__main__.py").write_text("raise RuntimeError('as it says')\n")
    with pytest.raises(PlanError, match="as it says"):
        read_plan(tmp_path, "dev", {})


def test_the_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        command.main(["--help"])
    assert "0 nothing stands in the way, 2 something does" in " ".join(capsys.readouterr().out.split())


def test_make_preflight_starts_the_command_for_the_stack():
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run(
        # The packages are not what this is about: take them for installed.
        [make, "--old-file=.venv/.runtime", "preflight", "STACK=nowhere"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no Pulumi.nowhere.yaml" in done.stderr
