"""Karpenter: starts nodes for pods that find no place, and ends those that nobody needs."""

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.flowcontrol.v1 import (
    FlowDistinguisherMethodArgs,
    FlowSchemaSpecArgs,
    NonResourcePolicyRuleArgs,
    PolicyRulesWithSubjectsArgs,
    PriorityLevelConfigurationReferenceArgs,
    ResourcePolicyRuleArgs,
    ServiceAccountSubjectArgs,
    SubjectArgs,
)
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from infra.cluster.node_scaling import NodeScaling
from infra.cluster.releases import image_parameter
from infra.foundation import Platform
from infra.naming import KARPENTER
from infra.providers import default_tags
from workloads.destinations import aws_paths, kubernetes_api
from workloads.labels import labels
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Flow, allow
from workloads.platform.karpenter_values import values
from workloads.platform.node_pools import (
    NODE_CLASS_VERSION,
    NODE_POOL_VERSION,
    most_nodes,
    node_class_spec,
    node_pool_spec,
)
from workloads.platform.release import install_chart

NAMESPACE = KARPENTER
CHART_VERSION = "1.14.1"
REPOSITORY = "oci://public.ecr.aws/karpenter"

# What it calls, by the prefix of its actions.
_APIS = ("ec2", "eks", "sqs", "ssm")
# One for each of two nodes: the pods keep apart, and stay off nodes that Karpenter itself may end.
_REPLICAS = 2
_QUOTA = {"pods": "6", "requests.cpu": "2", "requests.memory": "6Gi", "limits.memory": "6Gi"}


@dataclass(frozen=True)
class KarpenterArgs:
    """What Karpenter needs to know.

    Attributes:
        platform: the AWS side.
        scaling: what Karpenter has there.
        provided: fails as long as a copy of the chart's image is missing.
    """

    platform: Platform
    scaling: NodeScaling
    provided: pulumi.Output[pulumi.Resource]


