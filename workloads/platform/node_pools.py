"""The nodes that Karpenter may start, as its custom resources say it: which machines, and how many.

Source: the CRDs of karpenter-provider-aws 1.14, EC2NodeClass of karpenter.k8s.aws/v1 and NodePool of
karpenter.sh/v1.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from infra.cluster.node_rules import is_bottlerocket
from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.nodes import volumes
from infra.cluster.user_data import amazon_linux_parts, bottlerocket_settings_by_karpenter

NODE_CLASS_VERSION = "karpenter.k8s.aws/v1"
NODE_POOL_VERSION = "karpenter.sh/v1"

_CAPACITY = {"ON_DEMAND": "on-demand", "SPOT": "spot"}
_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
# A node that is drained goes after this time, even if a budget of pods allows nothing.
_LONGEST_DRAIN = "1h"
# How long a node must have been too large before it goes, so that a wave of pods does not move twice.
_SETTLED = "5m"


def node_class_spec(
    settings: NodeGroupSettings,
    *,
    image_parameter: pulumi.Input[str],
    instance_profile: pulumi.Input[str],
    subnet_ids: Sequence[pulumi.Input[str]],
    security_group_id: pulumi.Input[str],
    volumes_key_arn: pulumi.Input[str],
    tags: Mapping[str, pulumi.Input[str]],
) -> dict[str, Any]:
    """Return the spec of an EC2NodeClass: machines hardened as those of the node groups.

    Args:
        settings: the node group whose machines they are.
        image_parameter: public parameter of Systems Manager with the id of the image; FIPS images have no
            alias in Karpenter.
        instance_profile: name of the profile that gives a node its role.
        subnet_ids: where they may be.
        security_group_id: group of the nodes.
        volumes_key_arn: KMS key of their volumes.
        tags: tags of instances, volumes and interfaces.
    """
    bottlerocket = is_bottlerocket(settings.ami_type)
    return {
        "amiFamily": "Bottlerocket" if bottlerocket else "AL2023",
        "amiSelectorTerms": [{"ssmParameter": image_parameter}],
        "instanceProfile": instance_profile,
        "subnetSelectorTerms": [{"id": subnet_id} for subnet_id in subnet_ids],
        "securityGroupSelectorTerms": [{"id": security_group_id}],
        "associatePublicIPAddress": False,
        "userData": bottlerocket_settings_by_karpenter() if bottlerocket else amazon_linux_parts(),
        "metadataOptions": {
            "httpEndpoint": "enabled",
            "httpProtocolIPv6": "disabled",
            # One hop ends at the host, so that pods cannot take the role of the node.
            "httpPutResponseHopLimit": 1,
            "httpTokens": "required",
        },
        "blockDeviceMappings": [
            {
                "deviceName": device,
                "ebs": {
                    "volumeSize": f"{size}Gi",
                    "volumeType": "gp3",
                    "encrypted": True,
                    "kmsKeyID": volumes_key_arn,
                    "deleteOnTermination": True,
                },
            }
            for device, size in volumes(settings)
        ],
        "detailedMonitoring": True,
        "tags": tags,
    }


def node_pool_spec(
    settings: NodeGroupSettings, *, node_class: str, zones: Sequence[str], expire_after_days: int
) -> dict[str, Any]:
    """Return the spec of a NodePool: how many nodes beyond those of a node group, and when they go.

    Args:
        settings: the node group.
        node_class: name of the EC2NodeClass.
        zones: availability zones that the nodes may be in.
        expire_after_days: the age at which a node is replaced.
    """
    arm = "_ARM_64" in settings.ami_type
    return {
        "template": {
            "metadata": {"labels": dict(settings.labels)},
            "spec": {
                "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": node_class},
                "requirements": [
                    _one_of("kubernetes.io/arch", ["arm64" if arm else "amd64"]),
                    _one_of("kubernetes.io/os", ["linux"]),
                    _one_of("node.kubernetes.io/instance-type", list(settings.instance_types)),
                    _one_of("karpenter.sh/capacity-type", [_CAPACITY[settings.capacity_type]]),
                    _one_of("topology.kubernetes.io/zone", list(zones)),
                ],
                "taints": [
                    {
                        "key": taint.key,
                        **({"value": taint.value} if taint.value else {}),
                        "effect": _EFFECTS[taint.effect],
                    }
                    for taint in settings.taints
                ],
                "expireAfter": f"{expire_after_days * 24}h",
                "terminationGracePeriod": _LONGEST_DRAIN,
            },
        },
        "disruption": {
            "consolidationPolicy": "WhenEmptyOrUnderutilized",
            "consolidateAfter": _SETTLED,
            # One node at a time, as in the node groups.
            "budgets": [{"nodes": "1"}],
        },
        "limits": {"nodes": str(most_nodes(settings, len(zones)))},
    }


def most_nodes(settings: NodeGroupSettings, zones: int) -> int:
    """Tell how many nodes there may be beyond those of a node group, in all its zones together."""
    return (settings.max_per_zone - settings.min_per_zone) * zones


def _one_of(key: str, values: list[str]) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": values}
