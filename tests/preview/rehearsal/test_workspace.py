import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from preview.configuration import SECRET_PLACEHOLDER
from preview.project_files import ProjectError
from preview.rehearsal.workspace import Workspace, WorkspaceError

PROJECT = """
name: small
runtime: python
config:
  small:network: {type: object, default: {zones: 3}}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A git checkout with the project in a folder of it, and files that git ignores."""
    top = tmp_path / "checkout"
    project = top / "project"
    (project / ".venv").mkdir(parents=True)
    (project / ".venv" / "pyvenv.cfg").write_text("")
    (project / "Pulumi.yaml").write_text(PROJECT)
    (project / "Pulumi.dev.yaml").write_text("config:\n  size: 1\n")
    (project / "__main__.py").write_text("first\n")
    (top / "shared.txt").write_text("beside\n")
    (top / ".gitignore").write_text(".venv\nignored\n")
    (top / "ignored").write_text("no")
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    return top


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def copied(checkout: Path) -> Workspace:
    return Workspace(checkout / "project", "dev", checkout.parent / "copy")


def test_a_copy_holds_what_git_knows_and_what_is_new_and_links_environments(checkout: Path) -> None:
    (checkout / "project" / "new.py").write_text("")
    (checkout / "project" / "__main__.py").write_text("changed\n")

    copy = copied(checkout)

    assert copy.directory == checkout.parent / "copy" / "project"
    assert (copy.directory / "__main__.py").read_text() == "changed\n"
    assert (copy.directory / "new.py").exists()
    assert (copy.directory.parent / "shared.txt").exists()
    assert not (copy.directory.parent / "ignored").exists()
    assert (copy.directory / ".venv").readlink() == checkout / "project" / ".venv"


def test_a_project_outside_of_git_is_copied_without_its_environment(checkout: Path) -> None:
    shutil.rmtree(checkout / ".git")

    copy = copied(checkout)

    assert (copy.directory / "__main__.py").exists()
    assert (copy.directory / ".venv").is_symlink()
    assert not (copy.directory.parent / "shared.txt").exists()


def test_a_path_of_the_project_is_found_in_the_copy_and_another_one_stays(checkout: Path) -> None:
    copy = copied(checkout)

    assert copy.in_copy(checkout / "project" / "policypack") == copy.directory / "policypack"
    assert copy.in_copy(Path("/elsewhere")) == Path("/elsewhere")


def config_of(copy: Workspace) -> dict[str, Any]:
    return yaml.safe_load((copy.directory / "Pulumi.dev.yaml").read_text())


def test_a_value_is_set_in_the_copy_alone(checkout: Path) -> None:
    copy = copied(checkout)

    copy.set_config("network.zones", "2")

    assert copy.write_stack_file() == []
    assert config_of(copy) == {"config": {"small:size": 1, "small:network": {"zones": 2}}}
    assert (checkout / "project" / "Pulumi.dev.yaml").read_text() == "config:\n  size: 1\n"
    copy.set_config("network.zones.first", "2")
    with pytest.raises(ProjectError, match="there is no 'first' in a single value"):
        copy.write_stack_file()


def test_secrets_get_stand_ins_and_the_real_encryption_is_taken_out(checkout: Path) -> None:
    (checkout / "project" / "Pulumi.dev.yaml").write_text(
        "secretsprovider: awskms://key\nencryptedkey: abc\nconfig:\n"
        "  size: 1\n  token: {secure: abc}\n  deep: {list: [{secure: abc}]}\n"
    )
    copy = copied(checkout)

    assert copy.write_stack_file() == ["small:token", "small:deep.list[0]"]
    assert config_of(copy) == {
        "config": {
            "small:size": 1,
            "small:token": SECRET_PLACEHOLDER,
            "small:deep": {"list": [SECRET_PLACEHOLDER]},
        }
    }

    written = {
        "encryptionsalt": "v1",
        "config": {"small:token": {"secure": "x"}, "small:deep": {"list": [{"secure": "y"}]}},
    }
    (copy.directory / "Pulumi.dev.yaml").write_text(yaml.safe_dump(written))
    copy.learn_encryption()

    assert copy.write_stack_file() == []
    assert config_of(copy) == {
        "encryptionsalt": "v1",
        "config": {
            "small:size": 1,
            "small:token": {"secure": "x"},
            "small:deep": {"list": [{"secure": "y"}]},
        },
    }


def test_a_patch_of_the_stack_file_fits_after_the_engine_and_settings_have_changed_it(
    checkout: Path, tmp_path: Path
) -> None:
    (checkout / "project" / "Pulumi.dev.yaml").write_text("config:\n  size: 2\n")
    patch = tmp_path / "change.patch"
    patch.write_text(git(checkout, "diff"))
    git(checkout, "checkout", "-q", ".")
    copy = copied(checkout)
    copy.set_config("network.zones", "2")
    copy.write_stack_file()

    copy.apply_patch(patch)
    copy.write_stack_file()

    assert config_of(copy) == {"config": {"small:size": 2, "small:network": {"zones": 2}}}


def test_a_patch_changes_the_copy(checkout: Path, tmp_path: Path) -> None:
    (checkout / "project" / "__main__.py").write_text("second\n")
    patch = tmp_path / "change.patch"
    patch.write_text(git(checkout, "diff"))
    git(checkout, "checkout", "-q", ".")
    copy = copied(checkout)

    copy.apply_patch(patch)

    assert (copy.directory / "__main__.py").read_text() == "second\n"
    with pytest.raises(WorkspaceError, match=f"--change {patch}: error: patch failed"):
        copy.apply_patch(patch)
    with pytest.raises(WorkspaceError, match=r"missing\.patch: No such file"):
        copy.apply_patch(tmp_path / "missing.patch")


def test_another_commit_takes_the_place_of_all_files(checkout: Path) -> None:
    git(checkout, "checkout", "-qb", "next")
    (checkout / "project" / "__main__.py").write_text("next\n")
    git(checkout, "rm", "-q", "shared.txt")
    git(checkout, "commit", "-qam", "next")
    git(checkout, "checkout", "-q", "-")
    copy = copied(checkout)

    copy.replace_by_commit(copy.commit("next"))

    assert (copy.directory / "__main__.py").read_text() == "next\n"
    assert not (copy.directory.parent / "shared.txt").exists()
    assert (copy.directory / ".venv").is_symlink()
    with pytest.raises(WorkspaceError, match="--to nowhere: Needed a single revision"):
        copy.commit("nowhere")
    with pytest.raises(WorkspaceError, match="--to --all: Needed a single revision"):
        copy.commit("--all")
