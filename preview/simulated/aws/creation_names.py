"""Names that exist already, where AWS refuses a second one.

Missing here is what takes a second creation for a change of the first: event rules and targets, alarms,
metric filters, inline policies, policies of resources, access policies. So is what returns the first one:
topics and queues with equal attributes, clusters of ECS (API reference of each service: PutRule and so on).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preview.model import Properties
from preview.simulated.aws.rule_values import described, flag, refuse, text, whole
from preview.simulated.store import Store

_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type, not a secret


@dataclass(frozen=True)
class Uniqueness:
    """What may exist once in an account and region.

    Attributes:
        keys: properties that together may not equal those of another; empty where there may be only one.
        code: AWS's error code.
        words: AWS's message, which may name properties.
        case: whether names that differ in upper and lower case are different.
    """

    keys: tuple[str, ...]
    code: str
    words: str
    case: bool = True


def _iam(words: str, key: str = "name") -> Uniqueness:
    # IAM User Guide, "IAM identifiers": names are unique within an account and not distinguished by case.
    return Uniqueness((key,), "EntityAlreadyExists", words, case=False)


def _eks(words: str, *keys: str) -> Uniqueness:
    return Uniqueness(keys, "ResourceInUseException", words)


_LOAD_BALANCER = Uniqueness(
    ("name",),
    "DuplicateLoadBalancerName",
    "A load balancer with the same name '{name}' exists, but with different settings",
)
_TARGET_GROUP = Uniqueness(
    ("name",),
    "DuplicateTargetGroupName",
    "A target group with the same name '{name}' exists, but with different settings",
)
# Codes are those of the operations that create, in each service's API reference; of KMS, CloudTrail, Fargate
# profiles and add-ons the words are not documented there.
UNIQUE: Mapping[str, Uniqueness] = {
    "aws:iam/role:Role": _iam("Role with name {name} already exists."),
    "aws:iam/user:User": _iam("User with name {name} already exists."),
    "aws:iam/group:Group": _iam("Group with name {name} already exists."),
    "aws:iam/instanceProfile:InstanceProfile": _iam("Instance Profile {name} already exists."),
    "aws:iam/policy:Policy": _iam("A policy called {name} already exists. Duplicate names are not allowed."),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _iam(
        "Provider with url {url} already exists.", "url"
    ),
    "aws:kms/alias:Alias": Uniqueness(
        ("name",), "AlreadyExistsException", "An alias with the name {name} already exists"
    ),
    _SECRET: Uniqueness(
        ("name",),
        "ResourceExistsException",
        "The operation failed because the secret {name} already exists.",
    ),
    "aws:s3/bucket:Bucket": Uniqueness(
        ("bucket",),
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
    ),
    "aws:ecr/repository:Repository": Uniqueness(
        ("name",),
        "RepositoryAlreadyExistsException",
        "The repository with name '{name}' already exists in the registry",
    ),
    "aws:cloudwatch/logGroup:LogGroup": Uniqueness(
        ("name",), "ResourceAlreadyExistsException", "The specified log group already exists"
    ),
    "aws:cloudwatch/logStream:LogStream": Uniqueness(
        ("logGroupName", "name"),
        "ResourceAlreadyExistsException",
        "The specified log stream already exists",
    ),
    "aws:cloudwatch/eventBus:EventBus": Uniqueness(
        ("name",), "ResourceAlreadyExistsException", "Event bus {name} already exists."
    ),
    "aws:cloudtrail/trail:Trail": Uniqueness(
        ("name",), "TrailAlreadyExistsException", "Trail {name} already exists"
    ),
    "aws:backup/vault:Vault": Uniqueness(
        ("name",), "AlreadyExistsException", "Backup vault with the same name already exists"
    ),
    "aws:guardduty/detector:Detector": Uniqueness(
        (),
        "BadRequestException",
        "The request is rejected because a detector already exists for the current account.",
    ),
    "aws:eks/cluster:Cluster": _eks("Cluster already exists with name: {name}", "name"),
    "aws:eks/nodeGroup:NodeGroup": _eks(
        "NodeGroup already exists with name {nodeGroupName} and cluster name {clusterName}",
        "clusterName",
        "nodeGroupName",
    ),
    "aws:eks/addon:Addon": _eks("Addon already exists.", "clusterName", "addonName"),
    "aws:eks/fargateProfile:FargateProfile": _eks(
        "A Fargate Profile already exists with this name in this cluster.",
        "clusterName",
        "fargateProfileName",
    ),
    "aws:eks/accessEntry:AccessEntry": _eks(
        "The specified access entry resource is already in use on this cluster.",
        "clusterName",
        "principalArn",
    ),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": _eks(
        "Association already exists", "clusterName", "namespace", "serviceAccount"
    ),
    "aws:ec2/securityGroup:SecurityGroup": Uniqueness(
        ("vpcId", "name"),
        "InvalidGroup.Duplicate",
        "The security group '{name}' already exists for VPC '{vpcId}'",
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Uniqueness(
        ("name",),
        "InvalidLaunchTemplateName.AlreadyExistsException",
        "Launch template name already in use.",
    ),
    "aws:ec2/keyPair:KeyPair": Uniqueness(
        ("keyName",), "InvalidKeyPair.Duplicate", "The keypair already exists"
    ),
    "aws:autoscaling/group:Group": Uniqueness(
        ("name",),
        "AlreadyExists",
        "AutoScalingGroup by this name already exists - A group with the name {name} already exists",
    ),
    "aws:lb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:alb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:lambda/function:Function": Uniqueness(
        ("name",), "ResourceConflictException", "Function already exist: {name}"
    ),
    "aws:dynamodb/table:Table": Uniqueness(
        ("name",), "ResourceInUseException", "Table already exists: {name}"
    ),
    "aws:rds/instance:Instance": Uniqueness(
        ("identifier",), "DBInstanceAlreadyExists", "DB instance already exists"
    ),
    "aws:rds/cluster:Cluster": Uniqueness(
        ("clusterIdentifier",), "DBClusterAlreadyExistsFault", "DB Cluster already exists"
    ),
    "aws:ssm/parameter:Parameter": Uniqueness(
        ("name",), "ParameterAlreadyExists", "The parameter already exists."
    ),
}


def refuse_existing_name(type_token: str, inputs: Properties, store: Store) -> None:
    """Refuse what exists already under the same name.

    Args:
        type_token: type of the resource.
        inputs: what is known of its inputs.
        store: what exists in its account and region.

    Raises:
        SimulationError: the name is taken.
    """
    unique = UNIQUE.get(type_token)
    if unique is None or not all(text(inputs, key) for key in unique.keys):
        return
    if flag(inputs.get("overwrite")):
        return  # parameters of SSM can be asked to
    for other in store.of_type(type_token):
        if _same(unique, inputs, whole(other)):
            refuse(unique.code, unique.words.format_map(inputs), f"{described(other)} exists")
    if type_token == _SECRET:
        _refuse_deleted_secret(text(inputs, "name"), store)


def _same(unique: Uniqueness, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    if unique.case:
        return all(text(new, key) == text(old, key) for key in unique.keys)
    return all(text(new, key).casefold() == text(old, key).casefold() for key in unique.keys)


def _refuse_deleted_secret(name: str, store: Store) -> None:
    for deleted in store.deleted_of_type(_SECRET):
        properties = whole(deleted)
        if text(properties, "name") == name and properties.get("recoveryWindowInDays") != 0:
            # Secrets Manager API Reference, DeleteSecret: its name is free after the recovery window only.
            refuse(
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled for "
                "deletion.",
                f"{described(deleted)} was deleted with a recovery window",
            )
