"""Nothing real is within reach of a rehearsal: what passes is listed, and home folders are its own."""

import os
from pathlib import Path

import pytest

from preview.rehearsal.environment import isolated

CALLER = {
    "PATH": "/usr/bin",
    "HOME": "/home/somebody",
    "LANG": "en_GB.UTF-8",
    "LC_TIME": "de_DE.UTF-8",
    "TZ": "Europe/Berlin",
}


@pytest.mark.parametrize(
    "name",
    [
        "AWS_PROFILE",
        "AWS_SECRET_ACCESS_KEY",
        "KUBECONFIG",
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_OPTION_POLICY_PACK",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
        "https_proxy",
        "SSH_AUTH_SOCK",
        "ANYTHING_ELSE",
    ],
)
def test_what_is_not_listed_does_not_pass(tmp_path: Path, name: str) -> None:
    assert name not in isolated(tmp_path, tmp_path / "plugins", {}, {**CALLER, name: "real"})


def test_language_and_time_pass(tmp_path: Path) -> None:
    environment = isolated(tmp_path, tmp_path / "plugins", {}, CALLER)
    assert {name: environment[name] for name in ("LANG", "LC_TIME", "TZ")} == {
        name: CALLER[name] for name in ("LANG", "LC_TIME", "TZ")
    }


def test_home_and_state_are_the_rehearsals_own(tmp_path: Path) -> None:
    environment = isolated(tmp_path, tmp_path / "plugins", {}, CALLER)
    assert Path(environment["HOME"]).is_relative_to(tmp_path)
    assert Path(environment["PULUMI_HOME"]).is_relative_to(tmp_path)
    assert environment["PULUMI_BACKEND_URL"].startswith(tmp_path.as_uri())


def test_simulated_providers_go_before_installed_ones(tmp_path: Path) -> None:
    environment = isolated(tmp_path, tmp_path / "plugins", {}, CALLER)
    assert environment["PATH"] == f"{tmp_path / 'plugins'}{os.pathsep}/usr/bin"


def test_each_rehearsal_has_a_passphrase_of_its_own(tmp_path: Path) -> None:
    once, again = (isolated(tmp_path, tmp_path, {})["PULUMI_CONFIG_PASSPHRASE"] for _ in range(2))
    assert once != again


def test_variables_are_added(tmp_path: Path) -> None:
    assert isolated(tmp_path, tmp_path, {"CLOUDS": "here"})["CLOUDS"] == "here"
