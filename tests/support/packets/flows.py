"""The flows of the platform: which it needs, and which must not be."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from tests.support.packets.elements import Protocol
from tests.support.packets.ports import ALL, NONE, Ports, ports
from workloads.catalogue import exposed_ports, find_specs

HTTPS = ports(443)
# What the API server calls on nodes: webhooks and aggregated APIs, kubelet and External Secrets' webhook, the
# load balancer controller's, metrics server. Source: terraform-aws-eks 21, the charts' ports.
CALLED_BY_API = ports(443) | ports(10250) | ports(9443) | ports(10251)
SERVICES = reduce(or_, map(ports, exposed_ports(find_specs())), NONE)


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

    def __str__(self) -> str:
        return f"{self.what}: {self.ends}"

    @property
    def ends(self) -> str:
        """Who sends to whom."""
        return f"{self.source} to {self.destination}, {self.protocol}"


NEEDED = (
    Flow("API from nodes and pods", "node", "control plane", "tcp", HTTPS),
    Flow("kubelets and webhooks", "control plane", "node", "tcp", CALLED_BY_API),
    Flow("DNS among pods", "node", "node", "udp", ports(53)),
    Flow("DNS among pods, long answers", "node", "node", "tcp", ports(53)),
    Flow("pods among each other, bounded by NetworkPolicies", "node", "node", "tcp", ports(1025, 65535)),
    Flow("load balancers to services", "load balancer", "node", "tcp", SERVICES),
    Flow("clients to load balancers", "client", "load balancer", "tcp", HTTPS),
    Flow("internal load balancers to services", "internal load balancer", "node", "tcp", SERVICES),
    Flow("private clients to internal ones", "internal client", "internal load balancer", "tcp", HTTPS),
    Flow("API from administrators", "administrator", "control plane", "tcp", HTTPS),
    Flow("API by its public endpoint", "remote administrator", "public API", "tcp", HTTPS),
    Flow("API from deployments inside", "runner", "control plane", "tcp", HTTPS),
    Flow("AWS APIs for deployments", "runner", "endpoint", "tcp", HTTPS, inside=True),
    Flow("state and buckets for deployments", "runner", "S3", "tcp", HTTPS, inside=True),
    Flow("names for deployments", "runner", "resolver", "udp", ports(53)),
    Flow("AWS APIs with an endpoint", "node", "endpoint", "tcp", HTTPS, inside=True),
    Flow("layers of images", "node", "S3", "tcp", HTTPS, inside=True),
    Flow("names", "node", "resolver", "udp", ports(53)),
    Flow("names, long answers", "node", "resolver", "tcp", ports(53)),
    Flow("the node's role", "node", "metadata", "tcp", ports(80)),
    Flow("the hour", "node", "time service", "udp", ports(123)),
    Flow("roles of pods", "node", "Pod Identity agent", "tcp", ports(80)),
)
NEEDED_OF_NAT = (
    Flow("registries, and AWS APIs without endpoint", "node", "internet", "tcp", HTTPS),
    Flow("packages, and AWS APIs without endpoint", "runner", "internet", "tcp", HTTPS),
)

FORBIDDEN = (
    Flow("nodes are not on the internet", "internet", "node", "tcp", ALL),
    Flow("nor is the API", "internet", "control plane", "tcp", ALL),
    Flow("nor by its public endpoint", "internet", "public API", "tcp", ALL),
    Flow("which is for HTTPS", "remote administrator", "public API", "tcp", ALL - HTTPS),
    Flow("nor are deployments", "internet", "runner", "tcp", ALL),
    Flow("nobody calls deployments", "node", "runner", "tcp", ALL),
    Flow("nobody calls deployments", "administrator", "runner", "tcp", ALL),
    Flow("deployments have the API, not nodes", "runner", "node", "tcp", ALL),
    Flow("deployments have HTTPS to the API", "runner", "control plane", "tcp", ALL - HTTPS),
    Flow("deployments call nobody outside but AWS and registries", "runner", "internet", "tcp", ALL - HTTPS),
    Flow("nor are endpoints", "internet", "endpoint", "tcp", ALL),
    Flow("load balancers are for clients", "internet", "load balancer", "tcp", ALL),
    Flow("internal ones even more so", "internet", "internal load balancer", "tcp", ALL),
    Flow("and for HTTPS", "client", "load balancer", "tcp", ALL - HTTPS),
    Flow("clients go by load balancers", "client", "node", "tcp", ALL),
    Flow("no plain HTTP to the internet", "node", "internet", "tcp", ports(80)),
    Flow("no SSH to the internet", "node", "internet", "tcp", ports(22)),
    Flow("no mail to the internet", "node", "internet", "tcp", ports(25)),
    Flow("no DNS past the resolver", "node", "internet", "udp", ports(53)),
    Flow("no DNS past the resolver", "node", "internet", "tcp", ports(53)),
    Flow("nothing but HTTPS to the internet", "node", "internet", "tcp", ALL - HTTPS),
    Flow("no datagrams to the internet", "node", "internet", "udp", ALL),
    Flow("nodes do not call in from outside", "node", "load balancer", "tcp", ALL),
    Flow("nor inside", "node", "internal load balancer", "tcp", ALL),
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
    Flow("private addresses are not on the internet", "other office", "public API", "tcp", ALL),
    Flow("nor gets to nodes", "other office", "node", "tcp", ALL),
    Flow("nor to endpoints", "other office", "endpoint", "tcp", ALL),
    Flow("nor to internal load balancers", "other office", "internal load balancer", "tcp", ALL),
    Flow("nobody calls administrators", "node", "administrator", "tcp", ALL),
    Flow("nobody calls administrators", "control plane", "administrator", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "node", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "control plane", "tcp", ALL),
    Flow("endpoints answer and never call", "endpoint", "internet", "tcp", ALL),
    Flow("endpoints are for nodes", "load balancer", "endpoint", "tcp", ALL),
    Flow("an address of the VPC opens no door to the API", "stranger", "control plane", "tcp", ALL),
    Flow("nor to nodes", "stranger", "node", "tcp", ALL),
    Flow("nor to endpoints", "stranger", "endpoint", "tcp", ALL),
    Flow("nor to load balancers", "stranger", "load balancer", "tcp", ALL),
)
