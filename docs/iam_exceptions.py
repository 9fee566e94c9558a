"""Where IAM documents of the platform go beyond the narrowest form there is, and why.

Each list is exact: tests/infra/iam/test_stack_documents.py fails on what the documents of a stack have and a
list has not, and on what a list has and no document needs. `make docs` writes a page from them. Reasons of
services stand in their declarations.
"""

from dataclasses import dataclass

from workloads.catalogue import find_specs

_KEY, _ENDPOINT, _INLINE = (
    "aws:kms/key:Key",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:iam/rolePolicy:RolePolicy",
)
_ROLE, _BUCKET = (
    "aws:iam/role:Role",
    "aws:s3/bucketPolicy:BucketPolicy",
)
# Name of an exception that holds for every resource of its type.
EVERY = "every"


@dataclass(frozen=True)
class WildcardResource:
    """A resource with a wildcard that something is allowed on.

    Attributes:
        type, name: the resource of the stack whose document it is in; EVERY for all of the type.
        resource: as the document has it, with {account}, {region}, {stack} and {secrets} for what differs
            between stacks.
        reason: why AWS or the purpose leaves no narrower form.
    """

    type: str
    name: str
    resource: str
    reason: str


@dataclass(frozen=True)
class UnboundService:
    """A service that a document lets in without a condition on whom it acts for.

    Attributes:
        type, name: the resource of the stack whose document it is in.
        service: the service.
        reason: why there is no condition to set.
    """

    type: str
    name: str
    service: str
    reason: str


@dataclass(frozen=True)
class AcceptedFinding:
    """A finding of the linter that stands.

    Attributes:
        type: type of the resources whose documents it is in.
        issue: the linter's name for it.
        reason: why the document is right.
    """

    type: str
    issue: str
    reason: str


_LIST = "Describing and listing know no resource"
_ENDPOINT_BOUND = (
    "An endpoint gives no permission; it keeps to the account what the policies of roles allow on less"
)

