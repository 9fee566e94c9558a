"""Where a stack lives and what its resources are called."""

from dataclasses import dataclass

from infra.iam.role import RoleRules


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
