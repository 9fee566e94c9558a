"""Rules of node groups that AWS would tell of only while it makes the nodes."""

import re
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints

# The letters after the generation of an instance type name its processor; g is Graviton, whose first
# generation was a1. Source: EC2 user guide, "Instance type names".
_ARM_INSTANCE = re.compile(r"^(a1|[a-z]+[0-9]+[a-z0-9-]*g[a-z0-9-]*)\.")
# EKS refuses labels of these domains, and nodes that labelled themselves so could draw pods to them. Source:
# the message of CreateNodegroup; Kubernetes, "NodeRestriction".
_RESERVED_DOMAINS = ("kubernetes.io", "k8s.io", "eks.amazonaws.com")


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


def _free_key(key: str) -> str:
    prefix, slash, _ = key.partition("/")
    if slash and any(prefix == domain or prefix.endswith(f".{domain}") for domain in _RESERVED_DOMAINS):
        raise ValueError(f"{key} is of a domain that is reserved: {', '.join(_RESERVED_DOMAINS)}")
    return key


InstanceType: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$")]
# Keys and values of labels and taints. Source: EKS API reference, CreateNodegroup, for the 63 characters.
NodeKey: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$", max_length=63),
    AfterValidator(_free_key),
]
NodeLabel: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$")
]
