"""Node groups: how their machines start, and how many there are in each zone."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.cluster.node_rules import is_bottlerocket
from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.releases import newest_release_parameter
from infra.cluster.user_data import user_data

# The device of the root volume: Bottlerocket keeps its data on a second one. Source: EKS user guide.
_ROOT_DEVICE = "/dev/xvda"
_BOTTLEROCKET_DATA_DEVICE = "/dev/xvdb"
# Bottlerocket's system volume is 2 GiB in its image; this leaves room.
_BOTTLEROCKET_SYSTEM_GIB = 4


@dataclass(frozen=True)
class NodeGroupArgs:
    """What NodeGroup needs.

    Attributes:
        settings: machines, sizes, labels and taints.
        cluster_name: the cluster that the nodes join.
        version: Kubernetes version of the nodes, such as 1.36.
        node_role_arn: role of the nodes.
        subnet_ids: the subnet of each zone, by zone.
        security_group_id: group of the nodes.
        volumes_key_arn: KMS key of their volumes.
        tags: tags of instances and volumes, which the provider's default tags do not reach.
    """

    settings: NodeGroupSettings
    cluster_name: pulumi.Input[str]
    version: str
    node_role_arn: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    volumes_key_arn: pulumi.Input[str]
    tags: Mapping[str, str]


class NodeGroup(pulumi.ComponentResource):
    """Equal nodes in every zone.

    Creates one launch template, and from it a managed node group in each zone. A zone waits for the one
    before it, so that a template or a release with which nodes do not come up stops in the first.

    Attributes:
        release: the release of the image that the nodes run.
    """

    release: pulumi.Output[str]

    def __init__(self, name: str, args: NodeGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:NodeGroup", name, None, opts)
        self._args = args
        self.release = self._release()
        template = self._launch_template(name)
        zones: list[aws.eks.NodeGroup] = []
        for zone, subnet in args.subnet_ids.items():
            zones.append(self._in_zone(f"{name}-{zone}", subnet, template, after=zones[-1:]))
        self.register_outputs({"release": self.release})

    def _release(self) -> pulumi.Output[str]:
        """Take the pinned release, or else the newest one of AWS, so that every update brings its patches."""
        settings = self._args.settings
        if settings.release_version:
            return pulumi.Output.from_input(settings.release_version)
        newest = aws.ssm.get_parameter_output(
            name=newest_release_parameter(settings.ami_type, self._args.version),
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        # The same text as `value`, which the provider takes for a secret.
        return newest.insecure_value

    def _launch_template(self, name: str) -> aws.ec2.LaunchTemplate:
        """Declare how machines start: hardened, IMDSv2 for the host alone, encrypted volumes, no SSH."""
        return aws.ec2.LaunchTemplate(
            name,
            user_data=user_data(self._args.settings.ami_type),
            metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                # One hop ends at the host, so that pods cannot take the role of the node.
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
            ),
            block_device_mappings=[
                aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=device,
                    ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        volume_size=size,
                        volume_type="gp3",
                        encrypted="true",
                        kms_key_id=self._args.volumes_key_arn,
                        delete_on_termination="true",
                    ),
                )
                for device, size in volumes(self._args.settings)
            ],
            vpc_security_group_ids=[self._args.security_group_id],
            monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
            # Default tags of the provider do not reach what Auto Scaling starts.
            tag_specifications=[
                aws.ec2.LaunchTemplateTagSpecificationArgs(
                    resource_type=kind, tags={**self._args.tags, "Name": name}
                )
                for kind in ("instance", "volume", "network-interface")
            ],
            update_default_version=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _in_zone(
        self,
        name: str,
        subnet_id: pulumi.Input[str],
        template: aws.ec2.LaunchTemplate,
        *,
        after: list[aws.eks.NodeGroup],
    ) -> aws.eks.NodeGroup:
        settings = self._args.settings
        return aws.eks.NodeGroup(
            name,
            cluster_name=self._args.cluster_name,
            # Without it nodes would stay behind when the cluster is upgraded.
            version=self._args.version,
            # Without it they would keep the image that they were made from, and no patch would reach them.
            release_version=self.release,
            node_role_arn=self._args.node_role_arn,
            subnet_ids=[subnet_id],
            instance_types=list(settings.instance_types),
            ami_type=settings.ami_type,
            capacity_type=settings.capacity_type,
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                min_size=settings.min_per_zone,
                desired_size=settings.min_per_zone,
                max_size=settings.max_per_zone,
            ),
            # One node at a time, and a new one before the old one goes.
            update_config=aws.eks.NodeGroupUpdateConfigArgs(max_unavailable=1, update_strategy="DEFAULT"),
            node_repair_config=aws.eks.NodeGroupNodeRepairConfigArgs(enabled=True),
            labels=settings.labels,
            taints=[
                aws.eks.NodeGroupTaintArgs(key=taint.key, value=taint.value, effect=taint.effect)
                for taint in settings.taints
            ],
            launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(str)
            ),
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=after,
                # How many there are is up to whoever scales them: an update does not set it back.
                ignore_changes=["scalingConfig.desiredSize"],
            ),
        )


def volumes(settings: NodeGroupSettings) -> list[tuple[str, int]]:
    """Give device and GiB of each volume of a node."""
    if is_bottlerocket(settings.ami_type):
        return [
            (_ROOT_DEVICE, _BOTTLEROCKET_SYSTEM_GIB),
            (_BOTTLEROCKET_DATA_DEVICE, settings.disk_gib),
        ]
    return [(_ROOT_DEVICE, settings.disk_gib)]
