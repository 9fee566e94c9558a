"""What a change of an input does to AWS resources of either stack: the cluster, its nodes and its access.

Written down from the sources that the rows name, not from the simulation's tables: functions in
hashicorp/terraform-provider-aws v6.58.0 internal/service, and `bridge` for pulumi/pulumi-terraform-bridge
nameRequiresDeleteBeforeReplace.
"""

from typing import Any

from preview.model import Properties
from tests.preview.simulated.property_change import (
    DELETE_FIRST,
    NOTHING,
    REFUSED,
    REPLACE,
    UPDATE,
    PropertyChange,
    of,
)

_SUBNETS = ["subnet-1", "subnet-2"]
_CLUSTER: Properties = {
    "name": "palisade",
    "roleArn": "arn:aws:iam::111122223333:role/cluster",
    "version": "1.34",
    "vpcConfig": {"subnetIds": _SUBNETS, "endpointPublicAccess": True},
    "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True},
    "encryptionConfig": {"provider": {"keyArn": "arn:aws:kms:key/1"}, "resources": ["secrets"]},
}
_NODES: Properties = {
    "clusterName": "palisade",
    "nodeRoleArn": "arn:aws:iam::111122223333:role/nodes",
    "subnetIds": _SUBNETS,
    "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 1},
    "instanceTypes": ["m7i.large", "m7a.large"],
    "capacityType": "ON_DEMAND",
    "launchTemplate": {"id": "lt-1", "version": "1"},
    "labels": {"pool": "system"},
    "version": "1.34",
}


def _cluster_with(key: str, **changes: Any) -> Properties:
    return {key: {**_CLUSTER[key], **changes}}


CLUSTER: tuple[PropertyChange, ...] = (
    *of(
        "aws:eks/cluster:Cluster",
        _CLUSTER,
        (
            {"roleArn": "arn:aws:iam::111122223333:role/other"},
            DELETE_FIRST,
            "eks resourceCluster: role_arn ForceNew; bridge",
        ),
        ({"version": "1.35"}, UPDATE, "eks resourceCluster: version"),
        ({"version": "1.36"}, REFUSED, "EKS UpdateClusterVersion: one minor version at a time"),
        (
            _cluster_with("vpcConfig", endpointPublicAccess=False),
            UPDATE,
            "eks resourceCluster: vpc_config.endpoint_public_access",
        ),
        (
            _cluster_with("accessConfig", bootstrapClusterCreatorAdminPermissions=False),
            DELETE_FIRST,
            "eks resourceCluster: access_config.bootstrap_cluster_creator_admin_permissions ForceNew",
        ),
        (
            _cluster_with("accessConfig", authenticationMode="CONFIG_MAP"),
            REFUSED,
            "EKS UpdateClusterConfig: unsupported authentication mode update (pulumi/pulumi-aws issue 4789)",
        ),
        (
            {"encryptionConfig": None},
            DELETE_FIRST,
            "eks resourceCluster CustomizeDiff: encryption_config cannot be taken back",
        ),
    ),
    *of(
        "aws:eks/cluster:Cluster",
        {key: value for key, value in _CLUSTER.items() if key != "encryptionConfig"},
        (
            {"encryptionConfig": {"provider": {"keyArn": "arn:aws:kms:key/1"}, "resources": ["secrets"]}},
            UPDATE,
            "eks resourceCluster: encryption_config can be added",
        ),
    ),
    *of(
        "aws:eks/cluster:Cluster",
        {**_CLUSTER, "deletionProtection": True},
        (
            {"deletionProtection": None},
            NOTHING,
            "eks resourceCluster: deletion_protection Optional and Computed",
        ),
    ),
    *of(
        "aws:eks/nodeGroup:NodeGroup",
        _NODES,
        (
            {"scalingConfig": {"minSize": 2, "maxSize": 3, "desiredSize": 2}},
            UPDATE,
            "eks resourceNodeGroup: scaling_config",
        ),
        ({"instanceTypes": ["m7i.xlarge"]}, REPLACE, "eks resourceNodeGroup: instance_types ForceNew"),
    ),
    *of(
        "aws:eks/nodeGroup:NodeGroup",
        {**_NODES, "nodeGroupName": "system"},
        ({"capacityType": "SPOT"}, DELETE_FIRST, "eks resourceNodeGroup: capacity_type ForceNew; bridge"),
    ),
    *of(
        "aws:eks/nodeGroup:NodeGroup",
        _NODES,
        (
            {"launchTemplate": {"id": "lt-1", "version": "2"}},
            UPDATE,
            "eks resourceNodeGroup: launch_template.version",
        ),
        (
            {"launchTemplate": {"id": "lt-2", "version": "1"}},
            REPLACE,
            "eks resourceNodeGroup: launch_template.id ForceNew",
        ),
        ({"subnetIds": ["subnet-2", "subnet-1"]}, NOTHING, "eks resourceNodeGroup: subnet_ids TypeSet"),
        ({"subnetIds": ["subnet-1"]}, REPLACE, "eks resourceNodeGroup: subnet_ids ForceNew"),
    ),
    *of(
        "aws:eks/addon:Addon",
        {"clusterName": "palisade", "addonName": "vpc-cni", "addonVersion": "v1.19.0-eksbuild.1"},
        ({"addonVersion": "v1.20.0-eksbuild.1"}, UPDATE, "eks resourceAddon: addon_version"),
    ),
    *of(
        "aws:eks/accessEntry:AccessEntry",
        {"clusterName": "palisade", "principalArn": "arn:aws:iam::111122223333:role/admin"},
        (
            {"principalArn": "arn:aws:iam::111122223333:role/other"},
            REPLACE,
            "eks resourceAccessEntry: principal_arn ForceNew",
        ),
    ),
    *of(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        {
            "clusterName": "palisade",
            "principalArn": "a",
            "policyArn": "p",
            "accessScope": {"type": "cluster"},
        },
        (
            {"accessScope": {"type": "namespace", "namespaces": ["web"]}},
            REPLACE,
            "eks resourceAccessPolicyAssociation: access_scope ForceNew",
        ),
    ),
    *of(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        {"clusterName": "palisade", "namespace": "web", "serviceAccount": "web", "roleArn": "arn:1"},
        (
            {"roleArn": "arn:aws:iam::111122223333:role/other"},
            UPDATE,
            "eks podIdentityAssociationResource.Schema: role_arn",
        ),
        (
            {"serviceAccount": "api"},
            REPLACE,
            "eks podIdentityAssociationResource.Schema: service_account RequiresReplace",
        ),
    ),
    *of(
        "aws:ec2/launchTemplate:LaunchTemplate",
        {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 2}},
        (
            {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}},
            UPDATE,
            "ec2 resourceLaunchTemplate: metadata_options",
        ),
    ),
)
