"""Who uses the KMS keys of a stack, and how: the calls that AWS makes for each resource that names a key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from preview.model import Resource, Result
from tests.support.iam_evaluator import Request
from tests.support.resources import of_type

KEY = "aws:kms/key:Key"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type


@dataclass(frozen=True)
class Use:
    """Calls of KMS by one consumer.

    Attributes:
        who: for the name of a test.
        principal: ARN of a role, or a service.
        actions: what it calls, without `kms:`.
        context: condition keys that come with each call.
        role: resource name of the stack's role, whose own policies must allow the calls as well; empty for a
            service, and for a principal that is not the stack's.
        delegated: whether the account's IAM policies let the principal use keys where a key policy leaves it
            to them; a service-linked role has no such policy, so that the key policy must name it.
        direct: whether the key policy lets the principal in without its service as well.
    """

    who: str
    principal: str
    actions: Sequence[str]
    context: Mapping[str, str] = field(default_factory=dict[str, str])
    role: str = ""
    delegated: bool = True
    direct: bool = False

    def requests(self, key_arn: str) -> list[Request]:
        """Write the calls for one key."""
        return [Request(self.principal, f"kms:{action}", key_arn, self.context) for action in self.actions]


@dataclass(frozen=True)
class Stack:
    """What the uses need to know of a stack."""

    result: Result
    region: str
    account: str
    name: str

    def arn(self, service: str, resource: str) -> str:
        """Write the ARN of a resource of the stack's account and region."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    @property
    def deployer(self) -> str:
        """Whoever runs Pulumi or restores; its own policies are not the stack's."""
        return f"arn:aws:iam::{self.account}:role/palisade-deploy"

    def through(self, service: str, principal: str) -> dict[str, str]:
        """Give the context of a service that calls KMS in a principal's name."""
        return {**self.directly(principal), "kms:ViaService": f"{service}.{self.region}.amazonaws.com"}

    def directly(self, principal: str) -> dict[str, str]:
        """Give the context of a principal that calls KMS itself."""
        return {"kms:CallerAccount": principal.split(":")[4], "aws:PrincipalArn": principal}

    def role(self, name: str) -> Resource:
        """Find a role by its name in the program."""
        (found,) = (role for role in of_type(self.result, "aws:iam/role:Role") if role.name == name)
        return found


Uses: TypeAlias = Callable[[Stack, Resource], list[Use]]


def stack_of(result: Result) -> Stack:
    """Read region, account and name off the resources of a stack."""
    (cluster,) = of_type(result, "aws:eks/cluster:Cluster")
    region, account = cluster.outputs["arn"].split(":")[3:5]
    return Stack(result, region, account, cluster.inputs["name"])


def keys(result: Result) -> dict[str, Resource]:
    """Give the keys of a stack by name."""
    return {key.name: key for key in of_type(result, KEY)}


def naming_keys(result: Result) -> Iterator[tuple[str, Resource]]:
    """Give every resource that names a key of the stack, with the name of the key."""
    names = {key.outputs["arn"]: key.name for key in of_type(result, KEY)}
    for resource in result.applied.resources.values():
        if resource.custom and not resource.type.startswith("aws:kms/"):
            for name in sorted({names[text] for text in _texts(resource.inputs) if text in names}):
                yield name, resource


def uses(result: Result) -> dict[str, list[Use]]:
    """Give the uses of each key.

    Raises:
        KeyError: a resource names a key, and USES does not know how its type uses one.
    """
    stack = stack_of(result)
    found: dict[str, list[Use]] = {name: [] for name in keys(result)}
    for name, resource in naming_keys(result):
        found[name] += USES[resource.type](stack, resource)
    for name, without_resource in UNNAMED.items():
        found[name] += without_resource(stack)
    return found


def foreign(use: Use, stack: Stack) -> Iterator[Use]:
    """Vary a use that is allowed into such as must not be: another account's, or not through its service."""
    other = "999999999999"
    if use.principal.startswith("arn:"):
        yield replace(
            use,
            principal=use.principal.replace(stack.account, other),
            context={key: value.replace(stack.account, other) for key, value in use.context.items()},
        )
    for key, value in use.context.items():
        if stack.account in value and key not in ("kms:CallerAccount", "aws:PrincipalArn"):
            yield replace(use, context={**use.context, key: value.replace(stack.account, other)})
            yield replace(use, context={name: kept for name, kept in use.context.items() if name != key})
    if "kms:ViaService" in use.context:
        yield replace(use, context={**use.context, "kms:ViaService": f"lambda.{stack.region}.amazonaws.com"})
        if not use.direct:
            yield replace(use, context=stack.directly(use.principal))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


