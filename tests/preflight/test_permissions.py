"""The policy that the documentation gives for the preflight."""

import json
import re
from typing import Any

import parliament
import pytest

from tests.preflight.test_blockers import deployed, with_one
from tests.support.preflight_account import SoundAccount
from tests.support.shared_preview import REPOSITORY


@pytest.fixture
def documented() -> dict[str, Any]:
    """The policy of docs/preflight.md."""
    page = (REPOSITORY / "docs" / "preflight.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    return json.loads(block)


def test_a_linter_finds_in_the_documented_permissions_only_that_they_read_everywhere(
    documented: dict[str, Any],
):
    findings = parliament.analyze_policy_string(json.dumps(documented)).findings
    assert {finding.issue for finding in findings} == {"RESOURCE_STAR"}


def test_the_documented_permissions_are_what_is_called(
    account_of_prod: SoundAccount, documented: dict[str, Any]
):
    missing = {"Error": {"Code": "NoSuchResourceException", "Message": "none"}}
    usual = account_of_prod.answers["service-quotas", "GetServiceQuota"]
    with_secret = with_one(account_of_prod, "aws:secretsmanager/secret:Secret", "name")
    empty = account_of_prod.look(plan=with_secret).actions
    account_of_prod.answers["service-quotas", "GetServiceQuota"] = lambda _: missing
    account_of_prod.answers["service-quotas", "GetAWSDefaultServiceQuota"] = usual
    deployed(account_of_prod)
    later = account_of_prod.look(plan=with_secret).actions
    (statement,) = documented["Statement"]
    assert empty | later == set(statement["Action"])
