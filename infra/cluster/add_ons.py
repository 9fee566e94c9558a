"""Add-ons that the cluster component does not declare, and the roles of those that call AWS."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from infra.iam.documents import policy_document
from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from infra.place import Place

# What differs from the defaults of an add-on. DNS loses one pod at a time, and has them in several zones. The
# volume driver's pods, one on each node, may not change nodes: no node of ours waits for the taint that they
# would take off. Sources: EKS user guide, "Manage CoreDNS" and "Harden Kubernetes RBAC in Amazon EKS";
# `aws eks describe-addon-configuration` shows what an add-on takes.
CONFIGURATION: Mapping[str, Mapping[str, Any]] = {
    "coredns": {
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
            }
        ],
    },
    "aws-ebs-csi-driver": {"node": {"serviceAccount": {"disableMutation": True}}},
}


@dataclass(frozen=True)
class AddOnsArgs:
    """What AddOns needs.

    Attributes:
        cluster_name, cluster_arn: the cluster.
        place: where it lives.
        versions: version of each add-on by name.
        volumes_key_arn: KMS key of the volumes that the EBS driver creates.
    """

    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    place: Place
    versions: Mapping[str, str]
    volumes_key_arn: pulumi.Input[str]


class AddOns(pulumi.ComponentResource):
    """Add-ons of the cluster and their AWS permissions.

    Creates the Pod Identity agent, CoreDNS, the EBS driver, the metrics server that pod autoscaling reads,
    the agent that tells node repair what ails a node, and the roles of the EBS driver and the network plugin.
    Nodes wait for `before_nodes`; the others need nodes to run on, so create_after_nodes comes last.

    The policy of the driver lets it touch volumes of this cluster alone, which it knows by the tags that the
    add-on sets and by the session tags of Pod Identity. A volume restored from a backup therefore needs the
    tag ebs.csi.aws.com/cluster-name. Source: aws-ebs-csi-driver, issue 2918.
    """

    before_nodes: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: AddOnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:AddOns", name, None, opts)
        self._args = args
        agent = self._add_on("eks-pod-identity-agent")
        network = self._role("vpc-cni", "aws-node", "AmazonEKS_CNI_Policy")
        self._driver_role = self._role(
            "aws-ebs-csi-driver", "ebs-csi-controller-sa", "AmazonEBSCSIDriverEKSClusterScopedPolicy"
        )
        aws.iam.RolePolicy(
            "aws-ebs-csi-driver-key",
            role=self._driver_role.role_name,
            policy=pulumi.Output.from_input(args.volumes_key_arn).apply(volume_encryption_policy),
            opts=pulumi.ResourceOptions(parent=self._driver_role),
        )
        self.before_nodes = (agent, network)
        self.register_outputs({})

    def create_after_nodes(self, nodes: Sequence[pulumi.Resource]) -> tuple[pulumi.Resource, ...]:
        """Declare what needs nodes to run on."""
        return (
            self._add_on("coredns", nodes),
            self._add_on("metrics-server", nodes),
            self._add_on("eks-node-monitoring-agent", nodes),
            self._add_on("aws-ebs-csi-driver", [*nodes, self._driver_role]),
        )

    def _add_on(self, name: str, depends_on: Sequence[pulumi.Resource] = ()) -> aws.eks.Addon:
        return aws.eks.Addon(
            name,
            addon_name=name,
            cluster_name=self._args.cluster_name,
            addon_version=self._args.versions[name],
            configuration_values=json.dumps(CONFIGURATION[name]) if name in CONFIGURATION else None,
            # EKS brings some of them along, and takes over what it finds. What is tuned in the cluster later
            # is kept.
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="PRESERVE",
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(depends_on)),
        )

    def _role(self, name: str, service_account: str, policy: str) -> PodIdentityRole:
        role = PodIdentityRole(
            name,
            PodIdentityRoleArgs(
                cluster_name=self._args.cluster_name,
                cluster_arn=self._args.cluster_arn,
                place=self._args.place,
                namespace="kube-system",
                service_account=service_account,
                statements=(),
            ),
            pulumi.ResourceOptions(parent=self),
        )
        aws.iam.RolePolicyAttachment(
            name,
            role=role.role_name,
            policy_arn=f"arn:{self._args.place.partition}:iam::aws:policy/{policy}",
            # As a child of the role it is part of what whoever waits for the role waits for.
            opts=pulumi.ResourceOptions(parent=role),
        )
        return role


def volume_encryption_policy(key_arn: str) -> str:
    """Let the EBS driver create volumes under a key, by grants for AWS services alone.

    Source: aws-ebs-csi-driver, docs/install.md, "Encrypted EBS Volumes via KMS".
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": "kms:CreateGrant",
                "Resource": key_arn,
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
            },
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"],
                "Resource": key_arn,
            },
        ]
    )
