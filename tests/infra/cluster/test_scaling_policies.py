"""What Karpenter may do: start and end machines of its own cluster, and nothing else."""

import json
from dataclasses import replace

import pytest

from infra.cluster.scaling_policies import controller_statements, launch_policy, queue_policy
from infra.iam.documents import policy_document
from infra.place import Place, RoleRules
from tests.support.iam_evaluator import Decision, Request, evaluate

ACCOUNT, REGION, CLUSTER = "111122223333", "eu-central-1", "palisade-prod"
PLACE = Place(
    name=CLUSTER,
    partition="aws",
    account_id=ACCOUNT,
    region=REGION,
    role_rules=RoleRules(permissions_boundary=None, path="/", name_prefix=""),
)
NODE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/node-1a2b3c4"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0f0f0f0f-1234-4321-8888-0123456789ab"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{CLUSTER}-interruptions"
KARPENTER = f"arn:aws:iam::{ACCOUNT}:role/karpenter-1a2b3c4"
CONTROLLER = policy_document(controller_statements(PLACE))
LAUNCH = launch_policy(PLACE, node_role_arn=NODE_ROLE, volumes_key_arn=KEY, queue_arn=QUEUE)

OWN = {
    f"aws:ResourceTag/kubernetes.io/cluster/{CLUSTER}": "owned",
    "aws:ResourceTag/karpenter.sh/nodepool": "a",
}
GIVEN = {
    f"aws:RequestTag/kubernetes.io/cluster/{CLUSTER}": "owned",
    "aws:RequestTag/eks:eks-cluster-name": CLUSTER,
    "aws:RequestTag/karpenter.sh/nodepool": "a",
}
OF_ANOTHER = {key.replace(CLUSTER, "other"): value.replace(CLUSTER, "other") for key, value in GIVEN.items()}
REGIONAL = {"aws:RequestedRegion": REGION}


def ec2(action: str, resource: str, **context: str | list[str]) -> Request:
    owner = "" if resource.split("/", maxsplit=1)[0] in ("image", "snapshot") else ACCOUNT
    return Request(KARPENTER, f"ec2:{action}", f"arn:aws:ec2:{REGION}:{owner}:{resource}", context)


def may(document: str, request: Request) -> bool:
    return evaluate(document, request) is Decision.ALLOW


# A launch as EC2 asks IAM about it: each thing that it uses, and each that it makes.
LAUNCHES = [
    ec2("RunInstances", "image/ami-1"),
    ec2("RunInstances", "snapshot/snap-1"),
    ec2("RunInstances", "subnet/subnet-1"),
    ec2("CreateFleet", "security-group/sg-1"),
    ec2("CreateFleet", "launch-template/lt-1", **OWN),
    ec2("CreateLaunchTemplate", "launch-template/lt-1", **GIVEN),
    ec2("CreateFleet", "fleet/fleet-1", **GIVEN),
    *(
        ec2("RunInstances", f"{kind}/1", **GIVEN)
        for kind in ("instance", "network-interface", "spot-instances-request", "volume")
    ),
    ec2("CreateTags", "instance/i-1", **{**GIVEN, "ec2:CreateAction": "RunInstances"}),
    ec2("CreateTags", "instance/i-1", **{**OWN, "aws:TagKeys": ["Name", "karpenter.sh/nodeclaim"]}),
    ec2("TerminateInstances", "instance/i-1", **OWN),
    ec2("DeleteLaunchTemplate", "launch-template/lt-1", **OWN),
    Request(KARPENTER, "ec2:DescribeImages", "*", REGIONAL),
    Request(KARPENTER, "ssm:GetParameter", f"arn:aws:ssm:{REGION}::parameter/aws/service/bottlerocket/x"),
    Request(KARPENTER, "eks:DescribeCluster", f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/{CLUSTER}"),
]


@pytest.mark.parametrize("request_", LAUNCHES, ids=lambda each: f"{each.action} {each.resource}")
def test_karpenter_starts_and_ends_machines_of_its_cluster(request_: Request) -> None:
    assert may(CONTROLLER, request_)


def test_without_any_one_statement_something_of_that_is_refused() -> None:
    statements = json.loads(CONTROLLER)["Statement"]
    for statement in statements:
        rest = policy_document([other for other in statements if other is not statement])
        assert not all(may(rest, request) for request in LAUNCHES), statement["Sid"]


@pytest.mark.parametrize(
    "request_",
    [
        ec2("RunInstances", "instance/i-1"),
        ec2("RunInstances", "instance/i-1", **OF_ANOTHER),
        ec2("CreateFleet", "launch-template/lt-1"),
        ec2("CreateLaunchTemplate", "launch-template/lt-1", **OF_ANOTHER),
        ec2("TerminateInstances", "instance/i-1"),
        ec2("TerminateInstances", "instance/i-1", **{"aws:ResourceTag/karpenter.sh/nodepool": "a"}),
        ec2("CreateTags", "instance/i-1", **{"aws:TagKeys": ["Name"]}),
        ec2("CreateTags", "instance/i-1", **{**OWN, "aws:TagKeys": ["Name", "Owner"]}),
        ec2("CreateTags", "instance/i-1", **GIVEN),
        ec2("CreateTags", "vpc/vpc-1", **{**GIVEN, "ec2:CreateAction": "RunInstances"}),
        ec2("StopInstances", "instance/i-1", **OWN),
        Request(KARPENTER, "ec2:DescribeImages", "*", {"aws:RequestedRegion": "us-east-1"}),
        Request(KARPENTER, "ssm:GetParameter", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/own"),
        Request(KARPENTER, "eks:DescribeCluster", f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/other"),
        Request(KARPENTER, "iam:CreateInstanceProfile", f"arn:aws:iam::{ACCOUNT}:instance-profile/x"),
    ],
    ids=lambda each: f"{each.action} {each.resource} {sorted(each.context)}",
)
def test_karpenter_touches_nothing_that_is_not_its_clusters(request_: Request) -> None:
    assert not may(CONTROLLER, request_)
    assert not may(LAUNCH, request_)


def test_karpenter_hands_machines_the_role_of_nodes_and_no_other() -> None:
    to_ec2 = {"iam:PassedToService": "ec2.amazonaws.com"}
    passing = Request(KARPENTER, "iam:PassRole", NODE_ROLE, to_ec2)
    assert may(LAUNCH, passing)
    assert not may(LAUNCH, replace(passing, resource=f"arn:aws:iam::{ACCOUNT}:role/palisade-deploy"))
    assert not may(LAUNCH, replace(passing, context={"iam:PassedToService": "lambda.amazonaws.com"}))


def test_karpenter_uses_the_key_of_volumes_through_ec2_alone() -> None:
    through = {"kms:ViaService": f"ec2.{REGION}.amazonaws.com"}
    assert may(LAUNCH, Request(KARPENTER, "kms:GenerateDataKeyWithoutPlaintext", KEY, through))
    assert not may(LAUNCH, Request(KARPENTER, "kms:Decrypt", KEY))
    granted = Request(KARPENTER, "kms:CreateGrant", KEY, {**through, "kms:GrantIsForAWSResource": "true"})
    assert may(LAUNCH, granted)
    assert not may(LAUNCH, replace(granted, context=through))


def test_karpenter_reads_the_queue_of_its_cluster_and_sends_nothing() -> None:
    assert may(LAUNCH, Request(KARPENTER, "sqs:ReceiveMessage", QUEUE))
    assert not may(LAUNCH, Request(KARPENTER, "sqs:ReceiveMessage", QUEUE.replace(CLUSTER, "other")))
    assert not may(LAUNCH, Request(KARPENTER, "sqs:SendMessage", QUEUE))


def test_the_rules_of_the_stack_alone_send_to_the_queue_and_nobody_over_plain_http() -> None:
    policy = queue_policy(
        PLACE, queue_name=f"{CLUSTER}-interruptions", rule_prefix=f"{CLUSTER}-interruption-"
    )
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{CLUSTER}-interruption-spot"
    sending = Request("events.amazonaws.com", "sqs:SendMessage", QUEUE, {"aws:SourceArn": rule})
    assert may(policy, sending)
    for other in (rule.replace(ACCOUNT, "999999999999"), rule.replace(CLUSTER, "other"), ""):
        assert not may(policy, replace(sending, context={"aws:SourceArn": other} if other else {}))
    assert not may(policy, replace(sending, principal="sns.amazonaws.com"))
    plain = Request(KARPENTER, "sqs:ReceiveMessage", QUEUE, {"aws:SecureTransport": "false"})
    assert evaluate(policy, plain) is Decision.DENY
