"""A managed node group: `eks:index:ManagedNodeGroup`."""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks import images
from preview.simulated.eks.addons import core_of
from preview.simulated.eks.authentication import has_access_entries
from preview.simulated.eks.children import EKS_NODE_GROUP, LAUNCH_TEMPLATE, PLACEMENT_GROUP, Child
from preview.simulated.eks.options import OptionError, as_output, given, refuse, refuse_unknown
from preview.simulated.eks.types import MANAGED_NODE_GROUP

# Options that go into the node group as they are.
_PLAIN = (
    "amiType",
    "capacityType",
    "diskSize",
    "forceUpdateVersion",
    "instanceTypes",
    "labels",
    "nodeGroupName",
    "nodeGroupNamePrefix",
    "releaseVersion",
    "remoteAccess",
    "tags",
    "taints",
    "version",
)
_USER_DATA = ("bootstrapExtraArgs", "kubeletExtraArgs", "bottlerocketSettings", "nodeadmExtraOptions")
# Options for which the component makes a launch template of its own.
_TEMPLATE = (*_USER_DATA, "enableIMDSv2", "userData", "amiId", "enableEfaSupport")
_OPTIONS = frozenset(
    (
        *_PLAIN,
        *_TEMPLATE,
        "cluster",
        "clusterName",
        "gpu",
        "ignoreScalingChanges",
        "launchTemplate",
        "nodeRole",
        "nodeRoleArn",
        "operatingSystem",
        "placementGroupAvailabilityZone",
        "scalingConfig",
        "subnetIds",
    )
)
_INVALID = "The input properties for the managed node group are invalid."


