"""The provider: constructs components by type, and tells a refused option as the user's error."""

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider

from preview.simulated.eks import types
from preview.simulated.eks.addons import Addon, VpcCniAddon
from preview.simulated.eks.cluster import Cluster
from preview.simulated.eks.managed_node_group import ManagedNodeGroup
from preview.simulated.eks.node_group import NodeGroupV2
from preview.simulated.eks.options import OptionError
from preview.simulated.eks.security_groups import NodeGroupSecurityGroup

Construct = Callable[[str, Mapping[str, Any], pulumi.ResourceOptions | None], ConstructResult]


def _cluster(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> ConstructResult:
    cluster = Cluster(name, inputs, opts)
    return ConstructResult(urn=cluster.urn, state=cluster.state)


def _managed(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> ConstructResult:
    group = ManagedNodeGroup(name, inputs, opts)
    state = {"nodeGroup": group.node_group, "placementGroupName": group.placement_group_name}
    return ConstructResult(urn=group.urn, state=state)


def _self_managed(
    name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> ConstructResult:
    group = NodeGroupV2(name, inputs, opts)
    return ConstructResult(urn=group.urn, state=group.nodes.outputs)


def _security_group(
    name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None
) -> ConstructResult:
    group = NodeGroupSecurityGroup(name, inputs, opts)
    state = {"securityGroup": group.security_group, "securityGroupRule": group.rule}
    return ConstructResult(urn=group.urn, state=state)


def _addon(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> ConstructResult:
    addon = Addon(name, inputs, opts)
    return ConstructResult(urn=addon.urn, state={"addon": addon.addon})


def _vpc_cni(name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> ConstructResult:
    addon = VpcCniAddon(name, inputs, opts)
    return ConstructResult(urn=addon.urn, state={"addon": addon.addon})


CONSTRUCTORS: Mapping[str, Construct] = {
    types.CLUSTER: _cluster,
    types.MANAGED_NODE_GROUP: _managed,
    types.NODE_GROUP_V2: _self_managed,
    types.NODE_GROUP_SECURITY_GROUP: _security_group,
    types.ADDON: _addon,
    types.VPC_CNI_ADDON: _vpc_cni,
}


class EksProvider(Provider):
    """Constructs the components of pulumi-eks."""

    def __init__(self) -> None:
        try:
            found = version("pulumi-eks")
        except PackageNotFoundError:
            found = "4.0.0"
        super().__init__(found)

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: Mapping[str, Any],
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Construct a component.

        Raises:
            InputPropertiesError: an option is refused, or the type is not simulated.
        """
        try:
            constructor = CONSTRUCTORS.get(resource_type)
            if constructor is None:
                raise OptionError(
                    f"no simulated component {resource_type}: add it to preview/simulated/eks/provider.py"
                )
            return constructor(name, inputs, options)
        except OptionError as error:
            # The SDK sends the message only if there is a list of errors, even an empty one.
            raise pulumi.InputPropertiesError(str(error), []) from error
