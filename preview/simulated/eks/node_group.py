"""Self-managed nodes in an Auto Scaling group: `eks:index:NodeGroupV2`, and a cluster's default nodes."""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks import images
from preview.simulated.eks.addons import core_of
from preview.simulated.eks.children import AUTO_SCALING_GROUP, KEY_PAIR, LAUNCH_TEMPLATE, Child
from preview.simulated.eks.options import as_output, given, refuse, refuse_unknown
from preview.simulated.eks.security_groups import create_node_security_group
from preview.simulated.eks.types import NODE_GROUP_V2

GET_AMI = "aws:ec2/getAmi:getAmi"
_VOLUME = {
    "encrypted": "nodeRootVolumeEncrypted",
    "volumeSize": "nodeRootVolumeSize",
    "volumeType": "nodeRootVolumeType",
    "iops": "nodeRootVolumeIops",
    "throughput": "nodeRootVolumeThroughput",
    "deleteOnTermination": "nodeRootVolumeDeleteOnTermination",
}
OPTIONS = frozenset(
    (
        *_VOLUME.values(),
        "amiId",
        "amiType",
        "autoScalingGroupTags",
        "bootstrapExtraArgs",
        "bottlerocketSettings",
        "clusterIngressRule",
        "clusterIngressRuleId",
        "defaultInstanceWarmup",
        "desiredCapacity",
        "enableDetailedMonitoring",
        "extraNodeSecurityGroups",
        "gpu",
        "ignoreScalingChanges",
        "instanceProfile",
        "instanceProfileName",
        "instanceType",
        "keyName",
        "kubeletExtraArgs",
        "labels",
        "launchTemplateTagSpecifications",
        "maxSize",
        "metadataOptions",
        "minRefreshPercentage",
        "minSize",
        "nodeAssociatePublicIpAddress",
        "nodePublicKey",
        "nodeSecurityGroup",
        "nodeSecurityGroupId",
        "nodeSubnetIds",
        "nodeUserData",
        "nodeUserDataOverride",
        "nodeadmExtraOptions",
        "operatingSystem",
        "spotPrice",
        "taints",
        "version",
    )
)