class ManagedNodeGroup(pulumi.ComponentResource):
    """A node group that EKS manages, and a launch template where an option needs one."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        refuse_unknown(MANAGED_NODE_GROUP, inputs, _OPTIONS, "managed_node_group.py")
        check_node_group(inputs)
        super().__init__(MANAGED_NODE_GROUP, name, {}, opts)
        self._component = name
        self._inputs = inputs
        self._core = core_of(inputs["cluster"])
        self._cluster = self._core.apply(lambda core: core["cluster"])
        self._refuse_unmapped_role()
        template, placement = self._launch_template()
        self.node_group = self._node_group(template)
        self.placement_group_name: Any = placement.output("name") if placement else ""
        self.register_outputs({"nodeGroup": self.node_group, "placementGroupName": self.placement_group_name})

    def _role_arn(self) -> Any:
        if self._inputs.get("nodeRoleArn"):
            return self._inputs["nodeRoleArn"]
        return as_output(self._inputs["nodeRole"]).apply(lambda role: role.output("arn"))

    def _refuse_unmapped_role(self) -> None:
        """Refuse a role that aws-auth does not know, where there are no access entries."""

        def check(found: list[Any]) -> None:
            access, arns, arn = found
            mode = (access or {}).get("authenticationMode")
            if not has_access_entries(mode) and arn not in arns:
                raise pulumi.RunError(
                    f"{_INVALID} nodeRole: A managed node group cannot be created without first setting its "
                    "role in the cluster's instanceRoles"
                )

        roles = self._core.apply(
            lambda core: pulumi.Output.all(*(role.output("arn") for role in core.get("instanceRoles") or ()))
        )
        access = self._cluster.apply(lambda cluster: cluster.output("accessConfig"))
        pulumi.Output.all(access, roles, self._role_arn()).apply(check)

    def _subnets(self) -> Any:
        if self._inputs.get("subnetIds") is not None:
            return as_output(self._inputs["subnetIds"])
        return self._core.apply(
            lambda core: (
                core.get("subnetIds") or core.get("privateSubnetIds") or core.get("publicSubnetIds") or []
            )
        )

    def _launch_template(self) -> tuple[Child | None, Child | None]:
        inputs = self._inputs
        if all(inputs.get(option) is None for option in _TEMPLATE):
            return None, None
        opts = pulumi.ResourceOptions(parent=self)
        placement = None
        if inputs.get("enableEfaSupport"):
            props = given({"strategy": "cluster", "tags": inputs.get("tags")})
            placement = Child(PLACEMENT_GROUP, self._component, props, opts)
        props: dict[str, Any] = {}
        if inputs.get("enableIMDSv2") is not None:
            props["metadataOptions"] = {
                "httpEndpoint": "enabled",
                "httpPutResponseHopLimit": 2,
                "httpTokens": "required" if inputs["enableIMDSv2"] else "optional",
            }
        if inputs.get("diskSize"):
            device = "/dev/xvdb" if images.is_bottlerocket(inputs) else "/dev/xvda"
            ebs = {"volumeSize": inputs["diskSize"]}
            props["blockDeviceMappings"] = [{"deviceName": device, "ebs": ebs}]
        if self._has_user_data():
            props["userData"] = images.user_data(self._cluster, inputs.get("userData"))
            props["imageId"] = inputs.get("amiId") or self._recommended_image()
        if placement is not None:
            props["placement"] = {"groupName": placement.output("name")}
        return Child(LAUNCH_TEMPLATE, f"{self._component}-launchTemplate", props, opts), placement

    def _has_user_data(self) -> bool:
        return any(self._inputs.get(option) is not None for option in (*_USER_DATA, "userData", "amiId"))

    def _recommended_image(self) -> pulumi.Output[str]:
        kind = images.image_type(self._inputs, self._instance_types())
        version = self._inputs.get("version")
        return images.recommended_image(
            kind, version or self._cluster.apply(lambda cluster: cluster.output("version")), self
        )

    def _instance_types(self) -> list[Any]:
        found = self._inputs.get("instanceTypes")
        return list(found) if isinstance(found, list) else []

    def _node_group(self, template: Child | None) -> Child:
        inputs = self._inputs
        props = {option: inputs.get(option) for option in _PLAIN}
        if not inputs.get("version") and not inputs.get("launchTemplate"):
            props["version"] = self._cluster.apply(lambda cluster: cluster.output("version"))
        if template is not None:
            props["diskSize"] = None
        if self._has_user_data():
            # Fixed by the image that the launch template names.
            props.update(version=None, releaseVersion=None, amiType=None)
        elif inputs.get("amiType") is None and inputs.get("operatingSystem") is not None:
            props["amiType"] = images.image_type(inputs, self._instance_types())
        name = self._cluster.apply(lambda cluster: cluster.output("name"))
        props["clusterName"] = inputs.get("clusterName") or name
        props["nodeRoleArn"] = self._role_arn()
        props["scalingConfig"] = as_output(inputs.get("scalingConfig") or {}).apply(
            lambda sizes: {
                "desiredSize": _or(sizes.get("desiredSize"), 2),
                "maxSize": _or(sizes.get("maxSize"), 2),
                "minSize": _or(sizes.get("minSize"), 1),
            }
        )
        props["subnetIds"] = self._subnets()
        props["launchTemplate"] = inputs.get("launchTemplate")
        if template is not None:
            version = template.output("latestVersion").apply(lambda number: str(int(number)))
            props["launchTemplate"] = {"id": template.id, "version": version}
        access = self._core.apply(
            lambda core: [core["eksNodeAccess"]] if core.get("eksNodeAccess") is not None else []
        )
        ignored = ["scalingConfig.desiredSize"] if inputs.get("ignoreScalingChanges") else None
        opts = pulumi.ResourceOptions(parent=self, depends_on=access, ignore_changes=ignored)
        return Child(EKS_NODE_GROUP, self._component, given(props), opts)


def _or(value: Any, default: int) -> Any:
    return default if value is None else value


def check_node_group(inputs: Mapping[str, Any]) -> None:
    """Refuse options that contradict each other, as the component does before it makes anything.

    Raises:
        OptionError: some contradict each other, or are not simulated.
    """
    reasons: list[tuple[str, str]] = []
    if inputs.get("nodeRole") and inputs.get("nodeRoleArn"):
        reasons.append(
            (
                "nodeRole",
                "You cannot specify both nodeRole and nodeRoleArn when creating a managed node group.",
            )
        )
    reasons.extend(
        ("amiId", f"You cannot specify both amiId and {option} when creating a managed node group.")
        for option in ("gpu", "amiType")
        if inputs.get("amiId") and inputs.get(option)
    )
    if not inputs.get("nodeRole") and not inputs.get("nodeRoleArn"):
        reasons.append(
            ("nodeRole", "An IAM role, or role ARN must be provided to create a managed node group")
        )
    if inputs.get("enableEfaSupport") and not inputs.get("placementGroupAvailabilityZone"):
        reasons.append(
            (
                "enableEfaSupport",
                "You must specify placementGroupAvailabilityZone when enabling EFA support.",
            )
        )
    if inputs.get("launchTemplate") and any(inputs.get(option) is not None for option in _TEMPLATE):
        reasons.append(
            (
                "launchTemplate",
                (
                    "If you provide a custom launch template, you cannot provide any of "
                    f"{', '.join(_TEMPLATE)}. "
                    "Please include these in the launch template that you are providing."
                ),
            )
        )
    if inputs.get("userData") and any(inputs.get(option) is not None for option in _USER_DATA):
        reasons.append(
            (
                "userData",
                (
                    f"If you provide custom userData, you cannot provide any of {', '.join(_USER_DATA)}. "
                    "Please include these in the userData that you are providing."
                ),
            )
        )
    refuse(reasons, _INVALID)
    if inputs.get("enableEfaSupport"):
        raise OptionError(
            f"{MANAGED_NODE_GROUP}: no simulation of enableEfaSupport, whose network interfaces depend on "
            "what EC2 says of the instance types: add it to preview/simulated/eks/managed_node_group.py"
        )
