"""The network rules of the services: both halves of every flow that their specs declare."""

from collections.abc import Iterable, Sequence

from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgs

from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Addresses, Flow, Peer, Pods, Port, allow
from workloads.service_spec import PORT, ServiceSpec


def service_policy(
    spec: ServiceSpec,
    everyone: Iterable[ServiceSpec],
    *,
    load_balancer_cidrs: Sequence[str],
    aws_peers: Sequence[Peer],
) -> NetworkPolicySpecArgs | None:
    """Return the spec of a service's NetworkPolicy, or None where the default deny is all it needs.

    Args:
        spec: the service.
        everyone: all services of the namespace, whose callers tell where this one may go.
        load_balancer_cidrs: the subnets from which load balancers reach an exposed service.
        aws_peers: where AWS APIs answer, for a service that may use them.
    """
    port = (Port(PORT),)
    callers: tuple[Peer, ...] = tuple(Pods(caller) for caller in spec.callers)
    if spec.exposed:
        callers += tuple(Addresses(cidr) for cidr in load_balancer_cidrs)
    callees = tuple(Pods(other.name) for other in everyone if spec.name in other.callers)
    ingress = [Flow(callers, port)] if callers else []
    egress = [Flow(callees, port)] if callees else []
    egress += spec.egress
    if spec.aws_statements:
        egress += [POD_IDENTITY_AGENT, Flow(tuple(aws_peers), HTTPS)]
    if not ingress and not egress:
        return None
    return allow(spec.name, ingress=ingress, egress=egress)
