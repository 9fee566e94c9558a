"""What may be called through the endpoints of the VPC, by whom, on whose resources.

An endpoint policy gives nobody a permission. It bounds what permissions are good for inside this VPC: with
keys of another account nothing can be called, nothing can be carried into one, and what the platform has no
use for is closed. Source: VPC user guide, "Control access to VPC endpoints using endpoint policies".
"""

from collections.abc import Callable, Mapping, Sequence

from infra.cluster.scaling_policies import KARPENTER_READS, KARPENTER_WRITES
from infra.iam.documents import Statement, policy_document
from infra.network.endpoint_actions import (
    EC2_READS,
    LOAD_BALANCER_CONTROLLER_EC2_WRITES,
    LOAD_BALANCER_READS,
    LOAD_BALANCER_WRITES,
    NETWORK_PLUGIN_WRITES,
    VOLUME_DRIVER_WRITES,
)
from infra.place import Place

# What a deployment calls, by endpoint: all of the services whose resources the program declares. A list of
# single actions would be one of everything that the provider calls for any of their types, and what it lacks
# would stop a deployment half-way. The other APIs have no part in one.
_DEPLOYED: Mapping[str, str] = {
    "s3": "s3:*",
    "ec2": "ec2:*",
    "ecr_api": "ecr:*",
    "ecr_dkr": "ecr:*",
    "logs": "logs:*",
    "eks": "eks:*",
    "secretsmanager": "secretsmanager:*",
    "kms": "kms:*",
    "monitoring": "cloudwatch:*",
    "sns": "sns:*",
    "sqs": "sqs:*",
}


def endpoint_policy(name: str, place: Place, deployers: Sequence[str] = ()) -> str:
    """Write the policy of an endpoint.

    Args:
        name: a key of the catalogue of endpoints.
        place: the account, region and cluster.
        deployers: ARNs of the principals that deploy from inside the VPC.
    """
    return policy_document([*_STATEMENTS[name](place), *_deployment(name, place, deployers)])


def _deployment(name: str, place: Place, deployers: Sequence[str]) -> list[Statement]:
    """Let named principals of the account deploy; IAM bounds them, as it does outside the VPC.

    Of buckets, which anybody of any account may have opened to them, it is those of the account.
    """
    if not deployers or name not in _DEPLOYED:
        return []
    account = {"aws:PrincipalAccount": place.account_id}
    if name == "s3":
        account["aws:ResourceAccount"] = place.account_id
    return [
        {
            "Sid": "Deployment",
            "Effect": "Allow",
            "Principal": "*",
            "Action": _DEPLOYED[name],
            "Resource": "*",
            "Condition": {"StringEquals": account, "ArnEquals": {"aws:PrincipalArn": list(deployers)}},
        }
    ]


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

    Packages of Amazon Linux 2023 lie in a bucket of AWS, read without a signature.

    Docker Hub and registry.k8s.io lead nodes in some regions of AWS to buckets there, which are behind the
    gateway as well. Sources: ECR user guide, "Minimum Amazon S3 bucket permissions for Amazon ECR";
    kubernetes/registry.k8s.io, how its buckets are filled; the hosts that Docker Hub redirects to;
    Amazon Linux 2023 user guide, "Repositories and endpoints" of deterministic upgrades, for its bucket.
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
        {
            "Sid": "PackagesOfAmazonLinux",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:{place.partition}:s3:::al2023-repos-{place.region}-de612dc2/*",
        },
        {**own, "Condition": {"StringEquals": ours}},
    ]


def _ec2(place: Place) -> list[Statement]:
    """Images and snapshots have no account in their ARN; describing has no resource."""
    return [
        _own_principals(place, "Read", tuple(dict.fromkeys((*EC2_READS, *KARPENTER_READS))), "*"),
        _own_principals(
            place,
            "Write",
            tuple(
                dict.fromkeys(
                    (
                        *NETWORK_PLUGIN_WRITES,
                        *VOLUME_DRIVER_WRITES,
                        *LOAD_BALANCER_CONTROLLER_EC2_WRITES,
                        *KARPENTER_WRITES,
                    )
                )
            ),
            (
                place.arn("ec2", "*"),
                f"arn:{place.partition}:ec2:{place.region}::image/*",
                f"arn:{place.partition}:ec2:{place.region}::snapshot/*",
            ),
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
        _own_principals(place, "Read", LOAD_BALANCER_READS, "*"),
        _own_principals(place, "Write", LOAD_BALANCER_WRITES, place.arn("elasticloadbalancing", "*")),
    ]


def _monitoring(place: Place) -> list[Statement]:
    """Metrics have no ARN."""
    return [_own_principals(place, "OwnMetrics", ("cloudwatch:PutMetricData",), "*")]


def _sns(place: Place) -> list[Statement]:
    return [_own_principals(place, "OwnTopics", ("sns:Publish",), place.arn("sns", "*"))]


def _sqs(place: Place) -> list[Statement]:
    actions = ("sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage")
    return [_own_principals(place, "OwnQueues", actions, place.arn("sqs", f"{place.name}-*"))]


def _ssm(place: Place) -> list[Statement]:
    """Public parameters belong to AWS, and have no account in their ARN."""
    public = f"arn:{place.partition}:ssm:{place.region}::parameter/aws/service/*"
    return [_own_principals(place, "PublicParameters", ("ssm:GetParameter",), public)]


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
    "sqs": _sqs,
    "ssm": _ssm,
    "guardduty_data": _guardduty_data,
}
