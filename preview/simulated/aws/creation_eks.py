"""What EKS refuses to create: clusters, node groups, add-ons and what gives access."""

from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.creation_compute import template_of, unknown_instance_type
from preview.simulated.aws.creation_network import SUBNET
from preview.simulated.aws.eks_clusters import CLUSTER, FARGATE_PROFILE, NODE_GROUP, may_run_pods
from preview.simulated.aws.instance_types import architecture
from preview.simulated.aws.rule_values import (
    Rule,
    described,
    number,
    refuse,
    text,
    texts_at,
    values_at,
    whole,
)
from preview.simulated.store import Store, Stored

_ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry"
# Add-ons that are Deployments, and degraded until nodes run them (EKS User Guide, "AWS add-ons").
_DEPLOYMENTS = frozenset(
    {"coredns", "metrics-server", "aws-ebs-csi-driver", "aws-efs-csi-driver", "cert-manager"}
)


def minor_version(version: str) -> tuple[int, int] | None:
    """Return a Kubernetes version as numbers, `1.36` as (1, 36); None where it is none."""
    major, _, minor = version.partition(".")
    numbers = (number(major), number(minor.partition(".")[0]))
    return (numbers[0], numbers[1]) if numbers[0] is not None and numbers[1] is not None else None


def _cluster(inputs: Properties, store: Store) -> None:
    identifiers = texts_at(inputs, "vpcConfig.subnetIds")
    subnets = [subnet for subnet in (store.get(SUBNET, identifier) for identifier in identifiers) if subnet]
    zones = {text(whole(subnet), "availabilityZone") for subnet in subnets}
    if identifiers and len(subnets) == len(identifiers) and len(zones) < 2:
        refuse(
            "InvalidParameterException",
            "Subnets specified must be in at least two different AZs",
            f"{', '.join(described(subnet) for subnet in subnets)}: {', '.join(sorted(zones))}",
        )


def _node_group(inputs: Properties, store: Store) -> None:
    refuse_sizes(inputs)
    template = template_of(inputs, store)
    types = texts_at(inputs, "instanceTypes")
    of_template = text(template.inputs, "instanceType") if template else ""
    if types and of_template and template:
        refuse(
            "InvalidRequestException",
            "Cannot specify instance types in launch template and API request",
            f"{', '.join(types)}, and {of_template} in {described(template)}",
        )
    ami_type = text(inputs, "amiType")
    for instance_type in types or [of_template]:
        if why := unknown_instance_type(instance_type):
            refuse(
                "Ec2LaunchTemplateInvalidConfiguration",
                f"The specified instance type {instance_type} is not valid",
                why,
            )
        wanted, has = _architecture_of(ami_type), architecture(instance_type)
        if wanted and has and wanted != has:
            refuse(
                "InvalidParameterException",
                f"[{instance_type}] is not a valid instance type for requested amiType {ami_type}",
                f"{instance_type} is {has}",
            )
    cluster = store.get(CLUSTER, text(inputs, "clusterName"))
    if cluster:
        refuse_newer_than_cluster(inputs, cluster)


def _architecture_of(ami_type: str) -> str:
    """Return the architecture that the name of an AMI type tells (EKS API Reference, Nodegroup: amiType)."""
    if "x86_64" in ami_type:
        return "x86_64"
    return "arm64" if "ARM_64" in ami_type else ""


def refuse_newer_than_cluster(inputs: Properties, cluster: Stored) -> None:
    """Refuse nodes of a later Kubernetes version than the control plane's.

    Source: Kubernetes, "Version skew policy": no kubelet is newer than the API server. EKS's words are not
    documented.
    """
    nodes, plane = minor_version(text(inputs, "version")), minor_version(text(whole(cluster), "version"))
    if nodes and plane and nodes > plane:
        refuse(
            "InvalidParameterException",
            f"Node group version {inputs['version']} is later than the cluster, {plane[0]}.{plane[1]}",
            described(cluster),
        )


def refuse_sizes(inputs: Properties) -> None:
    """Refuse sizes of a node group that contradict each other.

    Raises:
        SimulationError: EKS's code and words.
    """
    sizes = inputs.get("scalingConfig")
    if not isinstance(sizes, dict):
        return
    least, wanted, most = (number(sizes.get(key)) for key in ("minSize", "desiredSize", "maxSize"))
    if least is not None and wanted is not None and least > wanted:
        refuse(
            "InvalidParameterException",
            f"Minimum capacity {least} can't be greater than desired size {wanted}",
            "scalingConfig",
        )
    if wanted is not None and most is not None and wanted > most:
        refuse(
            "InvalidParameterException",
            f"Desired capacity {wanted} can't be greater than max size {most}",
            "scalingConfig",
        )


def _addon(inputs: Properties, store: Store) -> None:
    cluster, name = store.get(CLUSTER, text(inputs, "clusterName")), text(inputs, "addonName")
    if cluster and name in _DEPLOYMENTS and not may_run_pods(cluster, store.clouds):
        refuse(
            "InsufficientNumberOfReplicas",
            "The add-on is unhealthy because it doesn't have the desired number of replicas.",
            f"no node group, Fargate profile or other node exists for {described(cluster)}",
            waited_for=True,
        )


def _access_entry(inputs: Properties, store: Store) -> None:
    cluster = store.get(CLUSTER, text(inputs, "clusterName"))
    if cluster:
        _refuse_config_map(cluster)


def _access_policy(inputs: Properties, store: Store) -> None:
    cluster, principal = store.get(CLUSTER, text(inputs, "clusterName")), text(inputs, "principalArn")
    if cluster is None or not principal:
        return
    _refuse_config_map(cluster)
    # EKS itself lets in the roles of nodes, and who creates the cluster unless that is switched off.
    by_creator = list(values_at(whole(cluster), "accessConfig.bootstrapClusterCreatorAdminPermissions"))
    if by_creator != [False]:
        return
    keys = ("principalArn", "nodeRoleArn", "podExecutionRoleArn")
    entries = store.of_type(_ACCESS_ENTRY, NODE_GROUP, FARGATE_PROFILE)
    if not any(
        entry.inputs.get("clusterName") == cluster.id and principal in map(entry.inputs.get, keys)
        for entry in entries
    ):
        refuse(
            "ResourceNotFoundException",
            "The specified principalArn could not be found.",
            f"{described(cluster)} has no access entry for {principal}",
            waited_for=True,
        )


def _refuse_config_map(cluster: Stored) -> None:
    # EKS API Reference, CreateAccessConfigRequest: CONFIG_MAP where nothing is set.
    modes = texts_at(whole(cluster), "accessConfig.authenticationMode") or ["CONFIG_MAP"]
    if modes[0] == "CONFIG_MAP":
        refuse(
            "InvalidRequestException",
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform "
            "this operation.",
            f"that of {described(cluster)} is CONFIG_MAP",
        )


RULES: Mapping[str, Rule] = {
    CLUSTER: _cluster,
    NODE_GROUP: _node_group,
    "aws:eks/addon:Addon": _addon,
    _ACCESS_ENTRY: _access_entry,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _access_policy,
}