WILDCARD_RESOURCES = (
    WildcardResource(_KEY, EVERY, "*", "In the policy of a key * is the key itself, which has no ARN yet"),
    WildcardResource(_ENDPOINT, "ec2", "*", _LIST),
    WildcardResource(_ENDPOINT, "ec2", "arn:aws:ec2:{region}:{account}:*", _ENDPOINT_BOUND),
    WildcardResource(
        _ENDPOINT, "ec2", "arn:aws:ec2:{region}::snapshot/*", "The ARN of a snapshot has no account"
    ),
    WildcardResource(_ENDPOINT, "ec2", "arn:aws:ec2:{region}::image/*", "The ARN of an image has no account"),
    *(
        exception
        for name in ("ecr-api", "ecr-dkr")
        for exception in (
            WildcardResource(_ENDPOINT, name, "*", "An authorization token belongs to no repository"),
            WildcardResource(
                _ENDPOINT,
                name,
                "arn:aws:ecr:{region}:*:repository/*",
                "Images of add-ons lie in accounts of AWS, which differ by region; nodes may only pull",
            ),
        )
    ),
    WildcardResource(_ENDPOINT, "elasticloadbalancing", "*", _LIST),
    WildcardResource(
        _ENDPOINT,
        "elasticloadbalancing",
        "arn:aws:elasticloadbalancing:{region}:{account}:*",
        _ENDPOINT_BOUND,
    ),
    WildcardResource(_ENDPOINT, "guardduty-data", "*", "Telemetry has no ARN"),
    WildcardResource(_ENDPOINT, "kms", "arn:aws:kms:{region}:{account}:key/*", _ENDPOINT_BOUND),
    WildcardResource(_ENDPOINT, "logs", "arn:aws:logs:{region}:{account}:log-group:*", _ENDPOINT_BOUND),
    WildcardResource(_ENDPOINT, "monitoring", "*", "Metrics have no ARN"),
    WildcardResource(
        _ENDPOINT,
        "s3",
        "arn:aws:s3:::*",
        "The ARN of a bucket has no account; a condition keeps it to buckets and principals of the account",
    ),
    WildcardResource(
        _ENDPOINT,
        "s3",
        "arn:aws:s3:::al2023-repos-{region}-de612dc2/*",
        "Packages of Amazon Linux 2023, which may only be read",
    ),
    *(
        WildcardResource(
            _ENDPOINT, "s3", f"arn:aws:s3:::{bucket}/*", "Layers of images are named by their digests"
        )
        for bucket in (
            "docker-images-prod",
            "prod-registry-k8s-io-{region}",
            "prod-{region}-starport-layer-bucket",
        )
    ),
    WildcardResource(
        _ENDPOINT, "secretsmanager", "arn:aws:secretsmanager:{region}:{account}:secret:*", _ENDPOINT_BOUND
    ),
    WildcardResource(_ENDPOINT, "sns", "arn:aws:sns:{region}:{account}:*", _ENDPOINT_BOUND),
    WildcardResource(
        _ENDPOINT, "sqs", "arn:aws:sqs:{region}:{account}:{stack}-*", "The queues of the stack alone"
    ),
    WildcardResource(
        _ENDPOINT,
        "ssm",
        "arn:aws:ssm:{region}::parameter/aws/service/*",
        "Public parameters of AWS, which tell of images",
    ),
    WildcardResource(_ENDPOINT, "sts", "*", "Asking who one is knows no resource"),
    WildcardResource(_ENDPOINT, "sts", "arn:aws:iam::{account}:role/*", _ENDPOINT_BOUND),
    WildcardResource(_INLINE, "flow-log", "*", _LIST),
    WildcardResource(
        _INLINE,
        "flow-log",
        "arn:aws:logs:{region}:{account}:log-group:/aws/vpc/{stack}/flow-log:*",
        "The log streams of one log group, one for each network interface",
    ),
    WildcardResource(_INLINE, "karpenter", "*", f"{_LIST}; a condition keeps it to the region"),
    WildcardResource(
        _INLINE,
        "karpenter",
        "arn:aws:ssm:{region}::parameter/aws/service/*",
        "Public parameters of AWS, which tell of images",
    ),
    *(
        WildcardResource(
            _INLINE, "karpenter", f"arn:aws:ec2:{{region}}::{kind}/*", "Images of AWS, which change"
        )
        for kind in ("image", "snapshot")
    ),
    *(
        WildcardResource(
            _INLINE,
            "karpenter",
            f"arn:aws:ec2:{{region}}:{{account}}:{kind}/*",
            "Machines start in them; Karpenter makes neither, and finds them by the ids that it is given",
        )
        for kind in ("security-group", "subnet")
    ),
    *(
        WildcardResource(
            _INLINE,
            "karpenter",
            f"arn:aws:ec2:{{region}}:{{account}}:{kind}/*",
            "What a launch makes has a random id; conditions keep it to what carries the tags of the cluster",
        )
        for kind in (
            "fleet",
            "instance",
            "launch-template",
            "network-interface",
            "spot-instances-request",
            "volume",
        )
    ),
    WildcardResource(
        _INLINE,
        "secret-store",
        "arn:aws:secretsmanager:{region}:{account}:secret:{secrets}/*",
        "The secrets below the prefix of the stack; their ARNs end at random",
    ),
    WildcardResource(
        _INLINE,
        "fluent-bit",
        "arn:aws:logs:{region}:{account}:log-group:/{stack}/containers/services:log-stream:*",
        "The log streams of one log group, named by node, pod and container",
    ),
    WildcardResource(
        _INLINE,
        "fluent-bit",
        "arn:aws:logs:{region}:{account}:log-group:/{stack}/containers/platform:log-stream:*",
        "The log streams of one log group, named by node, pod and container",
    ),
    WildcardResource(
        _INLINE,
        "trail",
        "arn:aws:logs:{region}:{account}:log-group:/aws/cloudtrail/{stack}:log-stream:{account}_CloudTrail_{region}*",
        "The log streams of one log group that CloudTrail names, with a number at the end",
    ),
    WildcardResource(
        _BUCKET,
        "trail",
        "arn:aws:s3:::{stack}-trail-{account}/AWSLogs/{account}/*",
        "The objects of one trail, named by day and time",
    ),
    WildcardResource(
        _BUCKET,
        "trail-access",
        "arn:aws:s3:::{stack}-trail-access-{account}/*",
        "The objects of one access log",
    ),
    *(
        WildcardResource(_INLINE, spec.name, resource.replace("{partition}", "aws"), reason)
        for spec in find_specs()
        for resource, reason in spec.wildcards.items()
    ),
)