class Karpenter(pulumi.ComponentResource):
    """Karpenter, and the nodes that it may start: those of each node group that may have more than it has.

    Creates: the namespace with its policies; the priorities of its calls of the Kubernetes API; the releases
    of the custom resource definitions and of Karpenter; an EC2NodeClass and a NodePool for each such group.

    Attributes:
        ready: what pods wait for that may need more nodes. In reverse they go first, so that the nodes that
            Karpenter ends with the pools are empty.
    """

    ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: KarpenterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:workloads:Karpenter", name, None, opts)
        self._args = args
        namespace = self._create_namespace()
        policy = self._create_network_policy(namespace)
        flows = self._create_flow_schemas()
        release = self._create_release([*namespace.ready, policy, *flows, args.scaling])
        self.ready = (release, *self._create_pools(release))
        self.register_outputs({"namespace": NAMESPACE})

    def _create_namespace(self) -> HardenedNamespace:
        platform = self._args.platform
        return HardenedNamespace(
            NAMESPACE,
            NamespaceArgs(
                name=NAMESPACE,
                kubernetes_version=platform.settings.cluster.version,
                quota=_QUOTA,
                after=platform.ready,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_network_policy(self, namespace: HardenedNamespace) -> pulumi.Resource:
        platform = self._args.platform
        api, aws = kubernetes_api(platform.intra_subnet_cidrs), Flow(aws_paths(platform).peers(_APIS), HTTPS)
        return kubernetes.networking.v1.NetworkPolicy(
            NAMESPACE,
            metadata=ObjectMetaArgs(name=NAMESPACE, namespace=NAMESPACE, labels=labels(NAMESPACE)),
            spec=allow(NAMESPACE, egress=[api, aws, POD_IDENTITY_AGENT]),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(namespace.ready)),
        )

    def _create_flow_schemas(self) -> list[pulumi.Resource]:
        """Give its calls the priority that they have by themselves in kube-system alone.

        Source: Karpenter 1.14, "Getting Started", "Preventing APIServer Request Throttling".
        """
        leases = ResourcePolicyRuleArgs(
            api_groups=["coordination.k8s.io"],
            resources=["leases"],
            verbs=["get", "create", "update"],
            namespaces=["*"],
        )
        everything = ResourcePolicyRuleArgs(
            api_groups=["*"], resources=["*"], verbs=["*"], namespaces=["*"], cluster_scope=True
        )
        paths = NonResourcePolicyRuleArgs(non_resource_urls=["*"], verbs=["*"])
        account = SubjectArgs(
            kind="ServiceAccount",
            service_account=ServiceAccountSubjectArgs(name=KARPENTER, namespace=NAMESPACE),
        )
        rules = {
            "leader-election": (
                200,
                PolicyRulesWithSubjectsArgs(resource_rules=[leases], subjects=[account]),
            ),
            "workload-high": (
                1000,
                PolicyRulesWithSubjectsArgs(
                    resource_rules=[everything], non_resource_rules=[paths], subjects=[account]
                ),
            ),
        }
        return [
            kubernetes.flowcontrol.v1.FlowSchema(
                f"{KARPENTER}-{level}",
                metadata=ObjectMetaArgs(name=f"{KARPENTER}-{level}", labels=labels(NAMESPACE)),
                spec=FlowSchemaSpecArgs(
                    distinguisher_method=FlowDistinguisherMethodArgs(type="ByUser"),
                    matching_precedence=precedence,
                    priority_level_configuration=PriorityLevelConfigurationReferenceArgs(name=level),
                    rules=[rule],
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.platform.ready)),
            )
            for level, (precedence, rule) in rules.items()
        ]

    def _create_release(self, needed: list[pulumi.Resource]) -> Release:
        """Install the definitions by a chart of their own: the one that has Karpenter never updates them."""
        args = self._args
        definitions = install_chart(
            f"{KARPENTER}-crd",
            chart=f"{REPOSITORY}/karpenter-crd",
            version=CHART_VERSION,
            namespace=NAMESPACE,
            values={},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*needed, args.provided]),
        )
        return install_chart(
            KARPENTER,
            chart=f"{REPOSITORY}/karpenter",
            version=CHART_VERSION,
            namespace=NAMESPACE,
            skip_definitions=True,
            values=values(
                cluster=args.platform.place.name,
                queue=args.scaling.queue_name,
                region=args.platform.place.region,
                service_account=KARPENTER,
                replicas=_REPLICAS,
                registry=args.platform.image_copies,
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*needed, definitions, args.provided]),
        )

    def _create_pools(self, release: Release) -> list[pulumi.Resource]:
        platform, settings = self._args.platform, self._args.platform.settings
        pools: list[pulumi.Resource] = []
        for group, machines in settings.node_groups.items():
            if not most_nodes(machines, len(settings.zones)):
                continue
            metadata = ObjectMetaArgs(name=group, labels=labels(NAMESPACE))
            node_class = kubernetes.apiextensions.CustomResource(
                f"{group}-node-class",
                api_version=NODE_CLASS_VERSION,
                kind="EC2NodeClass",
                metadata=metadata,
                spec=node_class_spec(
                    machines,
                    image_parameter=platform.node_releases[group].apply(
                        lambda release, ami_type=machines.ami_type: image_parameter(
                            ami_type, settings.cluster.version, release
                        )
                    ),
                    instance_profile=self._args.scaling.instance_profile,
                    subnet_ids=platform.private_subnet_ids,
                    security_group_id=platform.node_security_group_id,
                    volumes_key_arn=platform.volumes_key_arn,
                    tags={
                        **default_tags(settings.tags),
                        "ManagedBy": KARPENTER,
                        "Name": group,
                        # The policy of the volume driver knows machines of the cluster by it.
                        "eks:cluster-name": platform.place.name,
                    },
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[release]),
            )
            pools.append(
                kubernetes.apiextensions.CustomResource(
                    f"{group}-node-pool",
                    api_version=NODE_POOL_VERSION,
                    kind="NodePool",
                    metadata=metadata,
                    spec=node_pool_spec(
                        machines,
                        node_class=group,
                        zones=settings.zones,
                        expire_after_days=settings.node_scaling.expire_after_days,
                    ),
                    opts=pulumi.ResourceOptions(parent=self, depends_on=[release, node_class]),
                )
            )
        return pools
