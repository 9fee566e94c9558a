import os
from pathlib import Path

import pytest

from preview.__main__ import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
    (folder / "__main__.py").write_text("")
    return folder


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `pulumi` on PATH that only notes that it was run."""
    folder = tmp_path / "bin"
    folder.mkdir()
    noted = tmp_path / "was-run"
    (folder / "pulumi").write_text(f"#!/bin/sh\ntouch {noted}\n")
    (folder / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return noted


def rehearse(project: Path, *arguments: str) -> int:
    return main(["rehearse", "-C", str(project), "-q", *arguments])


def test_without_a_pulumi_it_says_how_to_get_one(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert rehearse(project) == 2

    said = capsys.readouterr().err.strip()
    assert said.startswith("error: no pulumi on PATH")
    assert "make engine" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--config", "size"], "--config size: must be KEY=VALUE or KEY.PATH=VALUE"),
        (["--change", "missing.patch"], "--change missing.patch: there is no such file"),
        (["--to", "next"], "is in no git checkout"),
        (["--start", "size"], "--start size: must be KEY=VALUE or KEY.PATH=VALUE"),
        (["--provide", "money"], "--provide money: must be images or secret-values"),
        (["--stack", "other"], "no Pulumi.other.yaml"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_before_anything_is_run(
    project: Path,
    pulumi: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    assert rehearse(project, *arguments) == 2

    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--fail", "vpc"], "must be a type such as aws:ec2/vpc:Vpc, or a URN"),
        (["--fail", "delete:vpc"], "must be a type such as aws:ec2/vpc:Vpc, or a URN"),
        (["--keep", "."], "exists already"),
        (["--missing", "money"], "invalid choice: 'money'"),
        (["--policy-pack-config", "a.json"], "is given 1 times for 0 packs"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        rehearse(project, *arguments)

    assert ended.value.code == 2
    assert reason in capsys.readouterr().err