UNBOUND_SERVICES = (
    UnboundService(_ROLE, "node", "ec2.amazonaws.com", "EC2 sends no source when an instance takes its role"),
    UnboundService(
        _ROLE,
        "trail",
        "cloudtrail.amazonaws.com",
        "CloudTrail documents no source for this role; a role is passed within its account only",
    ),
    UnboundService(
        _ROLE,
        "backup",
        "backup.amazonaws.com",
        "AWS Backup documents no source for its roles; a role is passed within its account only",
    ),
)

ACCEPTED_FINDINGS = (
    AcceptedFinding(
        _ENDPOINT,
        "RESOURCE_MISMATCH",
        "The linter wants an account in the ARN of a parameter; the public ones of AWS have none",
    ),
    AcceptedFinding(
        _INLINE,
        "RESOURCE_MISMATCH",
        "The linter wants all that a launch touches in one statement; Karpenter's policy has several",
    ),
    AcceptedFinding(
        _KEY,
        "RESOURCE_MISMATCH",
        "The linter wants the alias besides the key; in the policy of a key there is the key alone",
    ),
    AcceptedFinding(
        _BUCKET,
        "MISMATCHED_TYPE",
        "The linter takes numbers for whole ones; the S3 user guide compares s3:TlsVersion with 1.2",
    ),
    AcceptedFinding(
        _BUCKET,
        "UNKNOWN_CONDITION_FOR_ACTION",
        "A refusal of every action of S3 names some that send no TLS version, which it does not reach",
    ),
)

# Policies of AWS that roles have, by the end of their ARN. Their wildcards are AWS's.
MANAGED_POLICIES = {
    "AmazonEKSClusterPolicy": "The control plane does not start without it (EKS user guide, cluster role)",
    "AmazonEKSWorkerNodePolicy": "Nodes do not join without it (EKS user guide, node role)",
    "AmazonEC2ContainerRegistryPullOnly": "Nodes pull images, and push none (EKS user guide, node role)",
    "AmazonEKS_CNI_Policy": "The network plugin, through Pod Identity and not through the nodes",
    "AmazonEBSCSIDriverEKSClusterScopedPolicy": "The volume driver, for volumes of its own cluster alone",
    "service-role/AWSBackupServiceRolePolicyForBackup": "AWS Backup needs it for a cluster (EKS user guide)",
}


REFUSALS = (
    "Two refusals (Deny) of the trail's buckets, of plain HTTP and of TLS before 1.2, name every action of "
    "S3: a list would let the next new one through."
)


def exceptions_page(note: str) -> str:
    """Write the page about the exceptions.

    Args:
        note: that the page is generated.
    """
    wildcards = [
        (f"{_kind(item.type)} {item.name}", f"`{item.resource}`", item.reason) for item in WILDCARD_RESOURCES
    ]
    services = [(f"{_kind(item.type)} {item.name}", item.service, item.reason) for item in UNBOUND_SERVICES]
    findings = [(_kind(item.type), item.issue, item.reason) for item in ACCEPTED_FINDINGS]
    managed = [(f"`{name}`", reason) for name, reason in MANAGED_POLICIES.items()]
    return "\n".join(
        [
            "# Exceptions in IAM documents\n",
            note,
            "What IAM documents of the stacks have beyond the narrowest form, and why. Tests keep it so.\n",
            f"{REFUSALS}\n",
            *_table("Wildcards in resources", ("document of", "resource", "reason"), wildcards),
            *_table("Services without a condition", ("document of", "service", "reason"), services),
            *_table("Findings of the linter", ("document of", "finding", "reason"), findings),
            *_table("Managed policies of AWS", ("policy", "reason"), managed),
        ]
    )


def _kind(token: str) -> str:
    return token.rpartition(":")[2]


def _table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return [f"## {title}\n", *(f"| {' | '.join(cells)} |" for cells in lines), ""]
