"""The network rules of the services: both halves of every flow that their specs declare."""

from collections.abc import Iterable, Sequence

from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgs

from workloads.destinations import AwsPaths
from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Addresses, Flow, Peer, Pods, Port, allow
from workloads.service_spec import ServiceSpec
from workloads.spec_types import PRIVATE_SUBNETS


def service_policy(
    spec: ServiceSpec,
    everyone: Iterable[ServiceSpec],
    *,
    load_balancer_cidrs: Sequence[str],
    aws: AwsPaths,
) -> NetworkPolicySpecArgs | None:
    """Return the spec of a service's NetworkPolicy, or None where the default deny is all it needs.

    Args:
        spec: the service.
        everyone: all services of the namespace, whose callers tell where this one may go.
        load_balancer_cidrs: the subnets from which load balancers reach an exposed service.
        aws: how pods reach AWS.
    """
    callers: tuple[Peer, ...] = tuple(Pods(caller) for caller in spec.callers)
    if spec.exposed:
        callers += tuple(Addresses(cidr) for cidr in load_balancer_cidrs)
    ingress = [Flow(callers, (Port(spec.port),))] if callers else []
    egress = [
        Flow((Pods(other.name),), (Port(other.port),)) for other in everyone if spec.name in other.callers
    ]
    egress += outside(spec, aws)
    if spec.aws_statements:
        egress.append(POD_IDENTITY_AGENT)
    if not ingress and not egress:
        return None
    return allow(spec.name, ingress=ingress, egress=egress)


def outside(spec: ServiceSpec, aws: AwsPaths) -> list[Flow]:
    """Return the flows of a service out of the cluster: to what it declares, and to the AWS APIs it calls.

    Args:
        spec: the service.
        aws: how pods reach AWS.
    """
    subnets = tuple(Addresses(cidr) for cidr in aws.private_cidrs)
    declared = [
        Flow(
            subnets if each.cidr == PRIVATE_SUBNETS else (Addresses(each.cidr, each.excluded),),
            (Port(each.port, each.protocol),),
        )
        for each in spec.egress
    ]
    return [*declared, *([Flow(aws.peers(spec.apis), HTTPS)] if spec.apis else [])]
