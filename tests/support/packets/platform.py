"""The flows of the platform: which it needs, and which must stay closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network

from preview.model import Resource
from tests.support.packets.network import (
    Element,
    GroupRule,
    NaclAssociation,
    NaclRule,
    NatGateway,
    Network,
    Place,
    Protocol,
)
from tests.support.packets.places import interfaces, outside_places, read_places
from tests.support.packets.ports import ALL, Ports, ports
from tests.support.packets.reading import default_acl_rules, read_network
from tests.support.packets.tracing import Trace, trace

_ANYWHERE = IPv4Network("0.0.0.0/0")
HTTPS = ports(443)
# What the API server calls on nodes: webhooks and aggregated APIs, kubelet and External Secrets' webhook, the
# load balancer controller's, metrics server. Source: terraform-aws-eks 21, the charts' ports.
CALLED_BY_API = ports(443) | ports(10250) | ports(9443) | ports(10251)
SERVICES = ports(5000)


@dataclass(frozen=True)
class Flow:
    """Connections that are needed, or that must not be.

    Attributes:
        what: what it is for, or why it must not be.
        source, destination: who opens it, and to whom; keys of Platform.places.
        protocol: tcp or udp.
        ports: ports of the destination.
        inside: whether it must not leave by a NAT gateway.
    """

    what: str
    source: str
    destination: str
    protocol: Protocol
    ports: Ports
    inside: bool = False


NEEDED = (
    Flow("API from nodes and pods", "node", "control plane", "tcp", HTTPS),
    Flow("kubelets and webhooks", "control plane", "node", "tcp", CALLED_BY_API),
    Flow("DNS among pods", "node", "node", "udp", ports(53)),
    Flow("DNS among pods, long answers", "node", "node", "tcp", ports(53)),
    Flow("pods among each other, bounded by NetworkPolicies", "node", "node", "tcp", ports(1025, 65535)),
    Flow("load balancers to services", "load balancer", "node", "tcp", SERVICES),
    Flow("clients to load balancers", "client", "load balancer", "tcp", HTTPS),
    Flow("API from administrators", "administrator", "control plane", "tcp", HTTPS),
    Flow("AWS APIs with an endpoint", "node", "endpoint", "tcp", HTTPS, inside=True),
    Flow("layers of images", "node", "S3", "tcp", HTTPS, inside=True),
    Flow("names", "node", "resolver", "udp", ports(53)),
    Flow("names, long answers", "node", "resolver", "tcp", ports(53)),
    Flow("the node's role", "node", "metadata", "tcp", ports(80)),
    Flow("the hour", "node", "time service", "udp", ports(123)),
    Flow("roles of pods", "node", "Pod Identity agent", "tcp", ports(80)),
)
NEEDED_OF_NAT = (Flow("registries, and AWS APIs without endpoint", "node", "internet", "tcp", HTTPS),)

FORBIDDEN = (
    Flow("nodes are not on the internet", "internet", "node", "tcp", ALL),
    Flow("nor is the API", "internet", "control plane", "tcp", ALL),
    Flow("nor are endpoints", "internet", "endpoint", "tcp", ALL),
    Flow("load balancers are for clients", "internet", "load balancer", "tcp", ALL),
    Flow("and for HTTPS", "client", "load balancer", "tcp", ALL - HTTPS),
    Flow("clients go by load balancers", "client", "node", "tcp", ALL),
    Flow("clients have no API", "client", "control plane", "tcp", ALL),
    Flow("no plain HTTP to the internet", "node", "internet", "tcp", ports(80)),
    Flow("no SSH to the internet", "node", "internet", "tcp", ports(22)),
    Flow("no mail to the internet", "node", "internet", "tcp", ports(25)),
    Flow("no DNS past the resolver", "node", "internet", "udp", ports(53)),
    Flow("no DNS past the resolver", "node", "internet", "tcp", ports(53)),
    Flow("nothing but HTTPS to the internet", "node", "internet", "tcp", ALL - HTTPS),
    Flow("no datagrams to the internet", "node", "internet", "udp", ALL),
    Flow("nodes do not call in from outside", "node", "load balancer", "tcp", ALL),
    Flow("no SSH among nodes", "node", "node", "tcp", ports(22)),
    Flow("no low port among nodes but DNS", "node", "node", "tcp", ports(0, 1024) - ports(53)),
    Flow("no datagrams among nodes but DNS", "node", "node", "udp", ALL - ports(53)),
    Flow("the control plane is a client of nodes alone", "control plane", "internet", "tcp", ALL),
    Flow("the control plane is a client of nodes alone", "control plane", "S3", "tcp", ALL),
    Flow("no SSH from the control plane", "control plane", "node", "tcp", ports(22)),
    Flow("nothing else from the control plane", "control plane", "node", "tcp", ALL - CALLED_BY_API),
    Flow("nothing but HTTPS to the API", "node", "control plane", "tcp", ALL - HTTPS),
    Flow("load balancers leave kubelets alone", "load balancer", "node", "tcp", ports(10250)),
    Flow("load balancers send to services alone", "load balancer", "node", "tcp", ALL - SERVICES),
    Flow("load balancers have no API", "load balancer", "control plane", "tcp", ALL),
    Flow("load balancers do not call out", "load balancer", "internet", "tcp", ALL),
    Flow("administrators have the API, not nodes", "administrator", "node", "tcp", ALL),
    Flow("administrators have HTTPS to the API", "administrator", "control plane", "tcp", ALL - HTTPS),
    Flow("who is not listed is no administrator", "other office", "control plane", "tcp", ALL),
    Flow("nor gets to nodes", "other office", "node", "tcp", ALL),
    Flow("nor to endpoints", "other office", "endpoint", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "node", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "control plane", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "internet", "tcp", ALL),
    Flow("endpoints are for nodes", "load balancer", "endpoint", "tcp", ALL),
    Flow("an address of the VPC opens no door to the API", "stranger", "control plane", "tcp", ALL),
    Flow("nor to nodes", "stranger", "node", "tcp", ALL),
    Flow("nor to endpoints", "stranger", "endpoint", "tcp", ALL),
    Flow("nor to load balancers", "stranger", "load balancer", "tcp", ALL),
)


@dataclass(frozen=True)
class Connection:
    """A flow between two places, and what becomes of it."""

    flow: Flow
    source: Place
    destination: Place
    trace: Trace

    @property
    def is_open(self) -> bool:
        """Whether it works both ways, and inside where it must."""
        leaves = any(isinstance(element, NatGateway) for element in self.trace.used)
        return self.trace.is_open and not (self.flow.inside and leaves)

    def again(self, network: Network) -> "Connection":
        """Try the same in another network."""
        flow = self.flow
        return replace(self, trace=trace(network, self.source, self.destination, flow.protocol, flow.ports))


@dataclass(frozen=True)
class Platform:
    """A stack's VPC and all who take part.

    Attributes:
        network: the VPC, and the group of a stranger in it that lets everything through.
        places: everybody by what they are.
    """

    network: Network
    places: Mapping[str, Sequence[Place]]

    @property
    def own_elements(self) -> list[Element]:
        """What the program put into the network."""
        return [each for each in self.network.elements if getattr(each, "group", None) != "stranger"]

    @cached_property
    def has_nat(self) -> bool:
        """Whether nodes reach the internet."""
        return any(isinstance(element, NatGateway) for element in self.network.elements)

    @property
    def needed(self) -> tuple[Flow, ...]:
        """The flows that must work."""
        return (*NEEDED, *NEEDED_OF_NAT) if self.has_nat else NEEDED

    @property
    def clients_are_administrators(self) -> bool:
        """Whether both come from the same addresses, so that no rule tells them apart."""
        clients, administrators = (
            {place.address for place in self.places[who]} for who in ("client", "administrator")
        )
        return clients == administrators

    def cut_off(self) -> "Platform":
        """Take the internet from nodes: NAT gateways, and what only makes sense with them."""
        gone = [element for element in self.network.elements if _is_for_nat(element)]
        return replace(self, network=self.network.without(*gone))

    def without_acls(self) -> "Platform":
        """Leave filtering to security groups and routes alone."""
        acls = NaclRule, NaclAssociation
        kept = [each for each in self.network.elements if not isinstance(each, acls)]
        opened = default_acl_rules(self.network.default_nacl)
        return replace(self, network=replace(self.network, elements=(*kept, *opened)))

    def connections(self, flow: Flow) -> Iterator[Connection]:
        """Try a flow between all whom it concerns."""
        for source in self.places[flow.source]:
            for destination in self.places[flow.destination]:
                if source.address != destination.address:
                    found = trace(self.network, source, destination, flow.protocol, flow.ports)
                    yield Connection(flow, source, destination, found)


def read_platform(
    resources: Sequence[Resource], admin_cidrs: Sequence[str], client_cidrs: Sequence[str]
) -> Platform:
    """Read a stack's VPC and everybody who takes part.

    Args:
        resources: the resources of an applied pass.
        admin_cidrs, client_cidrs: of the stack's settings.
    """
    network = read_network(resources)
    stranger = frozenset({"stranger"})
    everything = [
        GroupRule(f"stranger {direction}", "stranger", direction, "all", ALL, cidr=_ANYWHERE)
        for direction in ("ingress", "egress")
    ]
    return Platform(
        replace(network, elements=(*network.elements, *everything)),
        {
            **read_places(resources, network),
            **outside_places(admin_cidrs, client_cidrs),
            "stranger": interfaces("stranger", network, network.subnets, stranger),
        },
    )


def _is_for_nat(element: Element) -> bool:
    return isinstance(element, NatGateway) or (
        isinstance(element, GroupRule)
        and element.group != "stranger"
        and element.direction == "egress"
        and element.cidr == _ANYWHERE
    )
