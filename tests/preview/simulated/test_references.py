"""References to what was deleted."""

from typing import Any

import pytest

from tests.support.simulated_account import SimulatedAccount

KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234"
ROLE_ARN = "arn:aws:iam::123456789012:role/teams/deploy"
LOGS_ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:/trail"
TOPIC_ARN = "arn:aws:sns:eu-central-1:123456789012:alerts"
POLICY_ARN = "arn:aws:iam::123456789012:policy/read"
ROLE = "aws:iam/role:Role"
KEY = "aws:kms/key:Key"
CLUSTER = "aws:eks/cluster:Cluster"
BUCKET = "aws:s3/bucket:Bucket"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
CASES: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("aws:ec2/vpc:Vpc", "vpc-1", "aws:ec2/subnet:Subnet", {"vpcId": "vpc-1"}, "InvalidVpcID.NotFound"),
    (
        "aws:ec2/subnet:Subnet",
        "subnet-1",
        CLUSTER,
        {"vpcConfig": {"subnetIds": ["subnet-0", "subnet-1"]}},
        "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist",
    ),
    (
        "aws:ec2/securityGroup:SecurityGroup",
        "sg-1",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": "sg-0", "referencedSecurityGroupId": "sg-1"},
        "InvalidGroup.NotFound",
    ),
    (
        "aws:ec2/natGateway:NatGateway",
        "nat-1",
        "aws:ec2/route:Route",
        {"natGatewayId": "nat-1"},
        "InvalidNatGatewayID.NotFound",
    ),
    (
        "aws:ec2/launchTemplate:LaunchTemplate",
        "lt-1",
        "aws:eks/nodeGroup:NodeGroup",
        {"launchTemplate": {"id": "lt-1"}},
        "InvalidLaunchTemplateId.NotFound",
    ),
    (
        KEY,
        "1234",
        LOG_GROUP,
        {"kmsKeyId": KEY_ARN},
        "KMSInvalidStateException: key 1234 is pending deletion.",
    ),
    (KEY, "1234", "aws:kms/alias:Alias", {"targetKeyId": "1234"}, "KMSInvalidStateException"),
    (
        ROLE,
        "deploy",
        "aws:iam/rolePolicy:RolePolicy",
        {"role": "deploy"},
        "NoSuchEntity: The role with name deploy",
    ),
    (ROLE, "deploy", "aws:ec2/flowLog:FlowLog", {"iamRoleArn": ROLE_ARN}, "NoSuchEntity"),
    (
        "aws:iam/policy:Policy",
        POLICY_ARN,
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"policyArn": POLICY_ARN},
        "NoSuchEntity",
    ),
    (
        CLUSTER,
        "platform",
        "aws:eks/nodeGroup:NodeGroup",
        {"clusterName": "platform"},
        "ResourceNotFoundException: No cluster found for name: platform.",
    ),
    (
        LOG_GROUP,
        "/trail",
        "aws:cloudtrail/trail:Trail",
        {"cloudWatchLogsGroupArn": f"{LOGS_ARN}:*"},
        "Resource",
    ),
    (
        LOG_GROUP,
        "/trail",
        "aws:cloudwatch/logStream:LogStream",
        {"logGroupName": "/trail"},
        "ResourceNotFoundException: The specified log group does not exist",
    ),
    (BUCKET, "logs", "aws:s3/bucketPolicy:BucketPolicy", {"bucket": "logs"}, "NoSuchBucket"),
    (
        "aws:sns/topic:Topic",
        TOPIC_ARN,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {"alarmActions": [TOPIC_ARN]},
        "NotFound: Topic does not exist",
    ),
]


@pytest.mark.parametrize(("token", "identifier", "user", "inputs", "expected"), CASES)
def test_what_was_deleted_is_refused_and_what_never_existed_here_is_not(
    account: SimulatedAccount, token: str, identifier: str, user: str, inputs: dict[str, Any], expected: str
) -> None:
    account.create(user, **inputs)
    account.deleted(token, identifier)

    refusal = account.refusal_of_create(user, **inputs)

    assert refusal.startswith(expected)
    assert refusal.endswith(" was deleted)")


def test_what_exists_again_is_not_refused(account: SimulatedAccount) -> None:
    account.deleted(BUCKET, "logs")
    account.exists(BUCKET, "logs")

    account.create("aws:s3/bucketVersioning:BucketVersioning", bucket="logs")


def test_a_name_may_be_taken_again_and_a_tag_may_name_anything(account: SimulatedAccount) -> None:
    account.deleted(BUCKET, "logs")
    account.deleted("aws:ec2/vpc:Vpc", "vpc-1")

    account.create(BUCKET, bucket="logs", tags={"before": "vpc-1"}, tagsAll={"before": "vpc-1"})


def test_a_reference_is_judged_at_an_update_too(account: SimulatedAccount) -> None:
    account.deleted(KEY, "1234")
    account.exists(LOG_GROUP, "/a", name="/a")

    assert "is pending deletion" in account.refusal_of_update(LOG_GROUP, "/a", name="/a", kmsKeyId=KEY_ARN)
    account.update(LOG_GROUP, "/a", name="/a")
