"""What may be called through the endpoints of the VPC, by whom, on whose resources.

An endpoint policy gives nobody a permission. It bounds what permissions are good for inside this VPC: with
keys of another account nothing can be called, nothing can be carried into one, and what the platform has no
use for is closed. Source: VPC user guide, "Control access to VPC endpoints using endpoint policies".
"""

from collections.abc import Callable, Mapping, Sequence

from infra.iam.documents import Statement, policy_document
from infra.place import Place

# The network plugin: AWS managed policy AmazonEKS_CNI_Policy.
_NETWORK_PLUGIN_WRITES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:CreateNetworkInterface",
    "ec2:CreateTags",
    "ec2:DeleteNetworkInterface",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignPrivateIpAddresses",
)
# The volume driver: AWS managed policy AmazonEBSCSIDriverPolicy.
_VOLUME_DRIVER_WRITES = (
    "ec2:AttachVolume",
    "ec2:CopyVolumes",
    "ec2:CreateSnapshot",
    "ec2:CreateVolume",
    "ec2:DeleteSnapshot",
    "ec2:DeleteTags",
    "ec2:DeleteVolume",
    "ec2:DetachVolume",
    "ec2:EnableFastSnapshotRestores",
    "ec2:LockSnapshot",
    "ec2:ModifyVolume",
)
# Both of these, nodes (AmazonEKSWorkerNodePolicy), and the AWS Load Balancer Controller 3.5 (its IAM policy).
_EC2_READS = (
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAddresses",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSnapshots",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVolumeStatus",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVpcPeeringConnections",
    "ec2:DescribeVpcs",
)
_LOAD_BALANCER_CONTROLLER_EC2_WRITES = (
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateSecurityGroup",
    "ec2:DeleteSecurityGroup",
    "ec2:GetSecurityGroupsForVpc",
    "ec2:RevokeSecurityGroupIngress",
)
# The AWS Load Balancer Controller 3.5, docs/install/iam_policy.json, without trust stores, capacity and WAF.
_LOAD_BALANCER_READS = (
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListenerCertificates",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
)
_LOAD_BALANCER_WRITES = (
    "elasticloadbalancing:AddListenerCertificates",
    "elasticloadbalancing:AddTags",
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:CreateRule",
    "elasticloadbalancing:CreateTargetGroup",
    "elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DeleteLoadBalancer",
    "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DeregisterTargets",
    "elasticloadbalancing:ModifyListener",
    "elasticloadbalancing:ModifyListenerAttributes",
    "elasticloadbalancing:ModifyLoadBalancerAttributes",
    "elasticloadbalancing:ModifyRule",
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
    "elasticloadbalancing:RegisterTargets",
    "elasticloadbalancing:RemoveListenerCertificates",
    "elasticloadbalancing:RemoveTags",
    "elasticloadbalancing:SetIpAddressType",
    "elasticloadbalancing:SetRulePriorities",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:SetSubnets",
)


def endpoint_policy(name: str, place: Place) -> str:
    """Write the policy of an endpoint.

    Args:
        name: a key of the catalogue of endpoints.
        place: the account, region and cluster.
    """
    return policy_document(_STATEMENTS[name](place))


