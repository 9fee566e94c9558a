"""The security groups that the component makes unless told not to; two of their rules let everything out."""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks.children import SECURITY_GROUP, SECURITY_GROUP_RULE, Child
from preview.simulated.eks.options import refuse_unknown
from preview.simulated.eks.types import NODE_GROUP_SECURITY_GROUP

# The Node SDK of pulumi-aws fills this in before the engine sees the inputs.
DESCRIPTION = "Managed by Pulumi"


def create_cluster_security_group(
    name: str, vpc_id: Any, tags: Any, own_tags: Any, parent: pulumi.Resource
) -> Child:
    """Register the cluster's security group and its rule to everywhere."""
    opts = pulumi.ResourceOptions(parent=parent)
    group = Child(
        SECURITY_GROUP,
        f"{name}-eksClusterSecurityGroup",
        {
            "description": DESCRIPTION,
            "revokeRulesOnDelete": True,
            "tags": pulumi.Output.all(own_tags or {}, tags or {}).apply(
                lambda found: {"Name": f"{name}-eksClusterSecurityGroup", **found[0], **found[1]}
            ),
            "vpcId": vpc_id,
        },
        opts,
    )
    _to_everywhere(f"{name}-eksClusterInternetEgressRule", group.id, opts)
    return group


def create_node_security_group(
    name: str,
    vpc_id: Any,
    cluster_group_id: Any,
    cluster_name: Any,
    tags: Any,
    parent: pulumi.Resource,
) -> tuple[Child, Child]:
    """Register the nodes' security group and its rules.

    Returns:
        The group, and the rule that lets nodes reach the cluster.
    """
    opts = pulumi.ResourceOptions(parent=parent)
    group = Child(
        SECURITY_GROUP,
        f"{name}-nodeSecurityGroup",
        {
            "description": DESCRIPTION,
            "revokeRulesOnDelete": True,
            "tags": pulumi.Output.all(tags or {}, cluster_name).apply(
                lambda found: {
                    "Name": f"{name}-nodeSecurityGroup",
                    f"kubernetes.io/cluster/{found[1]}": "owned",
                    **found[0],
                }
            ),
            "vpcId": vpc_id,
        },
        opts,
    )
    Child(
        SECURITY_GROUP_RULE,
        f"{name}-eksNodeIngressRule",
        {
            "description": "Allow nodes to communicate with each other",
            "fromPort": 0,
            "protocol": "-1",
            "securityGroupId": group.id,
            "self": True,
            "toPort": 0,
            "type": "ingress",
        },
        opts,
    )
    from_cluster = (
        (
            "eksNodeClusterIngressRule",
            1025,
            65535,
            "Allow worker Kubelets and pods to receive communication from the cluster control plane",
        ),
        (
            "eksExtApiServerClusterIngressRule",
            443,
            443,
            (
                "Allow pods running extension API servers on port 443 to receive communication from "
                "cluster control plane"
            ),
        ),
    )
    for rule, low, high, description in from_cluster:
        _between(f"{name}-{rule}", description, low, high, group.id, cluster_group_id, opts)
    _to_everywhere(f"{name}-eksNodeInternetEgressRule", group.id, opts)
    ingress = _between(
        f"{name}-eksClusterIngressRule",
        "Allow pods to communicate with the cluster API Server",
        443,
        443,
        cluster_group_id,
        group.id,
        opts,
    )
    return group, ingress


class NodeGroupSecurityGroup(pulumi.ComponentResource):
    """A security group for nodes: `eks:index:NodeGroupSecurityGroup`."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        known = {"clusterSecurityGroup", "eksCluster", "tags", "vpcId"}
        refuse_unknown(NODE_GROUP_SECURITY_GROUP, inputs, known, "security_groups.py")
        super().__init__(NODE_GROUP_SECURITY_GROUP, name, {}, opts)
        cluster = pulumi.Output.from_input(inputs["eksCluster"])
        group = pulumi.Output.from_input(inputs["clusterSecurityGroup"])
        self.security_group, self.rule = create_node_security_group(
            name,
            inputs["vpcId"],
            group.apply(lambda found: found.id),
            cluster.apply(lambda found: found.output("name")),
            inputs.get("tags"),
            self,
        )
        self.register_outputs({})


def _between(
    name: str,
    description: str,
    low: int,
    high: int,
    group: Any,
    source: Any,
    opts: pulumi.ResourceOptions,
) -> Child:
    props = {
        "description": description,
        "fromPort": low,
        "protocol": "tcp",
        "securityGroupId": group,
        "sourceSecurityGroupId": source,
        "toPort": high,
        "type": "ingress",
    }
    return Child(SECURITY_GROUP_RULE, name, props, opts)


def _to_everywhere(name: str, group: Any, opts: pulumi.ResourceOptions) -> None:
    props = {
        "cidrBlocks": ["0.0.0.0/0"],
        "description": "Allow internet access.",
        "fromPort": 0,
        "protocol": "-1",
        "securityGroupId": group,
        "toPort": 0,
        "type": "egress",
    }
    Child(SECURITY_GROUP_RULE, name, props, opts)