class NodeGroupV2(pulumi.ComponentResource):
    """Self-managed nodes for a cluster: `eks:index:NodeGroupV2`."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        refuse_unknown(NODE_GROUP_V2, inputs, OPTIONS | {"cluster"}, "node_group.py")
        super().__init__(NODE_GROUP_V2, name, {}, opts)
        self.nodes = SelfManagedNodes(name, inputs, core_of(inputs["cluster"]), self)
        self.register_outputs(self.nodes.outputs)


class SelfManagedNodes:
    """The resources of self-managed nodes, under a component."""

    def __init__(
        self, name: str, inputs: Mapping[str, Any], core: pulumi.Output[Any], parent: pulumi.Resource
    ) -> None:
        _check(inputs)
        self._name = name
        self._inputs = inputs
        self._core = core
        self._parent = parent
        self._cluster = core.apply(lambda found: found["cluster"])
        self._opts = pulumi.ResourceOptions(parent=parent)
        self.security_group, self.security_group_id, ingress_rule_id = self._security_group()
        self._template = self._launch_template(ingress_rule_id)
        self.group = self._auto_scaling_group()
        self.outputs = given(
            {
                "autoScalingGroup": self.group,
                "extraNodeSecurityGroups": inputs.get("extraNodeSecurityGroups"),
                "nodeSecurityGroup": self.security_group,
                "nodeSecurityGroupId": self.security_group_id,
            }
        )

    def _security_group(self) -> tuple[Any, Any, Any]:
        inputs = self._inputs
        group, group_id = inputs.get("nodeSecurityGroup"), inputs.get("nodeSecurityGroupId")
        if group or group_id:
            rule = inputs.get("clusterIngressRule")
            rule_id = (
                as_output(rule).apply(lambda found: found.id) if rule else inputs["clusterIngressRuleId"]
            )
            return group, as_output(group).apply(lambda found: found.id) if group else group_id, rule_id
        cluster_group = self._core.apply(
            lambda core: (
                core["clusterSecurityGroup"].id
                if core.get("clusterSecurityGroup") is not None
                else core["cluster"].output("vpcConfig").apply(lambda found: found["clusterSecurityGroupId"])
            )
        )
        tags = self._core.apply(
            lambda core: {**(core.get("nodeSecurityGroupTags") or {}), **(core.get("tags") or {})}
        )
        created, rule = create_node_security_group(
            self._name,
            self._core.apply(lambda core: core["vpcId"]),
            cluster_group,
            self._cluster.apply(lambda cluster: cluster.output("name")),
            tags,
            self._parent,
        )
        return created, created.id, rule.id

    def _instance_profile_name(self) -> pulumi.Output[str]:
        inputs = self._inputs
        if inputs.get("instanceProfile"):
            return as_output(inputs["instanceProfile"]).apply(lambda profile: profile.output("name"))
        if inputs.get("instanceProfileName"):
            return as_output(inputs["instanceProfileName"])

        def of_cluster(core: Mapping[str, Any]) -> Any:
            options = core.get("nodeGroupOptions") or {}
            profile = options.get("instanceProfile")
            if profile is not None:
                return profile.output("name")
            if options.get("instanceProfileName"):
                return options["instanceProfileName"]
            raise pulumi.RunError("instanceProfile: an instanceProfile or instanceProfileName is required")

        return self._core.apply(of_cluster)

    def _launch_template(self, ingress_rule_id: Any) -> Child:
        inputs = self._inputs
        version = inputs.get("version") or self._cluster.apply(lambda cluster: cluster.output("version"))
        instance_type = inputs.get("instanceType") or "t3.medium"
        kind = "" if inputs.get("amiId") else images.image_type(inputs, [instance_type])
        image = inputs.get("amiId") or images.recommended_image(kind, version, self._parent)
        extra = as_output(inputs.get("extraNodeSecurityGroups") or []).apply(
            lambda groups: pulumi.Output.all(*(group.id for group in groups))
        )
        # The rule is no part of the value, but nodes that start before it cannot reach the cluster.
        groups = [pulumi.Output.all(self.security_group_id, ingress_rule_id).apply(lambda found: found[0])]
        public = inputs.get("nodeAssociatePublicIpAddress")
        interface = {
            "associatePublicIpAddress": "false" if public is False else "true",
            "securityGroups": groups
            if not inputs.get("extraNodeSecurityGroups")
            else pulumi.Output.all(groups, extra).apply(lambda found: [*found[0], *found[1]]),
        }
        spot = inputs.get("spotPrice")
        monitoring = inputs.get("enableDetailedMonitoring")
        props = {
            "blockDeviceMappings": self._volumes(image),
            "iamInstanceProfile": {"name": self._instance_profile_name()},
            "imageId": image,
            "instanceMarketOptions": {"marketType": "spot", "spotOptions": {"maxPrice": spot}}
            if spot
            else None,
            "instanceType": instance_type,
            "keyName": self._key_name(),
            "metadataOptions": inputs.get("metadataOptions"),
            "monitoring": None if monitoring is None else {"enabled": monitoring},
            "networkInterfaces": [interface],
            "tagSpecifications": inputs.get("launchTemplateTagSpecifications"),
            "userData": images.user_data(self._cluster, inputs.get("nodeUserDataOverride")),
        }
        return Child(LAUNCH_TEMPLATE, f"{self._name}-launchTemplate", given(props), self._opts)

    def _key_name(self) -> Any:
        key = self._inputs.get("nodePublicKey")
        if not key:
            return self._inputs.get("keyName")
        return Child(KEY_PAIR, f"{self._name}-keyPair", {"publicKey": key}, self._opts).output("keyName")

    def _volumes(self, image: Any) -> list[Any]:
        """Return what differs from the image's own volumes; nothing if no option asks for it."""
        options = {key: self._inputs.get(option) for key, option in _VOLUME.items()}
        for key in ("encrypted", "deleteOnTermination"):
            if options[key] is not None:
                options[key] = as_output(options[key]).apply(lambda value: "true" if value else "false")
        ebs = given(options)
        if not ebs:
            return []

        def look_up(identifier: str) -> pulumi.Output[str]:
            arguments = {
                "owners": ["self", "amazon"],
                "filters": [{"name": "image-id", "values": [identifier]}],
            }
            found = pulumi.runtime.invoke_output(
                GET_AMI, arguments, pulumi.InvokeOutputOptions(parent=self._parent)
            )
            return found.apply(lambda ami: ami["rootDeviceName"])

        return [{"deviceName": as_output(image).apply(look_up), "ebs": ebs}]

    def _auto_scaling_group(self) -> Child:
        inputs = self._inputs
        name = self._cluster.apply(lambda cluster: cluster.output("name"))
        tags = pulumi.Output.all(name, inputs.get("autoScalingGroupTags") or {}).apply(
            lambda found: [
                {"key": key, "propagateAtLaunch": True, "value": value}
                for key, value in {
                    **found[1],
                    f"kubernetes.io/cluster/{found[0]}": "owned",
                    "Name": f"{found[0]}-worker",
                }.items()
            ]
        )
        subnets = inputs.get("nodeSubnetIds")
        if subnets is None:
            subnets = self._core.apply(
                lambda core: core.get("privateSubnetIds") or core.get("publicSubnetIds") or core["subnetIds"]
            )
        percentage = inputs.get("minRefreshPercentage")
        props = {
            "defaultInstanceWarmup": inputs.get("defaultInstanceWarmup"),
            "desiredCapacity": _or(inputs.get("desiredCapacity"), 2),
            "instanceRefresh": {
                "preferences": {"minHealthyPercentage": _or(percentage, 50)},
                "strategy": "Rolling",
            },
            "launchTemplate": {
                "name": self._template.output("name"),
                "version": self._template.output("latestVersion").apply(lambda number: str(int(number))),
            },
            "maxSize": _or(inputs.get("maxSize"), 2),
            "minSize": _or(inputs.get("minSize"), 1),
            "tags": tags,
            "vpcZoneIdentifiers": subnets,
        }
        after = self._core.apply(
            lambda core: [core[key] for key in ("vpcCni", "eksNodeAccess") if core.get(key) is not None]
        )
        ignored = ["desiredCapacity"] if inputs.get("ignoreScalingChanges") else None
        opts = pulumi.ResourceOptions(parent=self._parent, depends_on=after, ignore_changes=ignored)
        return Child(AUTO_SCALING_GROUP, self._name, given(props), opts)


def _or(value: Any, default: int) -> Any:
    return default if value is None else value


def _check(inputs: Mapping[str, Any]) -> None:
    pairs = (
        ("clusterIngressRule", "clusterIngressRuleId"),
        ("nodeSecurityGroup", "nodeSecurityGroupId"),
        ("nodePublicKey", "keyName"),
        ("amiId", "gpu"),
    )
    reasons = [
        (first, f"{first} and {second} are mutually exclusive")
        for first, second in pairs
        if inputs.get(first) and inputs.get(second)
    ]
    owned = inputs.get("nodeSecurityGroup") or inputs.get("nodeSecurityGroupId")
    if owned and not (inputs.get("clusterIngressRule") or inputs.get("clusterIngressRuleId")):
        reasons.append(
            (
                "clusterIngressRule",
                (
                    "clusterIngressRule or clusterIngressRuleId is required when nodeSecurityGroup is "
                    "manually specified"
                ),
            )
        )
    refuse(reasons, "Invalid arguments for node group")
