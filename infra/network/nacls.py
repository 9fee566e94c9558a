"""Network ACLs: what may cross the edge of a tier's subnets, whatever security groups say."""

import ipaddress
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
import pulumi_aws as aws

from infra.network.cidr_plan import CidrPlan

Tier: TypeAlias = Literal["public", "private", "intra", "transit"]
Direction: TypeAlias = Literal["in", "out"]
Ports: TypeAlias = tuple[int, int]

_ANYWHERE = "0.0.0.0/0"
_HTTPS: Ports = (443, 443)
_DNS: Ports = (53, 53)
# Where answers come back, and where pods and services listen. NAT gateways take any of these ports for what
# they send, and the VPC CNI picks at random among them, not from the kernel's smaller range. 3389 is one of
# them, and a scanner that looks for it (Security Hub EC2.21, CIS AWS 6.2) reports these rules. Left out, it
# would stop one in 64512 connections through NAT, on some day and for no visible reason. Nothing gets in by
# it: no route and no security group leads from the internet to what could listen there.
# Source: VPC user guide, "NAT gateway basics"; VPC CNI, AWS_VPC_K8S_CNI_RANDOMIZESNAT.
_HIGH: Ports = (1024, 65535)

_TOO_LARGE = "Packet too large"

# Who comes with a private address, by VPN or peering, and not by the internet. Source: RFC 1918.
_PRIVATE = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))

# AWS takes 20 rules in each direction of a network ACL; the ranges that a stack lists share them with at most
# seven others. Source: VPC user guide, "Amazon VPC quotas". One place is left for a rule by hand.
MOST_RANGES = 12


@dataclass(frozen=True)
class AclRule:
    """One kind of packets that may cross the edge of a tier. All rules allow, so their order means nothing.

    Attributes:
        tier: the subnets whose edge it is.
        direction: into these subnets or out of them.
        number: unique for tier and direction; the same whatever other rules there are.
        what: the kind of packets; unique with tier and direction.
        protocol: tcp, udp, or icmp for one message alone.
        cidr: the other end.
        ports: first and last port of the destination; None for icmp.
        why: what it is for.
    """

    tier: Tier
    direction: Direction
    number: int
    what: str
    protocol: Literal["tcp", "udp", "icmp"]
    cidr: str
    ports: Ports | None
    why: str


def acl_rules(
    plan: CidrPlan,
    client_cidrs: Sequence[str],
    admin_cidrs: Sequence[str],
    *,
    internet: bool,
    transit: Collection[Tier] = (),
) -> tuple[AclRule, ...]:
    """List what may cross the edges of the tiers; all else is dropped, forth and back.

    Network ACLs forget connections: for each flow there is a rule for its packets and one for the answers.
    They do not filter the resolver, instance metadata and the time service, nor packets inside a subnet.
    Source: VPC user guide, "Control subnet traffic with network access control lists".

    Args:
        plan: the subnets; rules name the range of a tier, in which it can grow.
        client_cidrs: who reaches the load balancers.
        admin_cidrs: private ranges from which people reach the API.
        internet: whether there is NAT.
        transit: the tiers that are reached through a transit gateway.
    """
    return (
        *_public(plan, client_cidrs, internet=internet),
        *_private(plan, client_cidrs),
        *_intra(plan, admin_cidrs),
        *_transit(plan, transit),
        *_path_mtu(plan, internet=internet, admins=bool(admin_cidrs)),
    )


def _public(plan: CidrPlan, client_cidrs: Sequence[str], *, internet: bool) -> list[AclRule]:
    """Load balancers, and NAT gateways where there is NAT."""
    nodes = plan.private_range
    rules = _of_clients("public", {c: n for c, n in _numbers(client_cidrs).items() if not is_private(c)})
    if internet:
        rules += [
            AclRule("public", "in", 100, "nodes", "tcp", nodes, _HTTPS, "Nodes to NAT"),
            AclRule("public", "in", 110, "answers", "tcp", _ANYWHERE, _HIGH, "Answers to NAT and balancers"),
            AclRule("public", "out", 100, "internet", "tcp", _ANYWHERE, _HTTPS, "NAT to the internet"),
        ]
    else:
        rules.append(AclRule("public", "in", 110, "answers", "tcp", nodes, _HIGH, "Answers to balancers"))
    rules.append(
        AclRule("public", "out", 110, "nodes", "tcp", nodes, _HIGH, "To services, and NAT's answers")
    )
    return rules


def _private(plan: CidrPlan, client_cidrs: Sequence[str]) -> list[AclRule]:
    """Nodes and their pods, and internal load balancers for clients with private addresses.

    S3 has public addresses by its gateway endpoint as well, so these rules are the same without NAT. The
    answers that come from anywhere go to the ports where pods listen; security groups tell them apart.
    """
    nodes, balancers, control_plane = plan.private_range, plan.public_range, plan.intra_range
    internal = _of_clients("private", {c: n for c, n in _numbers(client_cidrs).items() if is_private(c)})
    return [
        *internal,
        AclRule("private", "in", 100, "webhooks", "tcp", control_plane, _HTTPS, "Webhooks on 443"),
        AclRule("private", "in", 110, "dns-tcp", "tcp", nodes, _DNS, "DNS among pods"),
        AclRule("private", "in", 120, "dns-udp", "udp", nodes, _DNS, "DNS among pods"),
        AclRule("private", "in", 130, "dns-answers", "udp", nodes, _HIGH, "Answers of DNS among pods"),
        AclRule("private", "in", 140, "answers", "tcp", _ANYWHERE, _HIGH, "Answers, pods and kubelets"),
        AclRule("private", "out", 100, "https", "tcp", _ANYWHERE, _HTTPS, "API, AWS APIs and registries"),
        AclRule("private", "out", 110, "dns-tcp", "tcp", nodes, _DNS, "DNS among pods"),
        AclRule("private", "out", 120, "dns-udp", "udp", nodes, _DNS, "DNS among pods"),
        AclRule("private", "out", 130, "dns-answers", "udp", nodes, _HIGH, "Answers of DNS among pods"),
        AclRule("private", "out", 140, "nodes", "tcp", nodes, _HIGH, "Pods among each other, and answers"),
        AclRule("private", "out", 150, "balancers", "tcp", balancers, _HIGH, "Answers to load balancers"),
        AclRule("private", "out", 160, "control-plane", "tcp", control_plane, _HIGH, "Answers to the API"),
    ]


def _of_clients(tier: Tier, numbers: Mapping[str, int]) -> list[AclRule]:
    """Clients of the load balancers in a tier; numbers by range."""
    return [
        rule
        for cidr, number in numbers.items()
        for rule in (
            AclRule(tier, "in", number, f"clients-{cidr}", "tcp", cidr, _HTTPS, "Clients to load balancers"),
            AclRule(tier, "out", number, f"clients-{cidr}", "tcp", cidr, _HIGH, "Answers to clients"),
        )
    ]


def holds_private(cidr: str) -> bool:
    """Tell whether a range has any private address."""
    return any(ipaddress.IPv4Network(cidr).overlaps(private) for private in _PRIVATE)


def is_private(cidr: str) -> bool:
    """Tell whether the internet never leads to a range."""
    return any(ipaddress.IPv4Network(cidr).subnet_of(private) for private in _PRIVATE)


def _intra(plan: CidrPlan, admin_cidrs: Sequence[str]) -> list[AclRule]:
    """Interfaces of the control plane and of AWS APIs."""
    nodes = plan.private_range
    rules: list[AclRule] = []
    for cidr, number in _numbers(admin_cidrs).items():
        admins = f"admins-{cidr}"
        rules += [
            AclRule("intra", "in", number, admins, "tcp", cidr, _HTTPS, "API from administrators"),
            AclRule("intra", "out", number, admins, "tcp", cidr, _HIGH, "Answers to administrators"),
        ]
    return [
        *rules,
        AclRule("intra", "in", 100, "nodes", "tcp", nodes, _HTTPS, "API and AWS APIs from nodes"),
        AclRule("intra", "in", 110, "answers", "tcp", nodes, _HIGH, "Answers of kubelets and webhooks"),
        AclRule("intra", "out", 100, "webhooks", "tcp", nodes, _HTTPS, "Webhooks on 443"),
        AclRule("intra", "out", 110, "nodes", "tcp", nodes, _HIGH, "Kubelets, webhooks, and answers"),
    ]


def _transit(plan: CidrPlan, tiers: Collection[Tier]) -> list[AclRule]:
    """Interfaces of a transit gateway, which pass on what comes for a tier and the answers to it.

    Only the inner side is filtered here, by addresses of the tier: what leaves for the tier by its
    destination, what comes from the tier by its source. So nobody in the VPC opens a connection to outside.
    Source: Transit Gateway guide, "Network ACLs for transit gateways", of different subnets.
    """
    rules: list[AclRule] = []
    for number, tier, cidr in ((100, "intra", plan.intra_range), (110, "private", plan.private_range)):
        if tier in tiers:
            rules += [
                AclRule("transit", "out", number, tier, "tcp", cidr, _HTTPS, "HTTPS from outside"),
                AclRule("transit", "in", number, tier, "tcp", cidr, _HIGH, "Answers to outside"),
                AclRule("transit", "out", number + 90, f"{tier}-path-mtu", "icmp", cidr, None, _TOO_LARGE),
            ]
    return rules


def _path_mtu(plan: CidrPlan, *, internet: bool, admins: bool) -> list[AclRule]:
    """Let routers say that a packet is too large: packets of the VPC have up to 9001 bytes, outside 1500.

    They say so to whoever sent it; of our own, NAT gateways pass it on to nodes.
    Source: EC2 user guide, "Network maximum transmission unit (MTU) for your EC2 instance".
    """
    tiers: tuple[Tier, ...] = ("public", "private", "intra") if admins else ("public", "private")
    rules = [AclRule(tier, "in", 190, "path-mtu", "icmp", _ANYWHERE, None, _TOO_LARGE) for tier in tiers]
    if internet:
        rules.append(AclRule("public", "out", 190, "path-mtu", "icmp", plan.private_range, None, _TOO_LARGE))
    return rules


def _numbers(cidrs: Sequence[str]) -> Mapping[str, int]:
    """Give each range a number of its own between 1000 and 32000.

    It follows from the range, not from its place in the list: AWS refuses a second rule of a number, so one
    that moved up would run into the one that still stands there.
    """
    numbers: dict[str, int] = {}
    for cidr in sorted(cidrs):
        number = 1000 + zlib.crc32(cidr.encode()) % 30000
        while number in numbers.values():
            number += 1
        numbers[cidr] = number
    return numbers


@dataclass(frozen=True)
class NetworkAclsArgs:
    """What NetworkAcls needs.

    Attributes:
        name: what the ACLs' names begin with.
        vpc_id: the VPC.
        rules: what may cross the edges of each tier.
        subnets: the subnets of each tier by zone.
    """

    name: str
    vpc_id: pulumi.Input[str]
    rules: Sequence[AclRule]
    subnets: Mapping[Tier, Mapping[str, aws.ec2.Subnet]]


class NetworkAcls(pulumi.ComponentResource):
    """A network ACL for each tier.

    Creates an ACL per tier, one resource for each rule, and the association of each subnet.
    """

    associations: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: NetworkAclsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:NetworkAcls", name, None, opts)
        self._args = args
        self.associations = tuple(
            association for tier in args.subnets for association in self._create_tier(tier)
        )
        self.register_outputs({})

    def _create_tier(self, tier: Tier) -> list[pulumi.Resource]:
        acl = aws.ec2.NetworkAcl(
            tier,
            vpc_id=self._args.vpc_id,
            tags={"Name": f"{self._args.name}-{tier}"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        rules = [self._rule(acl, rule) for rule in self._args.rules if rule.tier == tier]
        return [
            aws.ec2.NetworkAclAssociation(
                f"{tier}-{zone}",
                network_acl_id=acl.id,
                subnet_id=subnet.id,
                # Without its rules the ACL drops everything.
                opts=pulumi.ResourceOptions(parent=self, depends_on=rules),
            )
            for zone, subnet in self._args.subnets[tier].items()
        ]

    def _rule(self, acl: aws.ec2.NetworkAcl, rule: AclRule) -> pulumi.Resource:
        icmp = rule.protocol == "icmp"
        return aws.ec2.NetworkAclRule(
            f"{rule.tier}-{rule.direction}-{rule.what}",
            network_acl_id=acl.id,
            egress=rule.direction == "out",
            rule_number=rule.number,
            rule_action="allow",
            protocol=rule.protocol,
            cidr_block=rule.cidr,
            from_port=rule.ports[0] if rule.ports else None,
            to_port=rule.ports[1] if rule.ports else None,
            # Destination unreachable: fragmentation needed.
            icmp_type=3 if icmp else None,
            icmp_code=4 if icmp else None,
            # A rule that changes is made anew, and AWS refuses a second one of its number.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
