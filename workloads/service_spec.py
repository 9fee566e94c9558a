"""The declaration of a service: all that its one file says."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from workloads.aws_statements import apis, wildcards
from workloads.hardening import HttpProbes
from workloads.spec_types import (
    PRIVATE_SUBNETS,
    AnyPort,
    Apis,
    Cidr,
    CidrOrSubnets,
    Environment,
    Probes,
    Reason,
    Repository,
    SecretNames,
    ServiceName,
    ServiceNames,
    ServicePort,
    Statements,
    forbidden_in,
)

# A volume has the name of its secret, which is a label (RFC 1123). Source: Kubernetes, "Volumes".
_LONGEST_LABEL = 63


class _Declaration(BaseModel):
    """What a service's file says: frozen, unknown arguments refused, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Egress(_Declaration):
    """A place outside the cluster that a service may go to. A NetworkPolicy knows addresses and no names.

    Attributes:
        cidr: an IPv4 range, or PRIVATE_SUBNETS for those of the stack.
        port: the port there.
        reason: who is there and what for.
        protocol: TCP or UDP.
        excluded: ranges that are left out of `cidr`.
    """

    cidr: CidrOrSubnets
    port: AnyPort
    reason: Reason
    protocol: Literal["TCP", "UDP"] = "TCP"
    excluded: tuple[Cidr, ...] = ()

    @model_validator(mode="after")
    def _is_a_place(self) -> Self:
        if self.cidr == PRIVATE_SUBNETS:
            if self.excluded:
                raise ValueError("excluded is for ranges: the private subnets are taken as they are")
            return self
        if self.cidr == "0.0.0.0/0" and not self.excluded:
            raise ValueError("cidr is 0.0.0.0/0, every address there is: name the range of the host")
        if held := forbidden_in(self.cidr, self.excluded):
            raise ValueError(f"cidr is {self.cidr}, which holds {held[0]}: name a smaller one, or exclude it")
        return self


class ServiceSpec(_Declaration):
    """What a service is, whatever the stack.

    Attributes:
        name: its name, and the name of its area under `services` in the stack's settings.
        repository: path of its image repository in the account's registry.
        port: where it listens, for requests and for its health checks.
        callers: the services that may call it.
        exposed: whether load balancers in the public subnets may call it.
        egress: where it may go outside the cluster, besides AWS.
        secrets: the secrets it reads, as files at /var/run/secrets/palisade/<service>-<secret>. Each is the
            secret `<prefix>/<service>/<secret>` in AWS Secrets Manager.
        aws_statements: what it may do in AWS, through Pod Identity; nothing by default. In resources
            {partition}, {region}, {account} and {stack} stand for those of the stack.
        wildcards: for each resource of the statements that has a wildcard, why nothing narrower will do.
        aws_over_internet: the AWS APIs that it may call at public addresses, by the prefix of their actions,
            where the stack has no endpoint for them. That opens port 443 of every public address.
        environment: plain settings.
        probes: paths of its health checks.
    """

    name: ServiceName
    repository: Repository
    port: ServicePort = 5000
    callers: ServiceNames = ()
    exposed: bool = False
    egress: tuple[Egress, ...] = ()
    secrets: SecretNames = ()
    aws_statements: Statements = ()
    wildcards: Mapping[str, Reason] = {}
    aws_over_internet: Apis = ()
    environment: Environment = {}
    probes: Probes = HttpProbes()

    @model_validator(mode="after")
    def _secrets_have_names(self) -> Self:
        for secret in self.secrets:
            if len(self.secret_name(secret)) > _LONGEST_LABEL:
                raise ValueError(
                    f"secrets: {self.secret_name(secret)} has more than {_LONGEST_LABEL} characters"
                )
        return self

    @model_validator(mode="after")
    def _calls_others(self) -> Self:
        if self.name in self.callers:
            raise ValueError(f"callers: {self.name} itself needs no entry")
        return self

    @model_validator(mode="after")
    def _wildcards_have_reasons(self) -> Self:
        used = wildcards(self.aws_statements)
        for resource in used:
            if resource not in self.wildcards:
                raise ValueError(
                    f"aws_statements: {resource} has a wildcard: say in `wildcards` why none narrower will do"
                )
        for resource in self.wildcards:
            if resource not in used:
                raise ValueError(f"wildcards: {resource} is in no statement: remove it")
        return self

    @model_validator(mode="after")
    def _calls_declared_apis(self) -> Self:
        for api in self.aws_over_internet:
            if api not in self.apis:
                raise ValueError(f"aws_over_internet: no statement is about {api}: remove it")
        return self

    @property
    def apis(self) -> tuple[str, ...]:
        """The AWS APIs that it may call, by the prefix of their actions."""
        return apis(self.aws_statements)

    @property
    def file(self) -> str:
        """Where it is declared."""
        return f"workloads/services/{self.name.replace('-', '_')}.py"

    def secret_name(self, secret: str) -> str:
        """Return the name of the Kubernetes Secret that holds one of the service's secrets."""
        return f"{self.name}-{secret}"
