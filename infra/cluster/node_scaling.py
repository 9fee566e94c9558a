"""What node scaling by Karpenter has in AWS: permissions, the profile of nodes, and news of interruptions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from infra.cluster.scaling_policies import controller_statements, launch_policy, queue_policy
from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from infra.naming import KARPENTER
from infra.place import Place

# What Karpenter makes room for in time, by a short name. Source: karpenter-provider-aws 1.14,
# pkg/controllers/interruption/messages.
EVENTS: Mapping[str, Mapping[str, Any]] = {
    "health": {"source": ["aws.health"], "detail-type": ["AWS Health Event"]},
    "spot": {"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]},
    "rebalance": {"source": ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"]},
    "state": {
        "source": ["aws.ec2"],
        "detail-type": ["EC2 Instance State-change Notification"],
        "detail": {"state": ["stopping", "stopped", "shutting-down", "terminated"]},
    },
}
# Seconds: what is older is over.
_RETENTION = 300


@dataclass(frozen=True)
class NodeScalingArgs:
    """What NodeScaling needs.

    Attributes:
        place: where the cluster lives.
        cluster_name, cluster_arn: the cluster.
        node_role_name, node_role_arn: role of the nodes, which EKS lets in already for the node groups.
        volumes_key_arn: KMS key of their volumes.
    """

    place: Place
    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    node_role_name: pulumi.Input[str]
    node_role_arn: pulumi.Input[str]
    volumes_key_arn: pulumi.Input[str]


class NodeScaling(pulumi.ComponentResource):
    """What Karpenter needs of AWS.

    Creates the role of its pods, the instance profile of the nodes that it starts, the queue of
    interruptions, and the event rules that fill it.

    Attributes:
        queue_name: the queue, known at preview.
        instance_profile: name of the profile.
    """

    queue_name: str
    instance_profile: pulumi.Output[str]

    def __init__(self, name: str, args: NodeScalingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:NodeScaling", name, None, opts)
        self._args = args
        child = pulumi.ResourceOptions(parent=self)
        self.queue_name = f"{args.place.name}-interruptions"
        queue = self._queue()
        role = PodIdentityRole(
            KARPENTER,
            PodIdentityRoleArgs(
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                place=args.place,
                namespace=KARPENTER,
                service_account=KARPENTER,
                statements=controller_statements(args.place),
            ),
            child,
        )
        aws.iam.RolePolicy(
            "karpenter-launch",
            role=role.role_name,
            policy=pulumi.Output.all(args.node_role_arn, args.volumes_key_arn, queue.arn).apply(
                lambda known: launch_policy(
                    args.place, node_role_arn=known[0], volumes_key_arn=known[1], queue_arn=known[2]
                )
            ),
            # As a child of the role it is part of what whoever waits for the role waits for.
            opts=pulumi.ResourceOptions(parent=role),
        )
        profile = aws.iam.InstanceProfile(
            KARPENTER, role=args.node_role_name, path=args.place.role_rules.path, opts=child
        )
        self.instance_profile = profile.name
        self.register_outputs({"queueName": self.queue_name, "instanceProfile": self.instance_profile})

    def _queue(self) -> aws.sqs.Queue:
        place, child = self._args.place, pulumi.ResourceOptions(parent=self)
        queue = aws.sqs.Queue(
            "interruptions",
            name=self.queue_name,
            message_retention_seconds=_RETENTION,
            sqs_managed_sse_enabled=True,
            opts=child,
        )
        prefix = f"{place.name}-interruption-"
        aws.sqs.QueuePolicy(
            "interruptions",
            queue_url=queue.url,
            policy=queue_policy(place, queue_name=self.queue_name, rule_prefix=prefix),
            opts=child,
        )
        for slug, pattern in EVENTS.items():
            rule = aws.cloudwatch.EventRule(
                f"interruption-{slug}",
                name=f"{prefix}{slug}",
                description=f"Interruptions of nodes for Karpenter: {slug}",
                event_pattern=json.dumps(pattern),
                opts=child,
            )
            aws.cloudwatch.EventTarget(
                f"interruption-{slug}", rule=rule.name, target_id=KARPENTER, arn=queue.arn, opts=child
            )
        return queue
