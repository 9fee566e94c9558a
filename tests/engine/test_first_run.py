"""The order of docs/first-run.md and the clean-up of the README, from an account with nothing in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.test_rehearsal import UNPROTECT, rehearse
from workloads.catalogue import find_specs

TEAM = "arn:aws:iam::111122223333:role/newcomers"
NEW_TEAM = "access.teams.newcomers=" + json.dumps(
    {"principals": [TEAM], "namespaces": ["newcomers"], "level": "edit"}
)
ORDER = (
    *("--start", "stage=foundation", "--missing", "images", "--missing", "secret-values"),
    *("--config", "stage=platform", "--config", "stage=services"),
    *("--provide", "images", "--provide", "secret-values"),
)
LATER = ("--config", NEW_TEAM, "--config", "protect=true", "--config", "protect=false")
# Immutable in the API server; volumes that exist do not depend on their class.
REPLACED_WITH_PROTECTION = {"kubernetes:storage.k8s.io/v1:StorageClass"}
# The locks themselves, which hold nothing; what they lock stays.
LOCKS = {
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
}


class Life:
    """A first run that has ended, with what a stack sees later, and its end."""

    def __init__(self, stack: str, home: Path) -> None:
        done = rehearse(stack, home, *ORDER, *LATER, *UNPROTECT)
        assert done.stdout, done.stderr
        self.exit_code = done.returncode
        self.steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]

    def step(self, title: str) -> dict[str, Any]:
        return next(step for step in self.steps if step["title"] == title)

    def kinds(self, title: str) -> set[str]:
        return {change["kind"] for change in self.step(title)["changes"]}

    def said(self, title: str) -> str:
        return "\n".join(self.step(title)["notes"])


@pytest.fixture(scope="module", params=["dev", "prod"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    return Life(request.param, tmp_path_factory.mktemp("home"))


def test_every_step_goes_as_it_should(life: Life) -> None:
    assert [problem for step in life.steps for problem in step["problems"]] == []
    assert [warning for step in life.steps for warning in step["warnings"]] == []
    assert life.exit_code == 0


def test_going_from_stage_to_stage_only_creates(life: Life) -> None:
    for title in ("up", "up with --config stage=platform", "up with --provide secret-values"):
        assert life.kinds(title) == {"created"}, title
    for title in ("up with --config stage=services", "up with --provide images"):
        assert life.kinds(title) <= {"created"}, title


@pytest.mark.parametrize("operation", ["preview of", "up with"])
def test_the_services_stop_for_images_and_values_with_what_provides_each(life: Life, operation: str) -> None:
    said = life.said(f"{operation} --config stage=services")
    assert said.startswith("stops, since images and secret-values are missing:")
    for spec in find_specs():
        assert f"- image {spec.repository}@sha256:" in said
        for secret in spec.secrets:
            assert f"/{spec.name}/{secret}:\n    aws secretsmanager put-secret-value" in said


@pytest.mark.parametrize("operation", ["preview of", "up with"])
def test_what_was_provided_is_not_asked_for_again(life: Life, operation: str) -> None:
    said = life.said(f"{operation} --provide images")
    assert said.startswith("stops, since secret-values are missing:")
    assert "- image" not in said


def test_a_stack_that_stopped_ends_as_one_that_did_not(life: Life) -> None:
    created = life.step("up with --provide secret-values")["changes"]
    assert {change["type"] for change in created} >= {"kubernetes:apps/v1:Deployment"}


def test_a_new_team_adds_its_access_and_changes_nothing(life: Life) -> None:
    assert life.kinds(f"up with --config {NEW_TEAM}") <= {"created", "updated"}
    assert "created" in life.kinds(f"up with --config {NEW_TEAM}")


@pytest.mark.parametrize("value", ["true", "false"])
def test_protection_on_and_off_replaces_nothing_but_the_storage_class(life: Life, value: str) -> None:
    changes = life.step(f"up with --config protect={value}")["changes"]
    assert {change["type"] for change in changes if change["kind"] == "replaced"} <= REPLACED_WITH_PROTECTION
    assert {change["type"] for change in changes if change["kind"] in ("created", "deleted")} <= LOCKS


def test_the_clean_up_ends_with_nothing_left(life: Life) -> None:
    last = life.steps[-1]
    assert last["title"] == "destroy"
    assert {change["kind"] for change in last["changes"]} == {"deleted"}
    left = [note for note in last["notes"] if note.startswith("stays")]
    # The account's default encryption of volumes is not taken back with the stack.
    assert all("aws:ebs/encryptionByDefault:EncryptionByDefault" in note for note in left)
