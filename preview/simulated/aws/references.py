"""References to what was deleted in the simulated clouds; what never existed here may exist elsewhere."""

import re
from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.rule_values import all_texts, refuse, text
from preview.simulated.store import Store

_ROLE = "aws:iam/role:Role"
_KEY = "aws:kms/key:Key"
_CLUSTER = "aws:eks/cluster:Cluster"
_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_BUCKET = "aws:s3/bucket:Bucket"
_REPOSITORY = "aws:ecr/repository:Repository"

# What an id of EC2 begins with, the type, and EC2's code and words (EC2 API Reference, "Error codes").
_BY_PREFIX: Mapping[str, tuple[str, str, str]] = {
    "vpc": ("aws:ec2/vpc:Vpc", "InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    "subnet": (
        "aws:ec2/subnet:Subnet",
        "InvalidSubnetID.NotFound",
        "The subnet ID '{}' does not exist",
    ),
    "sg": (
        "aws:ec2/securityGroup:SecurityGroup",
        "InvalidGroup.NotFound",
        "The security group '{}' does not exist",
    ),
    "rtb": (
        "aws:ec2/routeTable:RouteTable",
        "InvalidRouteTableID.NotFound",
        "The routeTable ID '{}' does not exist",
    ),
    "acl": (
        "aws:ec2/networkAcl:NetworkAcl",
        "InvalidNetworkAclID.NotFound",
        "The networkAcl ID '{}' does not exist",
    ),
    "igw": (
        "aws:ec2/internetGateway:InternetGateway",
        "InvalidGatewayID.NotFound",
        "The gateway ID '{}' does not exist",
    ),
    "nat": (
        "aws:ec2/natGateway:NatGateway",
        "InvalidNatGatewayID.NotFound",
        "The natGateway ID '{}' does not exist",
    ),
    "eipalloc": (
        "aws:ec2/eip:Eip",
        "InvalidAllocationID.NotFound",
        "The allocation ID '{}' does not exist",
    ),
    "pcx": (
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        "InvalidVpcPeeringConnectionID.NotFound",
        "The vpcPeeringConnection ID '{}' does not exist",
    ),
    "lt": (
        "aws:ec2/launchTemplate:LaunchTemplate",
        "InvalidLaunchTemplateId.NotFound",
        "The specified launch template, with template ID {}, does not exist.",
    ),
}
# What a service says of a name, or of the last part of an ARN, that it does not have (API reference of each).
_NOT_FOUND: Mapping[str, tuple[str, str]] = {
    _ROLE: ("NoSuchEntity", "The role with name {} cannot be found."),
    _KEY: ("KMSInvalidStateException", "key {} is pending deletion."),
    _CLUSTER: ("ResourceNotFoundException", "No cluster found for name: {}."),
    _LOG_GROUP: ("ResourceNotFoundException", "The specified log group does not exist: {}"),
    _BUCKET: ("NoSuchBucket", "The specified bucket does not exist: {}"),
    _REPOSITORY: (
        "RepositoryNotFoundException",
        "The repository with name '{}' does not exist in the registry",
    ),
    "aws:sns/topic:Topic": ("NotFound", "Topic does not exist: {}"),
    "aws:iam/policy:Policy": ("NoSuchEntity", "Policy {} does not exist or is not attachable."),
    "aws:backup/plan:Plan": ("ResourceNotFoundException", "Backup plan {} does not exist."),
    "aws:backup/vault:Vault": ("ResourceNotFoundException", "Backup vault {} does not exist."),
    "aws:cloudwatch/eventRule:EventRule": (
        "ResourceNotFoundException",
        "Rule {} does not exist on EventBus default.",
    ),
    "aws:guardduty/detector:Detector": (
        "BadRequestException",
        "The request is rejected because the input detectorId is not owned by the current account: {}",
    ),
}
# Properties that name something, by what the type that has them begins with.
_BY_NAME: tuple[tuple[str, str, str], ...] = (
    ("aws:iam/", "role", _ROLE),
    ("aws:eks/", "clusterName", _CLUSTER),
    ("aws:cloudwatch/", "logGroupName", _LOG_GROUP),
    ("aws:s3/bucket", "bucket", _BUCKET),
    ("aws:cloudtrail/", "s3BucketName", _BUCKET),
    ("aws:ecr/", "repository", _REPOSITORY),
    ("aws:backup/", "planId", "aws:backup/plan:Plan"),
    ("aws:backup/", "backupVaultName", "aws:backup/vault:Vault"),
    ("aws:cloudwatch/", "rule", "aws:cloudwatch/eventRule:EventRule"),
    ("aws:guardduty/", "detectorId", "aws:guardduty/detector:Detector"),
    ("aws:kms/", "targetKeyId", _KEY),
)
# ARNs by type: those whose last part is the id, and those that are one.
_ARNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"arn:[^:]+:iam::\d+:role/(?:.*/)?([^/]+)"), _ROLE),
    (re.compile(r"arn:[^:]+:kms:[^:]+:\d+:key/(.+)"), _KEY),
    (re.compile(r"arn:[^:]+:logs:[^:]+:\d+:log-group:([^:]+)(?::\*)?"), _LOG_GROUP),
    (re.compile(r"(arn:[^:]+:sns:[^:]+:\d+:[^:]+)"), "aws:sns/topic:Topic"),
    (re.compile(r"(arn:[^:]+:iam::\d+:policy/.+)"), "aws:iam/policy:Policy"),
)
_DESCRIPTIVE = frozenset({"tags", "tagsAll", "description", "name"})


def refuse_deleted_references(type_token: str, inputs: Properties, store: Store) -> None:
    """Refuse what refers to something that existed and was deleted.

    Args:
        type_token: type of the resource that refers.
        inputs: what is known of its inputs.
        store: what exists in its account and region.

    Raises:
        SimulationError: AWS's code and words for what is not there.
    """
    for key, value in inputs.items():
        if key not in _DESCRIPTIVE:
            for found in all_texts(value):
                _refuse_identifier(key, found, store)
    for beginning, key, referred in _BY_NAME:
        name = text(inputs, key)
        if name and type_token != referred and type_token.startswith(beginning):
            _refuse_name(key, name, referred, store)


def _refuse_identifier(key: str, found: str, store: Store) -> None:
    by_prefix = _BY_PREFIX.get(found.partition("-")[0])
    if by_prefix:
        referred, code, words = by_prefix
        if store.was_deleted(referred, found):
            refuse(code, words.format(found), f"{key}: {referred} {found} was deleted")
    if found.startswith("arn:"):
        for pattern, referred in _ARNS:
            if match := pattern.fullmatch(found):
                _refuse_name(key, match[1], referred, store)


def _refuse_name(key: str, name: str, referred: str, store: Store) -> None:
    if store.was_deleted(referred, name):
        code, words = _NOT_FOUND[referred]
        refuse(code, words.format(name), f"{key}: {referred} {name} was deleted")
