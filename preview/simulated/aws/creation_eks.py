"""What EKS refuses to create: clusters, node groups and what gives access.

An add-on that waits for nodes, and an access policy that waits for its entry, are not refused: the provider
tries for minutes, while the program creates the rest.
"""

from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.creation_compute import template_of, unknown_instance_type
from preview.simulated.aws.creation_network import SUBNET
from preview.simulated.aws.instance_types import architecture
from preview.simulated.aws.rule_values import (
    Rule,
    described,
    number,
    refuse,
    text,
    texts_at,
    whole,
)
from preview.simulated.store import Store, Stored

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
_ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry"


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


def _access_entry(inputs: Properties, store: Store) -> None:
    cluster = store.get(CLUSTER, text(inputs, "clusterName"))
    if cluster:
        _refuse_config_map(cluster)


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
    _ACCESS_ENTRY: _access_entry,
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": _access_entry,
}
