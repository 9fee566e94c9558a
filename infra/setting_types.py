"""The forms that single values of settings take."""

import ipaddress
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from infra.naming import PLATFORM_NAMESPACES, SERVICES_NAMESPACE
from infra.network.cidr_plan import LARGEST
from infra.network.nacls import MOST_RANGES, holds_private, is_private
from infra.setting_rules import matching

# What CloudWatch Logs takes as retention, from a month. Source: PutRetentionPolicy, API reference.
RetentionDays: TypeAlias = Literal[
    30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922
]
# How far a stack is built; each stage holds those before it.
Stage: TypeAlias = Literal["foundation", "platform", "services"]
NAME = "at most 31 lowercase letters, digits and -, the first a letter"
AccountId: TypeAlias = Annotated[str, matching(r"[0-9]{12}", "12 digits")]
PolicyArn: TypeAlias = Annotated[
    str, matching(r"arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+", "the ARN of an IAM policy")
]
# Names of roles end in what Pulumi or a program adds. Source: IAM API reference, CreateRole; 64 in all.
RolePath: TypeAlias = Annotated[
    str, matching(r"(?=.{1,512}$)/([\w+=,.@-]+/)*", "/ or a path such as /a/b/, of at most 512 characters")
]
RoleNamePrefix: TypeAlias = Annotated[
    str, matching(r"[\w+=,.@-]{0,12}", "at most 12 letters, digits and _+=,.@-")
]
PrincipalArn: TypeAlias = Annotated[
    str,
    matching(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[\w+=,.@/-]+",
        "the ARN of an IAM role or user, without wildcards",
    ),
]

# The shortest prefix that may reach the public endpoint: an office or a network, not a provider.
SHORTEST_PUBLIC_PREFIX = 16
# The shortest prefix of clients: a whole private network. As many as a stack may list are far from all.
SHORTEST_CLIENT_PREFIX = 8


# What no packet to or from AWS has as address. Source: IANA, IPv4 special-purpose address registry.
_NOBODY = tuple(
    map(
        ipaddress.IPv4Network,
        ("0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/3"),
    )
)
# Source: EKS user guide, "View and manage Amazon EKS and Fargate service quotas".
MOST_PUBLIC_RANGES = 40


def _refuse_reserved(value: str) -> None:
    for reserved in _NOBODY:
        if ipaddress.IPv4Network(value).overlaps(reserved):
            raise ValueError(f"must not hold reserved addresses, as in {reserved}")


def _ipv4_range(value: str) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError:
        raise ValueError("must be an IPv4 range such as 10.8.0.0/24, from its first address") from None
    return value


def _vpc_cidr(value: str) -> str:
    if not is_private(value) or ipaddress.IPv4Network(value).prefixlen < LARGEST:
        raise ValueError(f"must be a private IPv4 range of at most /{LARGEST}")
    return value


def _client_cidr(value: str) -> str:
    if ipaddress.IPv4Network(value).prefixlen < SHORTEST_CLIENT_PREFIX:
        raise ValueError(
            f"must be /{SHORTEST_CLIENT_PREFIX} or narrower, and name who the clients are: "
            "no group of the platform is open to the internet"
        )
    _refuse_reserved(value)
    if holds_private(value) and not is_private(value):
        raise ValueError("must not hold private and other addresses: they come by different ways")
    return value


def _endpoint_cidr(value: str) -> str:
    network = ipaddress.IPv4Network(value)
    if network.prefixlen < SHORTEST_PUBLIC_PREFIX:
        raise ValueError(
            f"must be /{SHORTEST_PUBLIC_PREFIX} or narrower: the API is not for the internet at large"
        )
    # EKS refuses them. Source: EKS user guide, "Configure network access to cluster API server endpoint".
    _refuse_reserved(value)
    if holds_private(value):
        raise ValueError("must not hold private addresses: who has one comes to cluster.adminCidrs")
    return value


def _cidr(value: str) -> str:
    if not is_private(value):
        raise ValueError("must be a private IPv4 range")
    return value


