"""The command writes a stack's outputs, and reads them for another stack's reference."""

import json
from pathlib import Path

import pytest

from preview.__main__ import main

GIVER = """
import pulumi
pulumi.export("vpcId", "vpc-1")
pulumi.export("token", pulumi.Output.secret("hunter2-hunter2"))
"""
TAKER = """
import pulumi
platform = pulumi.StackReference("org/giver/dev")
pulumi.export("found", platform.require_output("vpcId"))
pulumi.export("token", platform.require_output("token"))
"""


def project(folder: Path, program: str) -> Path:
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(f"name: {folder.name}\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text(program)
    return folder


def test_what_one_stack_gives_another_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, taken = tmp_path / "given.json", tmp_path / "taken.json"
    giver, taker = project(tmp_path / "giver", GIVER), project(tmp_path / "taker", TAKER)

    assert main(["-q", "-C", str(giver), "--outputs", str(given)]) == 0
    assert json.loads(given.read_text()) == {"vpcId": "vpc-1", "token": "[secret]"}

    reference = f"org/giver/dev={given}"
    assert main(["-q", "-C", str(taker), "--stack-reference", reference, "--outputs", str(taken)]) == 0
    assert json.loads(taken.read_text()) == {"found": "vpc-1", "token": "[secret]"}
    assert "hunter2" not in capsys.readouterr().out


def test_a_file_of_outputs_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taker = project(tmp_path / "taker", TAKER)
    assert main(["-q", "-C", str(taker), "--stack-reference", f"org/giver/dev={tmp_path / 'none.json'}"]) == 2
    assert "none.json cannot be read" in capsys.readouterr().err


def test_a_reference_without_a_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--stack-reference", "org/giver/dev"])
    assert "must be NAME=FILE" in capsys.readouterr().err
