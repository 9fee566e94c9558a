"""The forms that single values of a ServiceSpec take."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, PlainValidator

from infra.iam.documents import Statement
from workloads.aws_statements import checked_statements
from workloads.credentials import credential_in
from workloads.hardening import HttpProbes

# A name is that of a Service (RFC 1035), a label, and the beginning of a role's, which has 64 characters with
# what a company and Pulumi add. Sources: Kubernetes, "Object Names and IDs"; IAM API reference, CreateRole.
LONGEST_NAME = 40
_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
# Source: ECR API reference, CreateRepository, repositoryName.
_REPOSITORY = re.compile(r"(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*")
# Below 1024 a process needs a capability (CAP_NET_BIND_SERVICE) that no container here has, and the security
# group of nodes lets pods call each other from 1025 on.
LOWEST_PORT, HIGHEST_PORT = 1025, 65535
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"/[\w./~%-]*")

# Stands for the private subnets of the stack, where other stacks put databases beside the nodes.
PRIVATE_SUBNETS = "private subnets"

# Where no service has any business: the node's own addresses, its metadata service and agents (RFC 3927),
# groups and what is reserved (RFC 1112).
_FORBIDDEN = {
    "the metadata service and the agents of the node (link-local)": ipaddress.IPv4Network("169.254.0.0/16"),
    "the node itself (loopback)": ipaddress.IPv4Network("127.0.0.0/8"),
    "multicast and reserved addresses": ipaddress.IPv4Network("224.0.0.0/3"),
}


def _name(value: str) -> str:
    if not _NAME.fullmatch(value) or len(value) > LONGEST_NAME:
        raise ValueError(
            "must begin with a lowercase letter, have lowercase letters, digits and hyphens, and at most "
            f"{LONGEST_NAME} characters"
        )
    return value


def _repository(value: str) -> str:
    if not _REPOSITORY.fullmatch(value):
        raise ValueError("must be a path in ECR: lowercase letters, digits and . _ - / between them")
    return value


def _port(value: int) -> int:
    if not LOWEST_PORT <= value <= HIGHEST_PORT:
        raise ValueError(
            f"must be {LOWEST_PORT} to {HIGHEST_PORT}: below, a process needs a capability that it lacks"
        )
    return value


def _any_port(value: int) -> int:
    if not 1 <= value <= HIGHEST_PORT:
        raise ValueError(f"must be 1 to {HIGHEST_PORT}")
    return value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"must not name {', '.join(twice)} twice")
    return values


def _place(value: str) -> str:
    return value if value == PRIVATE_SUBNETS else _cidr(value)


def _cidr(value: str) -> str:
    try:
        ipaddress.IPv4Network(value)
    except ValueError:
        raise ValueError(f"must be an IPv4 range, such as 203.0.113.10/32{_nearest(value)}") from None
    return value


def _nearest(value: str) -> str:
    try:
        return f"; did you mean {ipaddress.IPv4Network(value, strict=False)}?"
    except ValueError:
        return ""


def _reason(value: str) -> str:
    if not value.strip():
        raise ValueError("must say who is there and what for")
    return value


def _environment(values: Mapping[str, str]) -> Mapping[str, str]:
    problems = [
        *(f"{name!r} is no name of a variable" for name in values if not _VARIABLE.fullmatch(name)),
        *(
            f"{name} {found}: declare it in `secrets`, and read it from its file"
            for name, value in values.items()
            if (found := credential_in(name, value))
        ),
    ]
    if problems:
        raise ValueError("\n".join(problems))
    return values


def _probes(value: HttpProbes) -> HttpProbes:
    for path in (value.live, value.ready):
        if not _PATH.fullmatch(path):
            raise ValueError(f"{path!r} must be a path, such as /healthz")
    return value


def forbidden_in(cidr: str, excluded: Iterable[str]) -> list[str]:
    """Name what a range holds that no service may reach.

    Args:
        cidr: the range.
        excluded: ranges that are left out of it.
    """
    return [what for what, network in _FORBIDDEN.items() if overlaps(cidr, excluded, network)]


def overlaps(cidr: str, excluded: Iterable[str], other: ipaddress.IPv4Network) -> bool:
    """Tell whether a range, less what is left out of it, holds an address of another.

    Args:
        cidr: the range.
        excluded: ranges that are left out of it.
        other: the other range.
    """
    network = ipaddress.IPv4Network(cidr)
    if not network.overlaps(other):
        return False
    shared = other if other.subnet_of(network) else network
    remaining = [shared]
    for gap in map(ipaddress.IPv4Network, excluded):
        remaining = [
            rest
            for each in remaining
            if not each.subnet_of(gap)
            for rest in (each.address_exclude(gap) if gap.subnet_of(each) else [each])
        ]
    return bool(remaining)


ServiceName: TypeAlias = Annotated[str, AfterValidator(_name)]
ServiceNames: TypeAlias = Annotated[tuple[ServiceName, ...], AfterValidator(_distinct)]
SecretNames: TypeAlias = ServiceNames
Repository: TypeAlias = Annotated[str, AfterValidator(_repository)]
ServicePort: TypeAlias = Annotated[int, AfterValidator(_port)]
AnyPort: TypeAlias = Annotated[int, AfterValidator(_any_port)]
Cidr: TypeAlias = Annotated[str, AfterValidator(_cidr)]
CidrOrSubnets: TypeAlias = Annotated[str, AfterValidator(_place)]
Reason: TypeAlias = Annotated[str, AfterValidator(_reason)]
Statements: TypeAlias = Annotated[tuple[Statement, ...], PlainValidator(checked_statements)]
Apis: TypeAlias = Annotated[tuple[str, ...], AfterValidator(_distinct)]
Environment: TypeAlias = Annotated[Mapping[str, str], AfterValidator(_environment), Field(repr=False)]
Probes: TypeAlias = Annotated[HttpProbes, AfterValidator(_probes)]
