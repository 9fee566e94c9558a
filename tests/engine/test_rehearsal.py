"""`python -m preview rehearse` on both stacks, with the changes that a stack sees most."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.new_service import NAME, write_patch
from tests.support.shared_preview import REPOSITORY
from tests.support.stack_settings import stack_settings
from tests.support.warm_python import REAL_PYTHON

UNPROTECT = ("--unprotect", "protect=false", "--unprotect", "cluster.deletionProtection=false")
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
# What Karpenter takes of a node group, where it scales nodes.
NODE_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool"
# Changes that a stack lives through, each after the other.
NODE_DISK = "--config nodeGroups.general.diskGib=120"
NODE_SIZE = "--config nodeGroups.general.instanceTypes[0]=m7i.2xlarge"
LOG_RETENTION = "--config cluster.logRetentionDays=545"


def rehearse(stack: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Rehearse as somebody who is logged in everywhere."""
    command = [REAL_PYTHON, "-m", "preview", "rehearse", "--stack", stack, "--format", "json", *arguments]
    environment = {
        **os.environ,
        "HOME": str(home),
        "PULUMI_HOME": str(home / ".pulumi"),
        "PULUMI_BACKEND_URL": "s3://a-real-bucket",
        "PULUMI_ACCESS_TOKEN": "a-real-token",
        "AWS_PROFILE": "a-real-profile",
        "KUBECONFIG": str(home / "kubeconfig"),
    }
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


class Lived:
    """A rehearsal that has ended."""

    def __init__(self, stack: str, patch: Path, home: Path) -> None:
        (home / ".pulumi").mkdir()
        (home / ".pulumi" / "credentials.json").write_text("{}")
        files = [REPOSITORY / "Pulumi.yaml", *REPOSITORY.glob("Pulumi.*.yaml")]
        before = contents(home), [file.read_bytes() for file in files]
        done = rehearse(
            stack,
            home,
            *NODE_DISK.split(),
            *NODE_SIZE.split(),
            "--change",
            str(patch),
            *LOG_RETENTION.split(),
            *UNPROTECT,
        )
        assert done.stdout, done.stderr
        self.leaves_the_user_alone = before == (contents(home), [file.read_bytes() for file in files])
        self.patch = f"--change {patch}"
        self.stack = stack
        self.scales_nodes = stack_settings(stack)[0].node_scaling.enabled
        self.exit_code = done.returncode
        self.progress = done.stderr
        self.steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]

    def step(self, title: str) -> dict[str, Any]:
        return next(step for step in self.steps if step["title"] == title)

    def changed(self, title: str) -> Iterator[tuple[str, str]]:
        """The kind of change and the type of each resource that a step changed."""
        for change in self.step(title)["changes"]:
            yield change["kind"], change["type"]


@pytest.fixture(scope="module", params=["dev", "prod"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    patch = write_patch(tmp_path_factory.mktemp("patch"))
    return Lived(request.param, patch, tmp_path_factory.mktemp("home"))


def test_every_step_goes_as_it_should(lived: Lived) -> None:
    assert [problem for step in lived.steps for problem in step["problems"]] == []
    assert lived.exit_code == 0


def test_the_users_home_login_and_stack_files_are_as_they_were(lived: Lived) -> None:
    assert lived.leaves_the_user_alone


def test_all_rules_of_what_is_changed_are_known(lived: Lived) -> None:
    assert [warning for step in lived.steps for warning in step["warnings"]] == []


def test_it_shows_what_it_does_while_it_does_it(lived: Lived) -> None:
    for step in lived.steps:
        assert step["title"] in lived.progress


def test_nothing_changes_at_a_second_preview_and_at_a_refresh(lived: Lived) -> None:
    quiet = [step for step in lived.steps if step["title"] in ("preview again", "refresh")]

    assert len(quiet) == 3
    assert all(step["changes"] == [] and step["unchanged"] > 0 for step in quiet)


def test_a_larger_disk_is_a_new_version_of_the_template_that_the_groups_take_over(lived: Lived) -> None:
    changed = set(lived.changed(f"up with {NODE_DISK}"))

    assert changed - {("updated", NODE_CLASS)} == {("updated", LAUNCH_TEMPLATE), ("updated", NODE_GROUP)}
    assert (("updated", NODE_CLASS) in changed) is lived.scales_nodes


def test_another_size_of_nodes_replaces_the_groups_alone_and_never_leaves_the_cluster_without(
    lived: Lived,
) -> None:
    title = f"up with {NODE_SIZE}"

    changed = set(lived.changed(title))

    assert changed - {("updated", NODE_POOL)} == {("replaced", NODE_GROUP)}
    assert (("updated", NODE_POOL) in changed) is lived.scales_nodes
    assert not any(change["deletesFirst"] for change in lived.step(title)["changes"])


def test_a_new_service_adds_its_own_and_changes_who_calls_it(lived: Lived) -> None:
    title = f"up with {lived.patch}"
    changed = list(lived.changed(title))

    assert {kind for kind, _ in changed} == {"created", "updated"}
    created = [change["urn"] for change in lived.step(title)["changes"] if change["kind"] == "created"]
    assert all(NAME in urn.rsplit("::", 1)[1] for urn in created)
    assert {token for kind, token in changed if kind == "updated"} == {
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "kubernetes:core/v1:ResourceQuota",
    }


def test_longer_retention_changes_the_log_group_alone(lived: Lived) -> None:
    assert list(lived.changed(f"up with {LOG_RETENTION}")) == [
        ("updated", "aws:cloudwatch/logGroup:LogGroup")
    ]


def test_protection_is_respected_until_it_is_taken_off(lived: Lived) -> None:
    refused = [step for step in lived.steps if step["title"] == "destroy while protected"]

    assert bool(refused) is (lived.stack == "prod")
    assert all("are protected" in step["notes"][0] for step in refused)


def test_the_end_deletes_everything_but_what_is_retained(lived: Lived) -> None:
    last = lived.steps[-1]
    left = [note for note in last["notes"] if note.startswith("stays")]

    assert last["title"] == "destroy"
    assert {change["kind"] for change in last["changes"]} == {"deleted"}
    # The account's default encryption of volumes is not taken back with the stack.
    assert all("aws:ebs/encryptionByDefault:EncryptionByDefault" in note for note in left)