def _of_a_team(namespace: str) -> str:
    if namespace == "default" or namespace.startswith(("kube-", "amazon-", "aws-")):
        raise ValueError("must be a namespace of the team's own, not one of Kubernetes or of an add-on")
    if namespace in (*PLATFORM_NAMESPACES, SERVICES_NAMESPACE):
        raise ValueError("must be a namespace of the team's own, not one that the platform runs in")
    return namespace


def _with_known_partition(region: str) -> str:
    if region.startswith("us-iso"):
        raise ValueError("is of a partition that nothing here has been written for")
    return region


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"must not list {', '.join(twice)} twice")
    return values


def _few(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST_RANGES:
        raise ValueError(
            f"must list at most {MOST_RANGES} ranges, not {len(values)}: AWS takes 20 rules in a network ACL"
        )
    return values


def _few_public(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(values) > MOST_PUBLIC_RANGES:
        raise ValueError(
            f"must list at most {MOST_PUBLIC_RANGES} ranges, not {len(values)}: EKS takes no more"
        )
    return values


Region: TypeAlias = Annotated[
    str,
    matching(r"[a-z]{2}(-[a-z]+)+-[0-9]", "a region such as eu-central-1"),
    AfterValidator(_with_known_partition),
]
ZoneName: TypeAlias = Annotated[
    str, matching(r"[a-z]{2}(-[a-z]+)+-[0-9][a-z]", "a zone such as eu-central-1a")
]
VpcCidr: TypeAlias = Annotated[str, AfterValidator(_ipv4_range), AfterValidator(_vpc_cidr)]
EndpointCidr: TypeAlias = Annotated[str, AfterValidator(_ipv4_range), AfterValidator(_endpoint_cidr)]
PrivateCidr: TypeAlias = Annotated[str, AfterValidator(_ipv4_range), AfterValidator(_cidr)]
ClientCidr: TypeAlias = Annotated[str, AfterValidator(_ipv4_range), AfterValidator(_client_cidr)]
ClientCidrs: TypeAlias = Annotated[
    tuple[ClientCidr, ...], Field(strict=False), AfterValidator(_distinct), AfterValidator(_few)
]
PrivateCidrs: TypeAlias = Annotated[
    tuple[PrivateCidr, ...], Field(strict=False), AfterValidator(_distinct), AfterValidator(_few)
]
PublicCidrs: TypeAlias = Annotated[
    tuple[EndpointCidr, ...], Field(strict=False), AfterValidator(_distinct), AfterValidator(_few_public)
]
# Ids of EC2 have 8 digits, or 17 since 2016. Source: EC2 user guide, "Resource IDs".
_DIGITS = "([0-9a-f]{8}|[0-9a-f]{17})"
TransitGatewayId: TypeAlias = Annotated[
    str, matching(f"tgw-{_DIGITS}", "the id of a transit gateway, such as tgw-0123456789abcdef0")
]
TransitGatewayTableId: TypeAlias = Annotated[
    str,
    matching(
        f"tgw-rtb-{_DIGITS}",
        "the id of a route table of a transit gateway, such as tgw-rtb-0123456789abcdef0",
    ),
]
VpcId: TypeAlias = Annotated[
    str, matching(f"vpc-{_DIGITS}", "the id of a VPC, such as vpc-0123456789abcdef0")
]
PeeringId: TypeAlias = Annotated[
    str, matching(f"pcx-{_DIGITS}", "the id of a peering connection, such as pcx-0123456789abcdef0")
]
RouteTableId: TypeAlias = Annotated[
    str, matching(f"rtb-{_DIGITS}", "the id of a route table, such as rtb-0123456789abcdef0")
]
EmailAddress: TypeAlias = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an email address")]
Subscribers: TypeAlias = Annotated[tuple[EmailAddress, ...], Field(strict=False), AfterValidator(_distinct)]
NodeGroupName: TypeAlias = Annotated[str, matching(r"[a-z][a-z0-9-]{0,30}", NAME)]
TeamName: TypeAlias = Annotated[str, matching(r"[a-z][a-z0-9-]{0,30}", NAME)]
TeamNamespace: TypeAlias = Annotated[
    str,
    matching(
        r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "the name of a namespace: at most 63 lowercase letters, digits and -",
    ),
    AfterValidator(_of_a_team),
]
