"""What AWS refuses to change."""

from collections.abc import Callable, Mapping

from preview.model import Properties
from preview.simulated.aws import security_group_rules
from preview.simulated.aws.creation_eks import (
    minor_version,
    refuse_newer_than_cluster,
    refuse_sizes,
)
from preview.simulated.aws.creation_entries import refuse_repeated_permission
from preview.simulated.aws.creation_policies import refuse_documents
from preview.simulated.aws.creation_storage import VERSIONING, refuse_unversioned_lock
from preview.simulated.aws.eks_clusters import CLUSTER, NODE_GROUP
from preview.simulated.aws.references import refuse_deleted_references
from preview.simulated.aws.rule_values import described, known, number, refuse, text, texts_at, whole
from preview.simulated.simulation import Registration, SimulationError
from preview.simulated.store import Store, Stored

# How a cluster may let people in, in the order in which EKS takes one step (EKS User Guide, "Change
# authentication mode to use access entries").
_MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")


def refuse_update(existing: Stored, resource: Registration, store: Store) -> None:
    """Refuse a change that AWS would refuse at once.

    Args:
        existing: the resource as it is.
        resource: the resource with the inputs that it is to have.
        store: what exists in its account and region.

    Raises:
        SimulationError: AWS's code and words, and what was found.
    """
    inputs = known(resource.inputs)
    refuse_documents(resource.type, inputs, store, existing.id)
    refuse_deleted_references(resource.type, inputs, store)
    if resource.type in (security_group_rules.EC2_RULE, *security_group_rules.VPC_RULES):
        refuse_repeated_permission(resource.type, inputs, store, existing.id)
    rule = _RULES.get(resource.type)
    if rule:
        rule(existing, inputs, store)


def _cluster(existing: Stored, inputs: Properties, store: Store) -> None:
    del store
    before, after = text(whole(existing), "version"), text(inputs, "version")
    old, new = minor_version(before), minor_version(after)
    # EKS User Guide, "Update existing cluster to new Kubernetes version": one minor version at a time.
    if old and new and new not in (old, (old[0], old[1] + 1)):
        refuse(
            "InvalidParameterException",
            f"Unsupported Kubernetes minor version update from {before} to {after}",
            f"{described(existing)} is updated one minor version at a time",
        )
    modes = [
        (texts_at(properties, "accessConfig.authenticationMode") or [_MODES[0]])[0]
        for properties in (whole(existing), inputs)
    ]
    known_modes = "accessConfig" in inputs and set(modes) <= set(_MODES)
    if known_modes and _MODES.index(modes[1]) - _MODES.index(modes[0]) not in (0, 1):
        refuse(
            "InvalidParameterException",
            f"Unsupported authentication mode update from {modes[0]} to {modes[1]}",
            described(existing),
        )


def _node_group(existing: Stored, inputs: Properties, store: Store) -> None:
    refuse_sizes(inputs)
    before, after = text(whole(existing), "version"), text(inputs, "version")
    old, new = minor_version(before), minor_version(after)
    if old and new and new < old:
        refuse(
            "InvalidParameterException",
            "You cannot roll back a node group to an earlier Kubernetes version",
            f"{described(existing)} has {before}",
        )
    cluster = store.get(CLUSTER, text(inputs, "clusterName"))
    if cluster:
        refuse_newer_than_cluster(inputs, cluster)


def _volume(existing: Stored, inputs: Properties, store: Store) -> None:
    del store
    old, new = number(whole(existing).get("size")), number(inputs.get("size"))
    if old is not None and new is not None and new < old:
        refuse(
            "InvalidParameterValue",
            "New size cannot be smaller than existing size",
            f"{described(existing)} has {old} GiB",
        )


def _versioning(existing: Stored, inputs: Properties, store: Store) -> None:
    before, after = (
        texts_at(properties, "versioningConfiguration.status") for properties in (whole(existing), inputs)
    )
    # The provider's own words (terraform-provider-aws 6.58, internal/service/s3, resourceBucketVersioning).
    if before and after == ["Disabled"] and before != after:
        raise SimulationError(
            f"versioning_configuration.status cannot be updated from '{before[0]}' to 'Disabled' "
            f"({described(existing)})"
        )
    refuse_unversioned_lock(inputs, store)


_RULES: Mapping[str, Callable[[Stored, Properties, Store], None]] = {
    CLUSTER: _cluster,
    NODE_GROUP: _node_group,
    "aws:ebs/volume:Volume": _volume,
    VERSIONING: _versioning,
}
