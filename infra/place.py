"""Where a stack lives and what its resources are called."""

from dataclasses import dataclass

import pulumi

from infra.configuration import ConfigurationError
from infra.naming import partition_of, platform_name
from infra.settings import InfraSettings

# Source: IAM API reference, CreateRole.
_LONGEST_ROLE_NAME = 64


@dataclass(frozen=True)
class RoleRules:
    """What every role must have.

    Attributes:
        permissions_boundary: ARN of a policy that bounds the role; None for no boundary.
        path: path of the role, / or /a/b/.
        name_prefix: what the name begins with; empty for any name.
    """

    permissions_boundary: str | None
    path: str
    name_prefix: str


@dataclass(frozen=True)
class Place:
    """What nearly every part of the AWS side needs to know.

    Attributes:
        name: name of the stack's cluster, and what the names of what is created begin with.
        partition: AWS partition, such as aws.
        account_id: the account.
        region: the region.
        role_rules: what every role must have.
    """

    name: str
    partition: str
    account_id: str
    region: str
    role_rules: RoleRules

    def arn(self, service: str, resource: str) -> str:
        """Write the ARN of a resource of this account and region.

        Args:
            service: such as logs.
            resource: the part after the account.
        """
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def role_name(self, role: str) -> str:
        """Name a role of this stack, as no other stack of the account names one.

        Args:
            role: what it is for, such as `node`.

        Raises:
            ConfigurationError: IAM would refuse a name of that length.
        """
        name = f"{self.role_rules.name_prefix}{self.name}-{role}"
        if len(name) > _LONGEST_ROLE_NAME:
            file, prefix = f"Pulumi.{pulumi.get_stack()}.yaml", self.role_rules.name_prefix
            raise ConfigurationError(
                f'{file}: iam.roleNamePrefix is "{prefix}", so that a role would be '
                f"called {name}, which has {len(name)} characters: must be at most {_LONGEST_ROLE_NAME}; "
                f"shorten the prefix, the name of the stack, or {role}"
            )
        return name

    def role_arn(self, role: str) -> str:
        """Write the ARN of a role of this stack, which may not exist yet; see role_name."""
        path = self.role_rules.path
        return f"arn:{self.partition}:iam::{self.account_id}:role{path}{self.role_name(role)}"

    @property
    def registry_host(self) -> str:
        """Host of the account's private registry (Amazon ECR user guide, "Private registry")."""
        return self.service_principal(f"{self.account_id}.dkr.ecr.{self.region}")

    def service_principal(self, service: str) -> str:
        """Name an AWS service that has a principal of its own in each partition or region, such as logs.

        Args:
            service: what stands before the domain, such as `logs.eu-central-1`.
        """
        return f"{service}.amazonaws.com.cn" if self.partition == "aws-cn" else f"{service}.amazonaws.com"


def place_of(settings: InfraSettings) -> Place:
    """Tell where the running stack lives."""
    return Place(
        name=platform_name(pulumi.get_project(), pulumi.get_stack()),
        partition=partition_of(settings.aws.region),
        account_id=settings.aws.account_id,
        region=settings.aws.region,
        role_rules=RoleRules(
            permissions_boundary=settings.iam.permissions_boundary,
            path=settings.iam.role_path,
            name_prefix=settings.iam.role_name_prefix,
        ),
    )
