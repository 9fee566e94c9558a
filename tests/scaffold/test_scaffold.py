"""The command writes all of a service, or says why not and writes nothing."""

import shutil
from pathlib import Path

import pytest

from scaffold.__main__ import main
from tests.support.shared_preview import REPOSITORY


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files that it reads and writes."""
    for file in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(REPOSITORY / file, tmp_path)
    (tmp_path / "workloads" / "services").mkdir(parents=True)
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    return {str(file): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_it_writes_the_file_and_both_stacks_and_says_what_is_next(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new-comer", "--port", "8080", "--host", "pay=203.0.113.10/32:443"], project) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == ["workloads/services/new_comer.py", "Pulumi.dev.yaml", "Pulumi.prod.yaml"]
    assert "port=8080" in (project / "workloads" / "services" / "new_comer.py").read_text()
    for stack in ("dev", "prod"):
        assert "    new-comer:\n" in (project / f"Pulumi.{stack}.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Newcomer"], "name is 'Newcomer': must begin with a lowercase letter"),
        (["newcomer", "--port", "80"], "port is 80: must be 1025 to 65535"),
        (["newcomer", "--secret", "Payment_API/key"], "secrets.0 is 'Payment_API/key': must begin with"),
        (["newcomer", "--host", "all=0.0.0.0/0:443"], "Egress: cidr is 0.0.0.0/0, every address there is"),
        (
            ["newcomer", "--caller", "nobody"],
            "workloads/services/newcomer.py: callers names nobody, which is no",
        ),
    ],
)
def test_what_a_declaration_may_not_say_is_refused_and_nothing_is_written(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    before = contents(project)
    assert main(arguments, project) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")
    assert contents(project) == before


def test_a_service_that_is_there_is_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["newcomer"], project) == 0
    before = contents(project)
    assert main(["newcomer"], project) == 2
    assert "workloads/services/newcomer.py is there already" in capsys.readouterr().err
    assert contents(project) == before
