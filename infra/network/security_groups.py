"""The security groups of everything in the VPC, one rule per resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
import pulumi_aws as aws

GroupName: TypeAlias = Literal["cluster", "node", "endpoint", "load-balancer", "runner"]
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

# The peer of a rule for the addresses of S3, which its gateway endpoint leads to.
S3 = "s3"
_ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Rule:
    """One allowed flow.

    Attributes:
        name: unique among the rules; the same whatever other rules there are.
        group: the group that the rule belongs to.
        direction: from the group's view.
        peer: another group by name, an IPv4 range, or S3.
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


def rules(
    client_cidrs: Sequence[str],
    admin_cidrs: Sequence[str],
    service_ports: Sequence[int],
    *,
    internet: bool,
    s3: bool,
    endpoints: bool,
    runner: bool = False,
) -> tuple[Rule, ...]:
    """List every flow that the platform needs; what is not here is closed.

    The resolver of the VPC, instance metadata and the time service need no rule: security groups do not
    filter them.

    Args:
        client_cidrs: who reaches the load balancers.
        admin_cidrs: private ranges from which people reach the API.
        service_ports: where the services listen that load balancers send to.
        internet: whether nodes reach it by NAT.
        s3: whether S3 has a gateway endpoint.
        endpoints: whether any AWS API has an interface endpoint.
        runner: whether deployments run inside the VPC.
    """
    return (
        *_cluster_rules(admin_cidrs),
        *_control_plane_to_nodes(),
        *_among_nodes(),
        *_load_balancers(client_cidrs, service_ports),
        *_to_aws("node", internet=internet, s3=s3, endpoints=endpoints),
        *(_runner(internet=internet, s3=s3, endpoints=endpoints) if runner else ()),
    )


def _https(name: str, group: GroupName, direction: Direction, peer: str, description: str) -> Rule:
    return Rule(name, group, direction, peer, "tcp", 443, 443, description)


def _cluster_rules(admin_cidrs: Sequence[str]) -> list[Rule]:
    return [
        _https("cluster-in-nodes", "cluster", "ingress", "node", "API from nodes and pods"),
        _https("node-out-api", "node", "egress", "cluster", "API of the cluster"),
        *(
            _https(f"cluster-in-admin-{cidr}", "cluster", "ingress", cidr, "API from administrators")
            for cidr in admin_cidrs
        ),
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


def _load_balancers(client_cidrs: Sequence[str], service_ports: Sequence[int]) -> list[Rule]:
    why = "Load balancers to the pods of services"
    return [
        *(
            _https(f"load-balancer-in-{cidr}", "load-balancer", "ingress", cidr, "HTTPS from clients")
            for cidr in client_cidrs
        ),
        *(
            rule
            for port in service_ports
            for rule in (
                Rule(f"load-balancer-out-{port}", "load-balancer", "egress", "node", "tcp", port, port, why),
                Rule(
                    f"node-in-load-balancer-{port}",
                    "node",
                    "ingress",
                    "load-balancer",
                    "tcp",
                    port,
                    port,
                    why,
                ),
            )
        ),
    ]


def _to_aws(group: Literal["node", "runner"], *, internet: bool, s3: bool, endpoints: bool) -> list[Rule]:
    """Lead a group to AWS APIs and registries. Endpoints only answer, so their group lets nothing out."""
    found: list[Rule] = []
    if endpoints:
        found += [
            _https(f"{group}-out-endpoints", group, "egress", "endpoint", "AWS APIs inside the VPC"),
            _https(f"endpoint-in-{group}s", "endpoint", "ingress", group, f"AWS APIs for {group}s"),
        ]
    if s3:
        found.append(_https(f"{group}-out-s3", group, "egress", S3, "Image layers and buckets"))
    if internet:
        found.append(
            _https(f"{group}-out-https", group, "egress", _ANYWHERE, "AWS APIs and registries by NAT")
        )
    return found


def _runner(*, internet: bool, s3: bool, endpoints: bool) -> list[Rule]:
    """Lead deployments that run inside the VPC to the API and to AWS; nobody calls them."""
    return [
        _https("cluster-in-runners", "cluster", "ingress", "runner", "API from deployments"),
        _https("runner-out-api", "runner", "egress", "cluster", "API of the cluster"),
        *_to_aws("runner", internet=internet, s3=s3, endpoints=endpoints),
    ]


@dataclass(frozen=True)
class SecurityGroupsArgs:
    """What SecurityGroups needs.

    Attributes:
        vpc_id: the VPC.
        client_cidrs: who reaches the load balancers.
        admin_cidrs: private ranges from which people reach the API.
        service_ports: where the services listen that load balancers send to.
        internet: whether nodes reach it by NAT.
        s3_prefix_list_id: the addresses of S3; None without its gateway endpoint.
        endpoints: whether any AWS API has an interface endpoint.
        runner: whether deployments run inside the VPC.
    """

    vpc_id: pulumi.Input[str]
    client_cidrs: Sequence[str]
    admin_cidrs: Sequence[str]
    service_ports: Sequence[int]
    internet: bool
    s3_prefix_list_id: pulumi.Input[str] | None
    endpoints: bool
    runner: bool


class SecurityGroups(pulumi.ComponentResource):
    """The groups of the control plane, of nodes, of interface endpoints, of load balancers and of a runner.

    Creates a security group for each, without inline rules, and one resource for each rule.
    """

    cluster_group: aws.ec2.SecurityGroup
    node_group_id: pulumi.Output[str]
    endpoint_group_id: pulumi.Output[str]
    load_balancer_group_id: pulumi.Output[str]
    runner_group_id: pulumi.Output[str] | None
    rules: tuple[pulumi.Resource, ...]

    def __init__(
        self, name: str, args: SecurityGroupsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:SecurityGroups", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._groups = {
            "cluster": self._group("cluster", "Network interfaces of the EKS control plane"),
            "node": self._group("node", "Nodes and the pods on them"),
            "endpoint": self._group("endpoint", "Interfaces of AWS APIs"),
            "load-balancer": self._group("load-balancer", "Load balancers of services"),
        }
        if args.runner:
            self._groups["runner"] = self._group("runner", "Deployments that run inside the VPC")
        self.cluster_group = self._groups["cluster"]
        self.node_group_id = self._groups["node"].id
        self.endpoint_group_id = self._groups["endpoint"].id
        self.load_balancer_group_id = self._groups["load-balancer"].id
        self.runner_group_id = self._groups["runner"].id if args.runner else None
        self.rules = tuple(
            self._rule(rule)
            for rule in rules(
                args.client_cidrs,
                args.admin_cidrs,
                args.service_ports,
                internet=args.internet,
                s3=args.s3_prefix_list_id is not None,
                endpoints=args.endpoints,
                runner=args.runner,
            )
        )
        self.register_outputs(
            {
                "clusterGroupId": self.cluster_group.id,
                "nodeGroupId": self.node_group_id,
                "endpointGroupId": self.endpoint_group_id,
                "loadBalancerGroupId": self.load_balancer_group_id,
            }
        )

    def _group(self, name: str, description: str) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            name, vpc_id=self._args.vpc_id, description=description, opts=self._child
        )

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
            prefix_list_id=self._args.s3_prefix_list_id if rule.peer == S3 else None,
            cidr_ipv4=None if peer or rule.peer == S3 else rule.peer,
            ip_protocol=rule.protocol,
            from_port=rule.from_port,
            to_port=rule.to_port,
            description=rule.description,
            opts=self._child,
        )