def _own_principals(
    place: Place, sid: str, actions: Sequence[str], resources: str | Sequence[str]
) -> Statement:
    """Allow actions to everybody of the account. Gateway endpoints take no narrower principal than "*"."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": "*",
        "Action": list(actions),
        "Resource": resources if isinstance(resources, str) else list(resources),
        "Condition": {"StringEquals": {"aws:PrincipalAccount": place.account_id}},
    }


def _s3(place: Place) -> list[Statement]:
    """Layers of images lie in buckets of their registries, read with URLs that these give; the rest is ours.

    Docker Hub and registry.k8s.io lead nodes in some regions of AWS to buckets there, which are behind the
    gateway as well. Sources: ECR user guide, "Minimum Amazon S3 bucket permissions for Amazon ECR";
    kubernetes/registry.k8s.io, how its buckets are filled; the hosts that Docker Hub redirects to.
    """
    layers = (
        f"prod-{place.region}-starport-layer-bucket",
        "docker-images-prod",
        f"prod-registry-k8s-io-{place.region}",
    )
    own = _own_principals(
        place,
        "OwnBuckets",
        (
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetBucketLocation",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListMultipartUploadParts",
            "s3:PutObject",
        ),
        f"arn:{place.partition}:s3:::*",
    )
    ours = {"aws:PrincipalAccount": place.account_id, "aws:ResourceAccount": place.account_id}
    return [
        {
            "Sid": "LayersOfImages",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": [f"arn:{place.partition}:s3:::{bucket}/*" for bucket in layers],
        },
        {**own, "Condition": {"StringEquals": ours}},
    ]


def _ec2(place: Place) -> list[Statement]:
    """Snapshots have no account in their ARN; describing has no resource."""
    return [
        _own_principals(place, "Read", _EC2_READS, "*"),
        _own_principals(
            place,
            "Write",
            (*_NETWORK_PLUGIN_WRITES, *_VOLUME_DRIVER_WRITES, *_LOAD_BALANCER_CONTROLLER_EC2_WRITES),
            (place.arn("ec2", "*"), f"arn:{place.partition}:ec2:{place.region}::snapshot/*"),
        ),
    ]


def _ecr(place: Place) -> list[Statement]:
    """Pull, and nothing else, so nothing can be carried out. Add-ons' images are in accounts of AWS.

    Sources: AWS managed policy AmazonEC2ContainerRegistryPullOnly; EKS user guide, "View Amazon container
    image registries for Amazon EKS add-ons".
    """
    return [
        _own_principals(place, "Token", ("ecr:GetAuthorizationToken",), "*"),
        _own_principals(
            place,
            "Pull",
            (
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:BatchImportUpstreamImage",
                "ecr:GetDownloadUrlForLayer",
            ),
            f"arn:{place.partition}:ecr:{place.region}:*:repository/*",
        ),
    ]


def _sts(place: Place) -> list[Statement]:
    return [
        _own_principals(place, "WhoAmI", ("sts:GetCallerIdentity",), "*"),
        _own_principals(
            place,
            "OwnRoles",
            ("sts:AssumeRole", "sts:TagSession"),
            f"arn:{place.partition}:iam::{place.account_id}:role/*",
        ),
    ]


def _logs(place: Place) -> list[Statement]:
    actions = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
    return [_own_principals(place, "OwnLogs", actions, place.arn("logs", "log-group:*"))]


def _eks(place: Place) -> list[Statement]:
    cluster = place.arn("eks", f"cluster/{place.name}")
    return [_own_principals(place, "OwnCluster", ("eks:DescribeCluster",), cluster)]


def _eks_auth(place: Place) -> list[Statement]:
    cluster = place.arn("eks", f"cluster/{place.name}")
    return [_own_principals(place, "OwnCluster", ("eks-auth:AssumeRoleForPodIdentity",), cluster)]


def _secretsmanager(place: Place) -> list[Statement]:
    actions = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
    return [_own_principals(place, "OwnSecrets", actions, place.arn("secretsmanager", "secret:*"))]


def _kms(place: Place) -> list[Statement]:
    actions = (
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    )
    return [_own_principals(place, "OwnKeys", actions, place.arn("kms", "key/*"))]


def _elasticloadbalancing(place: Place) -> list[Statement]:
    return [
        _own_principals(place, "Read", _LOAD_BALANCER_READS, "*"),
        _own_principals(place, "Write", _LOAD_BALANCER_WRITES, place.arn("elasticloadbalancing", "*")),
    ]


def _monitoring(place: Place) -> list[Statement]:
    """Metrics have no ARN."""
    return [_own_principals(place, "OwnMetrics", ("cloudwatch:PutMetricData",), "*")]


def _sns(place: Place) -> list[Statement]:
    return [_own_principals(place, "OwnTopics", ("sns:Publish",), place.arn("sns", "*"))]


def _guardduty_data(place: Place) -> list[Statement]:
    """Telemetry has no ARN. Source: GuardDuty user guide, "Reviewing coverage statistics", on this action."""
    return [_own_principals(place, "OwnTelemetry", ("guardduty:SendSecurityTelemetry",), "*")]


_STATEMENTS: Mapping[str, Callable[[Place], list[Statement]]] = {
    "s3": _s3,
    "ec2": _ec2,
    "ecr_api": _ecr,
    "ecr_dkr": _ecr,
    "sts": _sts,
    "logs": _logs,
    "eks": _eks,
    "eks_auth": _eks_auth,
    "secretsmanager": _secretsmanager,
    "kms": _kms,
    "elasticloadbalancing": _elasticloadbalancing,
    "monitoring": _monitoring,
    "sns": _sns,
    "guardduty_data": _guardduty_data,
}
