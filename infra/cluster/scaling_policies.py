"""IAM documents of node scaling: what Karpenter may do, and who may tell it of interruptions.

Source: karpenter-provider-aws 1.14, "Getting Started", cloudformation.yaml. What is narrower here: resources
of the own account alone, and nothing of IAM but to pass the one role, as the program makes the instance
profile and Karpenter asks IAM nothing where it takes the VPC for isolated.
"""

from typing import Any

from infra.iam.documents import Statement, policy_document
from infra.place import Place

_NODE_POOL_TAG = "karpenter.sh/nodepool"
_LAUNCH = ("ec2:RunInstances", "ec2:CreateFleet")
KARPENTER_READS = (
    "ec2:DescribeCapacityReservations",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribePlacementGroups",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
)
KARPENTER_WRITES = (
    *_LAUNCH,
    "ec2:CreateLaunchTemplate",
    "ec2:CreateTags",
    "ec2:DeleteLaunchTemplate",
    "ec2:TerminateInstances",
)
# What a launch makes, all of which carries the tags of the cluster from the start.
_MADE = ("fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume")


def controller_statements(place: Place) -> list[Statement]:
    """Let Karpenter start machines with the tags of its cluster, and end those with them and no others."""
    own = {f"aws:ResourceTag/kubernetes.io/cluster/{place.name}": "owned"}
    given = {
        f"aws:RequestTag/kubernetes.io/cluster/{place.name}": "owned",
        "aws:RequestTag/eks:eks-cluster-name": place.name,
    }
    owned: dict[str, Any] = {
        "StringEquals": own,
        "StringLike": {f"aws:ResourceTag/{_NODE_POOL_TAG}": "*"},
    }
    requested = {f"aws:RequestTag/{_NODE_POOL_TAG}": "*"}
    made = [place.arn("ec2", f"{kind}/*") for kind in _MADE]
    # Images and their snapshots are AWS's, and in an ARN of neither stands an account.
    used = [
        *(f"arn:{place.partition}:ec2:{place.region}::{kind}/*" for kind in ("image", "snapshot")),
        *(place.arn("ec2", f"{kind}/*") for kind in ("security-group", "subnet")),
    ]
    return [
        _allow("LaunchFrom", _LAUNCH, used, {}),
        _allow("LaunchByOwnTemplates", _LAUNCH, place.arn("ec2", "launch-template/*"), owned),
        _allow(
            "LaunchWithTags",
            (*_LAUNCH, "ec2:CreateLaunchTemplate"),
            made,
            {"StringEquals": given, "StringLike": requested},
        ),
        _allow(
            "TagWhatIsLaunched",
            ("ec2:CreateTags",),
            made,
            {
                "StringEquals": {
                    **given,
                    "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
                },
                "StringLike": requested,
            },
        ),
        _allow(
            "NameOwnMachines",
            ("ec2:CreateTags",),
            place.arn("ec2", "instance/*"),
            {
                **owned,
                "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": place.name},
                "ForAllValues:StringEquals": {
                    "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
                },
            },
        ),
        _allow(
            "EndOwnMachines",
            ("ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"),
            [place.arn("ec2", f"{kind}/*") for kind in ("instance", "launch-template")],
            owned,
        ),
        _allow("Look", KARPENTER_READS, "*", {"StringEquals": {"aws:RequestedRegion": place.region}}),
        _allow(
            "FindImages",
            ("ssm:GetParameter",),
            f"arn:{place.partition}:ssm:{place.region}::parameter/aws/service/*",
            {},
        ),
        _allow("FindCluster", ("eks:DescribeCluster",), place.arn("eks", f"cluster/{place.name}"), {}),
    ]


def launch_policy(place: Place, *, node_role_arn: str, volumes_key_arn: str, queue_arn: str) -> str:
    """Let Karpenter hand nodes their role, encrypt their volumes, and hear of interruptions.

    EC2 uses the key in the name of whoever launches. Source for the key: EBS user guide, "Requirements for
    Amazon EBS encryption"; Karpenter, "Troubleshooting", on encrypted volumes.
    """
    through = {"kms:ViaService": f"ec2.{place.region}.amazonaws.com"}
    return policy_document(
        [
            _allow(
                "PassTheRoleOfNodes",
                ("iam:PassRole",),
                node_role_arn,
                {"StringEquals": {"iam:PassedToService": place.service_principal("ec2")}},
            ),
            _allow(
                "EncryptVolumes",
                (
                    "kms:Decrypt",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                ),
                volumes_key_arn,
                {"StringEquals": through},
            ),
            _allow(
                "GrantVolumesToEc2",
                ("kms:CreateGrant",),
                volumes_key_arn,
                {"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
            _allow("LookAtTheKey", ("kms:DescribeKey",), volumes_key_arn, {}),
            _allow(
                "HearOfInterruptions",
                ("sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"),
                queue_arn,
                {},
            ),
        ]
    )


def queue_policy(place: Place, *, queue_name: str, rule_prefix: str) -> str:
    """Let the event rules of this stack send, and nobody over plain HTTP.

    Source: EventBridge user guide, "Using resource-based policies", "Amazon SQS permissions".
    """
    queue_arn = place.arn("sqs", queue_name)
    return policy_document(
        [
            {
                "Sid": "OwnRules",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": {"ArnLike": {"aws:SourceArn": place.arn("events", f"rule/{rule_prefix}*")}},
            },
            {
                "Sid": "NoPlainHttp",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "sqs:*",
                "Resource": queue_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )


def _allow(
    sid: str, actions: tuple[str, ...], resources: str | list[str], condition: dict[str, Any]
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement
