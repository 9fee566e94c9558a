"""The security groups of the control plane and of the nodes, one rule per resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
import pulumi_aws as aws

GroupName: TypeAlias = Literal["cluster", "node"]
Direction: TypeAlias = Literal["ingress", "egress"]

# What the control plane calls on nodes: the API of webhooks and metrics, the kubelet, and the webhooks of the
# load balancer controller and the metrics server. External Secrets' webhook shares the kubelet's port.
# Source: terraform-aws-eks 21, recommended node rules; the charts' webhook ports.
WEBHOOK_PORTS = {
    443: "webhooks and aggregated APIs",
    10250: "kubelet, and the webhook of External Secrets",
    9443: "webhook of the AWS Load Balancer Controller",
    10251: "metrics server",
}

# Every service listens here, and its load balancer sends here.
SERVICE_PORT = 5000


@dataclass(frozen=True)
class Rule:
    """One allowed flow.

    Attributes:
        name: unique among the rules.
        group: the group that the rule belongs to.
        direction: from the group's view.
        peer: another group by name, or an IPv4 range.
        protocol: tcp or udp.
        from_port, to_port: the range of destination ports.
        description: why.
    """

    name: str
    group: GroupName
    direction: Direction
    peer: str
    protocol: Literal["tcp", "udp"]
    from_port: int
    to_port: int
    description: str


def rules(load_balancer_cidrs: Sequence[str], admin_cidrs: Sequence[str]) -> tuple[Rule, ...]:
    """List every flow that the cluster needs; what is not here is closed.

    The resolver of the VPC and the time service need no rule: security groups do not filter them.

    Args:
        load_balancer_cidrs: subnets of the load balancers, which send to pods directly.
        admin_cidrs: private ranges from which people reach the API.
    """
    return (
        *_cluster_rules(admin_cidrs),
        *_control_plane_to_nodes(),
        *_among_nodes(),
        *_from_load_balancers(load_balancer_cidrs),
        *_from_nodes(),
    )


def _cluster_rules(admin_cidrs: Sequence[str]) -> list[Rule]:
    admins = [
        Rule(
            f"cluster-in-admin-{cidr}",
            "cluster",
            "ingress",
            cidr,
            "tcp",
            443,
            443,
            "API from administrators",
        )
        for cidr in admin_cidrs
    ]
    return [
        Rule("cluster-in-nodes", "cluster", "ingress", "node", "tcp", 443, 443, "API from nodes and pods"),
        *admins,
    ]


def _control_plane_to_nodes() -> list[Rule]:
    return [
        rule
        for port, what in WEBHOOK_PORTS.items()
        for rule in (
            Rule(f"cluster-out-{port}", "cluster", "egress", "node", "tcp", port, port, f"To nodes: {what}"),
            Rule(f"node-in-{port}", "node", "ingress", "cluster", "tcp", port, port, f"From API: {what}"),
        )
    ]


def _among_nodes() -> list[Rule]:
    directions: tuple[tuple[str, Direction], ...] = (("in", "ingress"), ("out", "egress"))
    flows: tuple[tuple[str, Literal["tcp", "udp"], int, int, str], ...] = (
        ("dns-tcp", "tcp", 53, 53, "DNS among pods"),
        ("dns-udp", "udp", 53, 53, "DNS among pods"),
        ("pods", "tcp", 1025, 65535, "Pods among each other, bounded by NetworkPolicies"),
    )
    return [
        Rule(f"node-{short}-{name}", "node", direction, "node", protocol, first, last, why)
        for name, protocol, first, last, why in flows
        for short, direction in directions
    ]


def _from_load_balancers(cidrs: Sequence[str]) -> list[Rule]:
    return [
        Rule(
            f"node-in-load-balancer-{cidr}",
            "node",
            "ingress",
            cidr,
            "tcp",
            SERVICE_PORT,
            SERVICE_PORT,
            "Load balancers to the pods of services",
        )
        for cidr in cidrs
    ]


def _from_nodes() -> list[Rule]:
    return [
        Rule("node-out-api", "node", "egress", "cluster", "tcp", 443, 443, "API of the cluster"),
        Rule(
            "node-out-https", "node", "egress", "0.0.0.0/0", "tcp", 443, 443, "AWS APIs and registries by NAT"
        ),
    ]


@dataclass(frozen=True)
class SecurityGroupsArgs:
    """What SecurityGroups needs.

    Attributes:
        vpc_id: the VPC.
        load_balancer_cidrs: subnets of the load balancers.
        admin_cidrs: private ranges from which people reach the API.
    """

    vpc_id: pulumi.Input[str]
    load_balancer_cidrs: Sequence[str]
    admin_cidrs: Sequence[str]


class SecurityGroups(pulumi.ComponentResource):
    """The groups of the control plane and of the nodes.

    Creates two security groups without inline rules, and one resource for each rule.
    """

    cluster_group: aws.ec2.SecurityGroup
    node_group_id: pulumi.Output[str]
    rules: tuple[pulumi.Resource, ...]

    def __init__(
        self, name: str, args: SecurityGroupsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:SecurityGroups", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._groups = {
            "cluster": self._group("cluster", "Network interfaces of the EKS control plane", args.vpc_id),
            "node": self._group("node", "Nodes and the pods on them", args.vpc_id),
        }
        self.cluster_group = self._groups["cluster"]
        self.node_group_id = self._groups["node"].id
        self.rules = tuple(self._rule(rule) for rule in rules(args.load_balancer_cidrs, args.admin_cidrs))
        self.register_outputs({"clusterGroupId": self.cluster_group.id, "nodeGroupId": self.node_group_id})

    def _group(self, name: str, description: str, vpc_id: pulumi.Input[str]) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(name, vpc_id=vpc_id, description=description, opts=self._child)

    def _rule(self, rule: Rule) -> pulumi.Resource:
        kind = (
            aws.vpc.SecurityGroupIngressRule
            if rule.direction == "ingress"
            else aws.vpc.SecurityGroupEgressRule
        )
        peer = self._groups.get(rule.peer)
        return kind(
            rule.name,
            security_group_id=self._groups[rule.group].id,
            referenced_security_group_id=peer.id if peer else None,
            cidr_ipv4=None if peer else rule.peer,
            ip_protocol=rule.protocol,
            from_port=rule.from_port,
            to_port=rule.to_port,
            description=rule.description,
            opts=self._child,
        )
