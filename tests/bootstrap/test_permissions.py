"""Runs the command as somebody whose IAM policy AWS asks at every call."""

import copy
import json
import re
from typing import Any

import parliament
import pytest
from moto.core import set_initial_no_auth_action_count

from tests.support.shared_preview import REPOSITORY
from tests.support.state_bucket import ACCOUNT, REGION, Aws, Run, run_command, session_of_somebody


def run_as_somebody(policy: dict[str, Any]) -> Run:
    return set_initial_no_auth_action_count(0)(run_command)(session_of_somebody(json.dumps(policy)))


@pytest.fixture
def documented() -> dict[str, Any]:
    """The policy of docs/bootstrap.md, for the account and region of the tests."""
    page = (REPOSITORY / "docs" / "bootstrap.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    return json.loads(block.replace("111122223333", ACCOUNT).replace("eu-central-1", REGION))


def as_moto_asks(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy for moto, which knows no key of a call and has a permission of its own for HeadBucket."""
    statements = copy.deepcopy(policy["Statement"])
    for statement in statements:
        if statement["Sid"] == "Key":
            statement["Resource"] = "*"
        if "s3:ListBucket" in statement["Action"]:
            statement["Action"].append("s3:HeadBucket")
    return {**policy, "Statement": statements}


def test_a_linter_finds_in_the_documented_permissions_only_that_the_policies_may_be_set(
    documented: dict[str, Any],
):
    findings = parliament.analyze_policy_string(json.dumps(documented)).findings
    assert {finding.issue for finding in findings} == {"RESOURCE_POLICY_PRIVILEGE_ESCALATION"}


def test_the_documented_permissions_are_enough(aws: Aws, documented: dict[str, Any]):
    run = run_as_somebody(as_moto_asks(documented))
    assert (run.code, run.error) == (0, "")
    assert aws.bootstrap().changes == []


def test_a_permission_that_is_missing_midway_stops_the_run_and_the_next_goes_on(
    aws: Aws, documented: dict[str, Any]
):
    deny = {"Effect": "Deny", "Action": "s3:PutBucketVersioning", "Resource": "*"}
    policy = as_moto_asks(documented)
    run = run_as_somebody({**policy, "Statement": [*policy["Statement"], deny]})
    assert run.code == 2
    assert run.error.startswith("error: AWS refuses PutBucketVersioning: ")
    assert "what was done stands above, and another run goes on from there" in run.error
    assert "  set all four public access blocks" in run.said.splitlines()
    again = aws.bootstrap()
    assert again.code == 0
    assert again.changes[0] == "set versioning"
    assert len(aws.key_ids()) == 1
