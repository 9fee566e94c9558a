"""Key policies: the account manages every key, and each key is used by those it is for."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.iam import key_policies
from infra.place import Place, RoleRules
from tests.support.iam_evaluator import Decision, Request, evaluate

ACCOUNT = "111122223333"
REGION = "eu-central-1"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:role/path/palisade-deploy"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
PLACE = Place("palisade-dev", "aws", ACCOUNT, REGION, RoleRules(None, "/", ""))
CHINA = Place("palisade-dev", "aws-cn", ACCOUNT, "cn-north-1", RoleRules(None, "/", ""))
POLICIES = {
    "cluster": key_policies.cluster_key_policy(PLACE, [ADMINISTRATOR]),
    "volumes": key_policies.volumes_key_policy(PLACE),
    "logs": key_policies.logs_key_policy(PLACE),
    "data": key_policies.data_key_policy(PLACE),
    "registry": key_policies.registry_key_policy(PLACE),
    "trail": key_policies.trail_key_policy(PLACE),
    "alerts": key_policies.alerts_key_policy(PLACE),
}


def statement(document: str, sid: str) -> dict[str, Any]:
    return next(found for found in json.loads(document)["Statement"] if found["Sid"] == sid)


@pytest.mark.parametrize("key", POLICIES)
def test_the_account_manages_every_key_and_can_change_its_policy(key: str) -> None:
    account = statement(POLICIES[key], "Administration")
    assert account["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert "Condition" not in account
    assert "kms:PutKeyPolicy" in account["Action"]


def test_managing_a_key_is_not_using_it() -> None:
    assert not set(key_policies.ADMINISTRATION) & {
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    }


@pytest.mark.parametrize("key", POLICIES)
def test_no_statement_admits_everybody(key: str) -> None:
    for found in json.loads(POLICIES[key])["Statement"]:
        assert found["Principal"] not in ("*", {"AWS": "*"})


def test_other_partitions_are_named_in_principals() -> None:
    policy = key_policies.cluster_key_policy(CHINA, [ADMINISTRATOR])
    assert statement(policy, "Administration")["Principal"] == {"AWS": f"arn:aws-cn:iam::{ACCOUNT}:root"}


def test_log_groups_in_china_use_the_service_name_of_their_partition() -> None:
    logs = statement(key_policies.logs_key_policy(CHINA), "CloudWatchLogs")
    assert logs["Principal"] == {"Service": "logs.cn-north-1.amazonaws.com.cn"}


def test_a_service_that_asks_for_somebody_is_named_alike_in_every_partition() -> None:
    # Source: KMS developer guide, "kms:ViaService".
    condition = statement(key_policies.data_key_policy(CHINA), "SecretsManager")["Condition"]
    assert condition["StringEquals"]["kms:ViaService"] == "secretsmanager.cn-north-1.amazonaws.com"


VIA_EKS = {"kms:ViaService": f"eks.{REGION}.amazonaws.com"}
CREATION = ("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt")


def creates_cluster(principal: str, context: Mapping[str, str]) -> bool:
    """Whether every call that EKS makes for the creator of a cluster is allowed."""
    sent = {"aws:PrincipalArn": principal, "kms:CallerAccount": principal.split(":")[4], **context}
    return all(
        evaluate(POLICIES["cluster"], Request(principal, action, KEY, sent)) is Decision.ALLOW
        for action in CREATION
    )


@pytest.mark.parametrize("context", [VIA_EKS, {}], ids=["through EKS", "without a service"])
def test_an_administrator_creates_the_cluster_whether_or_not_the_call_tells_its_service(
    context: dict[str, str],
) -> None:
    assert creates_cluster(ADMINISTRATOR, context)


@pytest.mark.parametrize("context", [VIA_EKS, {}], ids=["through EKS", "without a service"])
@pytest.mark.parametrize(
    "principal",
    [
        f"arn:aws:iam::{ACCOUNT}:role/developer",
        f"arn:aws:iam::{ACCOUNT}:role/path/palisade-deploy-2",
        ADMINISTRATOR.replace(ACCOUNT, "999999999999"),
    ],
)
def test_nobody_else_hands_the_key_of_the_cluster_over(principal: str, context: dict[str, str]) -> None:
    assert not creates_cluster(principal, context)


def test_an_administrator_does_not_use_the_key_of_the_cluster_through_another_service() -> None:
    assert not creates_cluster(ADMINISTRATOR, {"kms:ViaService": f"ec2.{REGION}.amazonaws.com"})


@pytest.mark.parametrize("role", ["cluster-mine", "palisade-dev-cluster-mine", "palisade-prod-cluster"])
def test_no_role_of_a_like_name_uses_the_key_of_the_cluster(role: str) -> None:
    def decrypts(name: str) -> bool:
        arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
        request = Request(arn, "kms:Decrypt", KEY, {"aws:PrincipalArn": arn})
        return evaluate(POLICIES["cluster"], request) is Decision.ALLOW

    assert decrypts("palisade-dev-cluster")
    assert not decrypts(role)
