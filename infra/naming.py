"""Names that depend on settings alone."""

# The region prefix of each partition. Source: AWS General Reference, ARNs.
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}

# The Kubernetes groups that access entries put people into and roles are bound to. EKS refuses names that
# begin with "system:".
VIEWERS = "palisade:viewers"
DEVELOPERS = "palisade:developers"


def partition_of(region: str) -> str:
    """Tell the partition of a region, such as aws for eu-central-1."""
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def zone_names(region: str, count: int) -> tuple[str, ...]:
    """Name the first zones of a region.

    A fixed choice keeps the address plan stable; asking AWS would make it depend on the account and the day.

    Args:
        region: such as eu-central-1.
        count: 2 or 3; a region that has no zone of that letter refuses the subnet.
    """
    return tuple(f"{region}{letter}" for letter in "abc"[:count])


def principal_name(arn: str) -> str:
    """Shorten the ARN of an IAM principal to its last part."""
    return arn.rsplit("/", 1)[-1]
