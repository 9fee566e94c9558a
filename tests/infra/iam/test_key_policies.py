"""Key policies: the account manages every key, and each key is used by those it is for."""

import json
from typing import Any

import pytest

from infra.iam import key_policies
from infra.iam.role import RoleRules
from infra.place import Place

ACCOUNT = "111122223333"
REGION = "eu-central-1"
PLACE = Place("palisade-dev", "aws", ACCOUNT, REGION, RoleRules(None, "/", ""))
CHINA = Place("palisade-dev", "aws-cn", ACCOUNT, "cn-north-1", RoleRules(None, "/", ""))
POLICIES = {
    "cluster": key_policies.cluster_key_policy(PLACE),
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
    policy = key_policies.cluster_key_policy(CHINA)
    assert statement(policy, "Administration")["Principal"] == {"AWS": f"arn:aws-cn:iam::{ACCOUNT}:root"}


def test_log_groups_in_china_use_the_service_name_of_their_partition() -> None:
    logs = statement(key_policies.logs_key_policy(CHINA), "CloudWatchLogs")
    assert logs["Principal"] == {"Service": "logs.cn-north-1.amazonaws.com.cn"}


def test_a_service_that_asks_for_somebody_is_named_alike_in_every_partition() -> None:
    # Source: KMS developer guide, "kms:ViaService".
    condition = statement(key_policies.data_key_policy(CHINA), "SecretsManager")["Condition"]
    assert condition["StringEquals"]["kms:ViaService"] == "secretsmanager.cn-north-1.amazonaws.com"
