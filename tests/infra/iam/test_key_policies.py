import json
from typing import Any

import parliament
import pytest

from infra.iam.key_policies import cluster_key_policy, data_key_policy, logs_key_policy, volumes_key_policy

ACCOUNT = "111122223333"
REGION = "eu-central-1"
POLICIES = {
    "cluster": cluster_key_policy(partition="aws", account_id=ACCOUNT),
    "logs": logs_key_policy(partition="aws", account_id=ACCOUNT, region=REGION),
    "data": data_key_policy(partition="aws", account_id=ACCOUNT, region=REGION),
    "volumes": volumes_key_policy(partition="aws", account_id=ACCOUNT),
}
# A key policy says "*" for the key itself, which the linter takes for every resource.
ACCEPTED = {"RESOURCE_STAR"}
# AWS's own policy for log groups compares the encryption context as an ARN, and names DescribeKey with it.
ACCEPTED_OF = {"logs": {"MISMATCHED_TYPE", "UNKNOWN_CONDITION_FOR_ACTION"}}


def statement(key: str, sid: str) -> dict[str, Any]:
    return next(found for found in json.loads(POLICIES[key])["Statement"] if found["Sid"] == sid)


@pytest.mark.parametrize("key", POLICIES)
def test_the_account_keeps_control_of_every_key(key: str) -> None:
    account = statement(key, "Account")
    assert account["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert account["Action"] == "kms:*"


@pytest.mark.parametrize("key", POLICIES)
def test_no_statement_admits_everybody(key: str) -> None:
    for found in json.loads(POLICIES[key])["Statement"]:
        assert found["Principal"] not in ("*", {"AWS": "*"})


@pytest.mark.parametrize("key", POLICIES)
def test_every_action_and_condition_exists_in_iam(key: str) -> None:
    statements = json.loads(POLICIES[key])["Statement"]
    for found in statements:
        # The linter knows policies of identities; a key policy names principals besides.
        del found["Principal"]
    findings = parliament.analyze_policy_string(
        json.dumps({"Version": "2012-10-17", "Statement": statements})
    ).findings
    assert {finding.issue for finding in findings} <= ACCEPTED | ACCEPTED_OF.get(key, set())


def test_cloudwatch_logs_may_use_the_key_for_log_groups_of_the_account_alone() -> None:
    logs = statement("logs", "CloudWatchLogs")
    assert logs["Principal"] == {"Service": f"logs.{REGION}.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"}
    }


def test_the_data_key_serves_callers_of_the_account_through_secrets_manager() -> None:
    assert statement("data", "SecretsManager")["Condition"]["StringEquals"] == {
        "kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com",
        "kms:CallerAccount": ACCOUNT,
    }


def test_auto_scaling_grants_the_volumes_key_to_aws_resources_alone() -> None:
    grants = statement("volumes", "AutoScalingGrants")
    assert grants["Action"] == "kms:CreateGrant"
    assert grants["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert "kms:CreateGrant" not in statement("volumes", "AutoScaling")["Action"]


def test_other_partitions_are_named_in_principals() -> None:
    policy = json.loads(cluster_key_policy(partition="aws-cn", account_id=ACCOUNT))
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws-cn:iam::{ACCOUNT}:root"}


def test_log_groups_in_china_use_the_service_name_of_their_partition() -> None:
    policy = json.loads(logs_key_policy(partition="aws-cn", account_id=ACCOUNT, region="cn-north-1"))
    assert policy["Statement"][1]["Principal"] == {"Service": "logs.cn-north-1.amazonaws.com.cn"}
