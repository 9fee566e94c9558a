"""IAM documents let in one service, for one account, and name what they allow."""

import json
from typing import Any

import parliament
import pytest

from infra.cluster.add_ons import volume_encryption_policy
from infra.iam.documents import instance_trust, pod_identity_trust, policy_document, service_trust
from infra.iam.roles import secrets_key_policy
from infra.network.flow_log import write_log
from infra.place import Place, RoleRules

ACCOUNT = "111122223333"
CLUSTER = f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/palisade-dev"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LOG_GROUP = f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/aws/vpc/palisade-dev/flow-log"
PLACE = Place(
    name="palisade-dev",
    partition="aws",
    account_id=ACCOUNT,
    region="eu-central-1",
    role_rules=RoleRules(permissions_boundary=None, path="/", name_prefix=""),
)
PERMISSIONS = {
    "secrets key": secrets_key_policy(KEY),
    "volume key": volume_encryption_policy(KEY),
    "flow log": write_log(PLACE, "/aws/vpc/palisade-dev/flow-log"),
}


def only_statement(document: str) -> dict[str, Any]:
    (statement,) = json.loads(document)["Statement"]
    return statement


@pytest.mark.parametrize("name", PERMISSIONS)
def test_a_linter_finds_nothing_in_the_permissions(name: str) -> None:
    assert parliament.analyze_policy_string(PERMISSIONS[name]).findings == []


@pytest.mark.parametrize("name", PERMISSIONS)
def test_permissions_name_their_resource_save_for_a_list(name: str) -> None:
    for statement in json.loads(PERMISSIONS[name])["Statement"]:
        if statement["Action"] == ["logs:DescribeLogGroups"]:
            continue
        resources = statement["Resource"]
        for resource in [resources] if isinstance(resources, str) else resources:
            assert resource.startswith((KEY, LOG_GROUP))


def test_the_linter_would_notice_an_action_that_does_not_exist() -> None:
    wrong = policy_document([{"Effect": "Allow", "Action": "kms:Decipher", "Resource": KEY}])
    assert [finding.issue for finding in parliament.analyze_policy_string(wrong).findings] == [
        "UNKNOWN_ACTION"
    ]


def test_a_service_is_trusted_for_resources_of_the_account_alone() -> None:
    source = f"arn:aws:ec2:eu-central-1:{ACCOUNT}:vpc-flow-log/*"
    statement = only_statement(
        service_trust("vpc-flow-logs.amazonaws.com", account_id=ACCOUNT, source_arn=source)
    )
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": source},
    }


def test_pods_are_trusted_for_one_cluster_alone() -> None:
    statement = only_statement(pod_identity_trust(CLUSTER, ACCOUNT))
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnEquals": {"aws:SourceArn": CLUSTER},
    }


def test_nodes_trust_their_service_alone() -> None:
    statement = only_statement(instance_trust("ec2.amazonaws.com"))
    assert statement["Principal"] == {"Service": "ec2.amazonaws.com"}


def test_the_volume_driver_gives_grants_to_aws_resources_alone() -> None:
    grants, use = json.loads(volume_encryption_policy(KEY))["Statement"]
    assert grants["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert "kms:CreateGrant" not in use["Action"]
