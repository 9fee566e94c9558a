"""Whoever gets it wrong gets one clear message and an exit code, and no stack trace of ours."""

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.shared_preview import REPOSITORY

SECRET = "planted-value-4711"  # noqa: S105 - planted to be looked for


def project(folder: Path, program: str, stack: str = "config: {}\n") -> Path:
    (folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text(stack)
    (folder / "__main__.py").write_text(program)
    return folder


def preview(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code of the real command, and all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "preview", "-C", str(folder), *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    for ours in (f"{REPOSITORY}/preview/", "site-packages", "grpc._channel"):
        assert ours not in said
    return done.returncode, said


KEY = """
import pulumi

pulumi.CustomResource("aws:kms/key:Key", "key", {"enableKeyRotation": False})
"""


YESTERDAY = (datetime.now().astimezone().date() - timedelta(days=1)).isoformat()
EXPIRED = "  - {{control: KMS-01, resource: '{}', reason: r, owner: o, expires: {}}}\n"


@pytest.fixture(scope="module")
def broken_pack(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """What the command says under a copy of the pack in which several things are broken at once."""
    folder = tmp_path_factory.mktemp("broken")
    pack = folder / "policypack"
    shutil.copytree(REPOSITORY / "policypack", pack, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    rules = pack / "guardrails" / "rules" / "aws"
    rule = rules / "kms_02_deletion_window.py"
    text = rule.read_text()
    assert "\nCONTROL = " in text
    rule.write_text(
        text.replace("\nCONTROL = ", "\ndef _check(*_):\n    raise ZeroDivisionError\n\nCONTROL = ")
    )
    (rules / "kms_99_broken.py").write_text("import nothing_of_the_kind\n")
    entries = [EXPIRED.format(resource, YESTERDAY) for resource in ("*::key", "*::another")]
    (pack / "exemptions" / "dev.yaml").write_text("exemptions:\n" + "".join(entries))
    return preview(project(folder, KEY), "--policy-pack", str(pack))


def test_a_broken_pack_blocks(broken_pack: tuple[int, str]) -> None:
    assert broken_pack[0] == 1


def test_a_control_that_raises_blocks_by_its_name(broken_pack: tuple[int, str]) -> None:
    assert "BLOCKED KMS-02" in broken_pack[1]
    assert "ZeroDivisionError in kms_02_deletion_window.py" in broken_pack[1]


def test_a_rule_that_does_not_load_is_named(broken_pack: tuple[int, str]) -> None:
    assert "guardrails/rules/aws/kms_99_broken.py does not load" in broken_pack[1]


def test_an_exemption_that_expired_yesterday_no_longer_covers_and_is_named(
    broken_pack: tuple[int, str],
) -> None:
    assert "BLOCKED KMS-01" in broken_pack[1]
    for resource in ("*::key", "*::another"):
        assert f"The exemption of KMS-01 for {resource} expired on {YESTERDAY}" in broken_pack[1]


def test_an_unknown_config_key_names_the_nearest_one() -> None:
    code, said = preview(REPOSITORY, "--config", "networks={}", "--no-policy")
    assert code == 2
    assert "--config: networks is not a setting (did you mean network?)" in said


def test_an_unknown_data_source_names_its_token_and_the_place_to_add_it(tmp_path: Path) -> None:
    program = 'import pulumi\npulumi.runtime.invoke("aws:foo/getBar:getBar", {})\n'
    code, said = preview(project(tmp_path, program))
    assert code == 2
    assert "aws:foo/getBar:getBar: add it to preview/simulated/aws/data_sources.py" in said


def test_a_program_that_raises_shows_its_own_short_traceback(tmp_path: Path) -> None:
    code, said = preview(project(tmp_path, 'def fail():\n    raise ValueError("no")\n\nfail()\n'))
    assert code == 2
    assert "ValueError: no" in said
    assert said.count("  File ") == 2


def test_a_missing_stack_file_lists_the_stacks_that_there_are(tmp_path: Path) -> None:
    code, said = preview(project(tmp_path, ""), "--stack", "test")
    assert code == 2
    assert "no Pulumi.test.yaml" in said
    assert "stacks with a file: dev" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_reaches_a_report_a_manifest_or_a_log(tmp_path: Path, form: str) -> None:
    program = f"""
import pulumi, pulumi_kubernetes as k8s
secret = pulumi.Output.secret("{SECRET}")
k8s.core.v1.Secret("s", string_data={{"password": secret}})
k8s.core.v1.ConfigMap("c", data={{"url": pulumi.Output.concat("https://u:", secret, "@host")}})
pulumi.export("token", secret)
pulumi.log.warn("the value is {SECRET}")
"""
    manifests = tmp_path / "manifests"
    arguments = ("--format", form, "--manifests", str(manifests), "--no-policy")
    code, said = preview(project(tmp_path, program), *arguments)
    assert code == 0
    assert SECRET not in said
    written = [file.read_text() for file in manifests.iterdir()]
    assert len(written) == 2
    assert not any(SECRET in text for text in written)
