"""Names that depend on settings and on the stack alone."""

import re

from infra.configuration import ConfigurationError

# Zones of the regions where they are not a, b and c. Source: EC2 user guide, "Availability Zones"; zones of
# these names are missing for accounts opened later.
_ZONE_LETTERS = {"ap-northeast-1": "acd", "ca-central-1": "abd", "cn-north-1": "abd"}

# The region prefix of each partition. Source: AWS General Reference, ARNs.
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}

# Buckets have the shortest names, 63 characters, of which -trail-access- and the account take 26. They also
# take the fewest kinds of characters. Source: S3 user guide, "General purpose bucket naming rules".
_LONGEST_NAME = 37
_NAME = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*")

# The Kubernetes groups that access entries put people into and roles are bound to. EKS refuses names that
# begin with "system:".
VIEWERS = "palisade:viewers"
DEVELOPERS = "palisade:developers"
DEPLOYERS = "palisade:deployers"

# Namespace and service account of what scales nodes; the AWS side gives its role to them.
KARPENTER = "karpenter"
# Where the services run; the workloads make this namespace and the next.
SERVICES_NAMESPACE = "microservices"
# Where pods of the platform itself run, some of them privileged.
PLATFORM_NAMESPACES = ("external-secrets", "falco", KARPENTER, "logging")


def partition_of(region: str) -> str:
    """Tell the partition of a region, such as aws for eu-central-1."""
    return next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")


def platform_name(project: str, stack: str) -> str:
    """Name a stack's platform; what has a fixed name in AWS begins with it.

    Args:
        project, stack: names in Pulumi.

    Raises:
        ConfigurationError: AWS would refuse names that begin so.
    """
    name = f"{project}-{stack}"
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"Pulumi.{stack}.yaml: the stack is {stack}, so names in AWS begin with {name}: this must have "
            f"only lowercase letters, digits and hyphens between them, and at most {_LONGEST_NAME} characters"
        )
    return name


def team_group(team: str) -> str:
    """Name the Kubernetes group of a team's members."""
    return f"palisade:team:{team}"


def first_zones(region: str, count: int) -> tuple[str, ...]:
    """Name the first zones of a region.

    A fixed choice keeps the address plan stable; asking AWS would make it depend on the account and the day.

    Args:
        region: such as eu-central-1.
        count: 2 or 3; a region that has fewer zones refuses the subnet.
    """
    return tuple(f"{region}{letter}" for letter in _ZONE_LETTERS.get(region, "abc")[:count])


def principal_name(arn: str) -> str:
    """Name an IAM principal by account, kind and name, which no other principal shares.

    Args:
        arn: such as arn:aws:iam::111122223333:role/path/deploy, named 111122223333-role-deploy.
    """
    account_id, resource = arn.split(":")[4:]
    kind, *_, name = resource.split("/")
    return f"{account_id}-{kind}-{name}"