_STORAGE = ("Decrypt", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo")
_DATA_KEYS = ("Decrypt", "GenerateDataKey")


def _log_group(stack: Stack, group: Resource) -> list[Use]:
    context = {"kms:EncryptionContext:aws:logs:arn": stack.arn("logs", f"log-group:{group.inputs['name']}")}
    service = f"logs.{stack.region}.amazonaws.com"
    return [Use(group.name, service, ("Encrypt", "GenerateDataKey", *_STORAGE), context)]


def _cluster(stack: Stack, _cluster: Resource) -> list[Use]:
    role = stack.role("cluster")
    arn = role.outputs["arn"]
    return [
        Use(
            "creator of the cluster",
            stack.deployer,
            ("CreateGrant", "Decrypt", "DescribeKey", "Encrypt"),
            stack.through("eks", stack.deployer),
            direct=True,
        ),
        Use(
            "control plane",
            arn,
            ("Decrypt", "DescribeKey", "Encrypt", "ListGrants"),
            stack.directly(arn),
            role.name,
        ),
    ]


def _launch_template(stack: Stack, template: Resource) -> list[Use]:
    service_role = (
        f"arn:aws:iam::{stack.account}:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling"
    )
    context = stack.directly(service_role)
    return [
        Use(
            f"Auto Scaling for {template.name}",
            service_role,
            ("DescribeKey", "Encrypt", "GenerateDataKey", *_STORAGE),
            context,
            delegated=False,
        ),
        Use(
            f"Auto Scaling's grants for {template.name}",
            service_role,
            ("CreateGrant",),
            {**context, "kms:GrantIsForAWSResource": "true"},
            delegated=False,
        ),
    ]


def _storage_class(stack: Stack, _storage_class: Resource) -> list[Use]:
    role = stack.role("aws-ebs-csi-driver")
    context = stack.through("ec2", role.outputs["arn"])
    return [
        Use(
            "volume driver",
            role.outputs["arn"],
            ("Decrypt", "GenerateDataKeyWithoutPlaintext"),
            context,
            role.name,
        ),
        Use(
            "volume driver's grants",
            role.outputs["arn"],
            ("CreateGrant",),
            {**context, "kms:GrantIsForAWSResource": "true"},
            role.name,
        ),
        Use("whoever restores a volume", stack.deployer, _STORAGE, stack.through("ec2", stack.deployer)),
    ]


def _node_class(stack: Stack, _node_class: Resource) -> list[Use]:
    role = stack.role("karpenter")
    context = stack.through("ec2", role.outputs["arn"])
    return [
        Use("Karpenter's machines", role.outputs["arn"], ("DescribeKey", *_STORAGE), context, role.name),
        Use(
            "grants for Karpenter's machines",
            role.outputs["arn"],
            ("CreateGrant",),
            {**context, "kms:GrantIsForAWSResource": "true"},
            role.name,
        ),
    ]


def _repository(stack: Stack, repository: Resource) -> list[Use]:
    calls = ("CreateGrant", "DescribeKey", "RetireGrant")
    return [Use(f"creator of {repository.name}", stack.deployer, calls, stack.through("ecr", stack.deployer))]


def _topic(stack: Stack, topic: Resource) -> list[Use]:
    context = {"kms:EncryptionContext:aws:sns:topicArn": topic.outputs["arn"]}
    alarm = {"aws:SourceAccount": stack.account, "aws:SourceArn": stack.arn("cloudwatch", "alarm:any")}
    through = {**stack.through("sns", stack.deployer), **context}
    delivery = stack.role("alert-delivery")
    delivered = {**stack.through("sns", delivery.outputs["arn"]), **context}
    return [
        Use("alarms", "cloudwatch.amazonaws.com", _DATA_KEYS, {**context, **alarm}),
        Use("event rules", delivery.outputs["arn"], _DATA_KEYS, delivered, delivery.name),
        Use("whoever tries the topic out", stack.deployer, _DATA_KEYS, through),
    ]


def _trail(stack: Stack, trail: Resource) -> list[Use]:
    source = {"aws:SourceArn": stack.arn("cloudtrail", f"trail/{trail.inputs['name']}")}
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": source["aws:SourceArn"]}
    service = "cloudtrail.amazonaws.com"
    return [
        Use("CloudTrail", service, ("GenerateDataKey",), {**source, **context}),
        Use("CloudTrail's look at the key", service, ("DescribeKey",), source),
    ]


def _bucket(stack: Stack, bucket: Resource) -> list[Use]:
    through = stack.through("s3", stack.deployer)
    return [Use(f"readers of {bucket.name}", stack.deployer, ("Decrypt",), through)]


def _vault(stack: Stack, vault: Resource) -> list[Use]:
    calls = ("CreateGrant", "Decrypt", "DescribeKey", "GenerateDataKey", "RetireGrant")
    jobs = stack.role("backup").outputs["arn"]
    return [
        Use(f"creator of {vault.name}", stack.deployer, calls, stack.through("backup", stack.deployer)),
        Use(f"jobs of {vault.name}", jobs, calls, stack.through("backup", jobs)),
    ]


def _secrets(stack: Stack) -> list[Use]:
    store = stack.role("secret-store")
    reader = {
        **stack.through("secretsmanager", store.outputs["arn"]),
        "aws:PrincipalTag/esoNamespace": "microservices",
    }
    return [
        Use("secret store", store.outputs["arn"], ("Decrypt",), reader, store.name),
        Use(
            "whoever sets a secret",
            stack.deployer,
            _DATA_KEYS,
            stack.through("secretsmanager", stack.deployer),
        ),
    ]


# How each type of resource that may name a key uses it. Sources: those of infra/iam/key_policies.py.
USES: Mapping[str, Uses] = {
    "aws:backup/vault:Vault": _vault,
    "aws:cloudtrail/trail:Trail": _trail,
    "aws:cloudwatch/logGroup:LogGroup": _log_group,
    "aws:ec2/launchTemplate:LaunchTemplate": _launch_template,
    "aws:ecr/repository:Repository": _repository,
    "aws:eks/cluster:Cluster": _cluster,
    SECRET: lambda _stack, _secret: [],  # as UNNAMED says of all of them together
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _bucket,
    "aws:sns/topic:Topic": _topic,
    "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass": _node_class,
    "kubernetes:storage.k8s.io/v1:StorageClass": _storage_class,
}
# What reads and sets secrets does so whether or not a service has any yet.
UNNAMED: Mapping[str, Callable[[Stack], list[Use]]] = {"data": _secrets}
