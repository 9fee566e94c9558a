"""The declaration of a service: all that its one file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.iam.documents import Statement
from workloads.hardening import HttpProbes
from workloads.network_policies import Flow

# All services listen here; a Service's port is the same, as the VPC CNI's network policies want it.
PORT = 5000


@dataclass(frozen=True)
class ServiceSpec:
    """What a service is, whatever the stack.

    Attributes:
        name: its name, and the name of its area under `services` in the stack's settings.
        repository: path of its image repository in the account's registry.
        callers: the services that may call it.
        exposed: whether load balancers in the public subnets may call it.
        egress: where it may go besides the services that name it as caller.
        secrets: the secrets it reads, as files at /var/run/secrets/palisade/<service>-<secret>. Each is the
            secret `<prefix>/<service>/<secret>` in AWS Secrets Manager.
        aws_statements: what it may do in AWS, through Pod Identity; nothing by default.
        environment: plain settings.
        probes: paths of its health checks.
    """

    name: str
    repository: str
    callers: tuple[str, ...] = ()
    exposed: bool = False
    egress: tuple[Flow, ...] = ()
    secrets: tuple[str, ...] = ()
    aws_statements: tuple[Statement, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    probes: HttpProbes = field(default_factory=HttpProbes)

    def secret_name(self, secret: str) -> str:
        """Return the name of the Kubernetes Secret that holds one of the service's secrets."""
        return f"{self.name}-{secret}"
