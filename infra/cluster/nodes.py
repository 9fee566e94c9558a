"""Node groups: what they are, and how their machines start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

# The device of the root volume: Bottlerocket keeps its data on a second one. Source: EKS user guide.
_ROOT_DEVICE = "/dev/xvda"
_BOTTLEROCKET_DATA_DEVICE = "/dev/xvdb"


@dataclass(frozen=True)
class NodeGroup:
    """A group of equal nodes.

    Attributes:
        name: name of the group.
        instance_types: EC2 instance types, the preferred first.
        ami_type: EKS AMI type, such as AL2023_x86_64_STANDARD.
        capacity_type: ON_DEMAND or SPOT.
        min_size, desired_size, max_size: number of nodes.
        disk_size: size of the data volume in GiB.
        labels: Kubernetes labels of the nodes.
        taints: key, value and effect (NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE) of each taint.
    """

    name: str
    instance_types: tuple[str, ...]
    ami_type: str
    capacity_type: str
    min_size: int
    desired_size: int
    max_size: int
    disk_size: int
    labels: Mapping[str, str]
    taints: tuple[tuple[str, str, str], ...]


def create_launch_template(
    group: NodeGroup,
    *,
    security_group_id: pulumi.Input[str],
    volumes_key_arn: pulumi.Input[str],
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> aws.ec2.LaunchTemplate:
    """Declare how the machines of a node group start: IMDSv2 for the host, encrypted volumes, no SSH."""
    return aws.ec2.LaunchTemplate(
        group.name,
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
                    kms_key_id=volumes_key_arn,
                    delete_on_termination="true",
                ),
            )
            for device, size in _volumes(group)
        ],
        vpc_security_group_ids=[security_group_id],
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
        # Default tags of the provider do not reach what Auto Scaling starts.
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags={**tags, "Name": group.name})
            for kind in ("instance", "volume")
        ],
        update_default_version=True,
        opts=opts,
    )


def create_node_group(
    group: NodeGroup,
    *,
    cluster: eks.Cluster,
    version: str,
    node_role_arn: pulumi.Input[str],
    subnet_ids: Sequence[pulumi.Input[str]],
    launch_template: aws.ec2.LaunchTemplate,
    opts: pulumi.ResourceOptions,
) -> eks.ManagedNodeGroup:
    """Declare a managed node group on a launch template.

    The component leaves the Kubernetes version out beside a launch template; without it nodes would stay
    behind when the cluster is upgraded.
    """
    return eks.ManagedNodeGroup(
        group.name,
        eks.ManagedNodeGroupArgs(
            cluster=cluster,
            version=version,
            node_role_arn=node_role_arn,
            subnet_ids=subnet_ids,
            instance_types=list(group.instance_types),
            ami_type=group.ami_type,
            capacity_type=group.capacity_type,
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                min_size=group.min_size, desired_size=group.desired_size, max_size=group.max_size
            ),
            labels=dict(group.labels),
            taints=[
                aws.eks.NodeGroupTaintArgs(key=key, value=value, effect=effect)
                for key, value, effect in group.taints
            ],
            launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
                id=launch_template.id, version=launch_template.latest_version.apply(str)
            ),
        ),
        opts=opts,
    )


def _volumes(group: NodeGroup) -> list[tuple[str, int]]:
    """Give device and GiB of each volume; Bottlerocket's system volume is 2 GiB in its AMI, 4 leaves room."""
    if group.ami_type.startswith("BOTTLEROCKET"):
        return [(_ROOT_DEVICE, 4), (_BOTTLEROCKET_DATA_DEVICE, group.disk_size)]
    return [(_ROOT_DEVICE, group.disk_size)]
