"""The engine finds a simulated provider for every Pulumi package that the project has installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from preview.rehearsal.plugins import PluginError, installed_packages, running, write_plugins
from preview.simulated import provider_module


def test_packages_with_a_provider_are_listed(real_python: str) -> None:
    found = installed_packages(real_python)
    assert {"aws", "eks", "kubernetes"} <= set(found)
    assert "policy" not in found  # has no provider


def test_packages_are_named_by_their_file_or_their_folder(tmp_path: Path, real_python: str) -> None:
    for folder, about in (
        ("pulumi_gcp_native", '{"resource": true}'),
        ("pulumi_x", '{"resource": true, "name": "y"}'),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pulumi-plugin.json").write_text(about)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec {real_python} "$@"\n')
    python.chmod(0o755)

    assert {"gcp-native", "y"} <= set(installed_packages(str(python)))


def test_an_interpreter_that_does_not_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="nowhere/python cannot be asked for its Pulumi packages"):
        installed_packages(str(tmp_path / "nowhere/python"))


@pytest.mark.parametrize("package", ["kubernetes", "cloudflare"])
def test_a_script_serves_as_the_provider_and_is_known_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, real_python: str
) -> None:
    folder = tmp_path / "with 'quotes'"
    write_plugins(folder, [package], provider_module)
    script = folder / f"pulumi-resource-{package}"
    with subprocess.Popen([script, "127.0.0.1:1"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert int(process.stdout.readline()) > 0
            assert running(folder) == [process.pid]
            assert running(folder) == []
        finally:
            process.kill()


def test_the_scripts_run_with_the_previews_interpreter(tmp_path: Path) -> None:
    write_plugins(tmp_path, ["aws"], provider_module)
    text = (tmp_path / "pulumi-resource-aws").read_text()
    assert f"exec {sys.executable} -u -m preview.simulated.aws" in text
    assert os.access(tmp_path / "pulumi-resource-aws", os.X_OK)
