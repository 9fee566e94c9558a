"""Rules of node groups that AWS would tell of only while it makes the nodes."""

import re
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

# The letters after the generation of an instance type name its processor; g is Graviton, whose first
# generation was a1. Source: EC2 user guide, "Instance type names".
_ARM_INSTANCE = re.compile(r"^(a1|[a-z]+[0-9]+[a-z0-9-]*g[a-z0-9-]*)\.")
# EKS or Karpenter refuses labels of these domains, and nodes that labelled themselves so could draw pods to
# them. Sources: the message of CreateNodegroup; Kubernetes, "NodeRestriction"; Karpenter's NodePool.
_RESERVED_DOMAINS = ("kubernetes.io", "k8s.io", "eks.amazonaws.com", "karpenter.sh", "karpenter.k8s.aws")
# Keys and values of labels and taints. Source: EKS API reference, CreateNodegroup, for the 63 characters.
_LONGEST = 63
_KEY = re.compile(r"([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
_VALUE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


def is_bottlerocket(ami_type: str) -> bool:
    """Tell whether nodes of an EKS AMI type run Bottlerocket; the others run Amazon Linux 2023."""
    return ami_type.startswith("BOTTLEROCKET")


def check_architecture(ami_type: str, instance_types: Sequence[str]) -> None:
    """Refuse instance types whose processors cannot run the image.

    Args:
        ami_type: EKS AMI type, such as BOTTLEROCKET_ARM_64.
        instance_types: EC2 instance types, such as m7g.large.

    Raises:
        ValueError: an instance type is of the other architecture.
    """
    image = "ARM_64" if "_ARM_64" in ami_type else "x86_64"
    for instance_type in instance_types:
        processor = "ARM_64" if _ARM_INSTANCE.match(instance_type) else "x86_64"
        if processor != image:
            raise ValueError(
                f"instanceTypes names {instance_type}, which is {processor}, but amiType is {ami_type}"
            )


def _key(key: str) -> str:
    prefix, slash, _ = key.partition("/")
    if slash and any(prefix == domain or prefix.endswith(f".{domain}") for domain in _RESERVED_DOMAINS):
        raise ValueError(f"{key} is of a domain that is reserved: {', '.join(_RESERVED_DOMAINS)}")
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise ValueError(
            f"must be letters and digits with -_. between them, after a domain and a slash or not: at most "
            f"{_LONGEST} characters"
        )
    return key


def _label(value: str) -> str:
    if not _VALUE.fullmatch(value):
        raise ValueError(f"must be 1 to {_LONGEST} letters and digits, with -_. between them")
    return value


def _taint(value: str) -> str:
    if value and not _VALUE.fullmatch(value):
        raise ValueError(f"must be at most {_LONGEST} letters and digits, with -_. between them")
    return value


NodeKey: TypeAlias = Annotated[str, AfterValidator(_key)]
NodeLabel: TypeAlias = Annotated[str, AfterValidator(_label)]
TaintValue: TypeAlias = Annotated[str, AfterValidator(_taint)]
