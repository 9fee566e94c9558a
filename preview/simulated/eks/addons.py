"""EKS add-ons: kube-proxy, CoreDNS, the VPC CNI, and any other."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks.children import DAEMON_SET_PATCH, EKS_ADDON, Child, ExistingComponent
from preview.simulated.eks.options import OptionError, as_output, given, refuse_unknown
from preview.simulated.eks.types import ADDON, VPC_CNI_ADDON

GET_ADDON_VERSION = "aws:eks/getAddonVersion:getAddonVersion"
# Environment variables of the CNI by option (pulumi-eks, addons/cni-addon.ts), with the component's defaults.
_ENVIRONMENT: Mapping[str, tuple[str, str | None]] = {
    "nodePortSupport": ("AWS_VPC_CNI_NODE_PORT_SUPPORT", None),
    "warmEniTarget": ("WARM_ENI_TARGET", "1"),
    "warmIpTarget": ("WARM_IP_TARGET", None),
    "warmPrefixTarget": ("WARM_PREFIX_TARGET", None),
    "enablePrefixDelegation": ("ENABLE_PREFIX_DELEGATION", None),
    "logLevel": ("AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
    "logFile": ("AWS_VPC_K8S_CNI_LOG_FILE", "/host/var/log/aws-routed-eni/ipamd.log"),
    "vethPrefix": ("AWS_VPC_K8S_CNI_VETHPREFIX", "eni"),
    "eniMtu": ("AWS_VPC_ENI_MTU", "9001"),
    "eniConfigLabelDef": ("ENI_CONFIG_LABEL_DEF", None),
    "pluginLogLevel": ("AWS_VPC_K8S_PLUGIN_LOG_LEVEL", "DEBUG"),
    "pluginLogFile": ("AWS_VPC_K8S_PLUGIN_LOG_FILE", "/var/log/aws-routed-eni/plugin.log"),
    "enablePodEni": ("ENABLE_POD_ENI", "false"),
    "cniConfigureRpfilter": ("AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER", None),
    # The component writes cniCustomNetworkCfg, or its default, over what is set here.
    "customNetworkConfig": ("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", None),
    "cniCustomNetworkCfg": ("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
    "externalSnat": ("AWS_VPC_K8S_CNI_EXTERNALSNAT", None),
    "cniExternalSnat": ("AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
}
_VPC_CNI_OPTIONS = frozenset(_ENVIRONMENT) | {
    "addonVersion",
    "clusterName",
    "clusterVersion",
    "configurationValues",
    "disableTcpEarlyDemux",
    "enableNetworkPolicy",
    "resolveConflictsOnCreate",
    "resolveConflictsOnUpdate",
    "securityContextPrivileged",
    "serviceAccountRoleArn",
    "tags",
}
_ADDON_OPTIONS = frozenset(
    {
        "addonName",
        "addonVersion",
        "cluster",
        "configurationValues",
        "namespaceConfig",
        "podIdentityAssociations",
        "preserve",
        "region",
        "resolveConflictsOnCreate",
        "resolveConflictsOnUpdate",
        "serviceAccountRoleArn",
        "tags",
    }
)


def latest_version(addon: str, kubernetes: Any, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Look up the most recent version of an add-on for a Kubernetes version."""
    return pulumi.runtime.invoke_output(
        GET_ADDON_VERSION,
        {"addonName": addon, "kubernetesVersion": kubernetes, "mostRecent": True},
        pulumi.InvokeOutputOptions(parent=parent),
    ).apply(lambda found: found["version"])


def create_managed_addon(
    component: str,
    addon: str,
    cluster: Child,
    options: Mapping[str, Any],
    tags: Any,
    parent: pulumi.Resource,
    *,
    configuration: Any = None,
    depends_on: list[pulumi.Resource] | None = None,
) -> Child:
    """Register kube-proxy or CoreDNS as an add-on."""
    found = options.get("version") or latest_version(addon, cluster.output("version"), parent)
    props = {
        "addonName": addon,
        "addonVersion": found,
        "clusterName": cluster.output("name"),
        "configurationValues": to_sorted_json(configuration),
        "preserve": True,
        "resolveConflictsOnCreate": options.get("resolveConflictsOnCreate") or "OVERWRITE",
        "resolveConflictsOnUpdate": options.get("resolveConflictsOnUpdate") or "OVERWRITE",
        "tags": tags,
    }
    opts = pulumi.ResourceOptions(parent=parent, depends_on=depends_on)
    return Child(EKS_ADDON, f"{component}-{addon}", given(props), opts)


class VpcCniAddon(pulumi.ComponentResource):
    """The VPC CNI as an add-on with its environment: `eks:index:VpcCniAddon`."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        refuse_unknown(VPC_CNI_ADDON, inputs, _VPC_CNI_OPTIONS, "addons.py")
        super().__init__(VPC_CNI_ADDON, name, {}, opts)
        found = inputs.get("addonVersion")
        if not found and not inputs.get("clusterVersion"):
            raise OptionError(
                "You need to specify either `addonVersion` or `clusterVersion` to determine the version "
                "of the vpc-cni addon to use."
            )
        props = {
            "addonName": "vpc-cni",
            "addonVersion": found or latest_version("vpc-cni", inputs["clusterVersion"], self),
            "clusterName": inputs.get("clusterName"),
            "configurationValues": to_sorted_json(_configuration(inputs)),
            "preserve": True,
            "resolveConflictsOnCreate": inputs.get("resolveConflictsOnCreate") or "OVERWRITE",
            "resolveConflictsOnUpdate": inputs.get("resolveConflictsOnUpdate") or "OVERWRITE",
            "serviceAccountRoleArn": inputs.get("serviceAccountRoleArn"),
            "tags": inputs.get("tags"),
        }
        self.addon = Child(EKS_ADDON, name, given(props), pulumi.ResourceOptions(parent=self))
        if inputs.get("securityContextPrivileged"):
            self._patch_daemon_set(name)
        self.register_outputs({"addon": self.addon})

    def _patch_daemon_set(self, name: str) -> None:
        container = {"name": "aws-node", "securityContext": {"privileged": True}}
        metadata = {
            "name": "aws-node",
            "namespace": "kube-system",
            "annotations": {"pulumi.com/patchForce": "true"},
        }
        Child(
            DAEMON_SET_PATCH,
            name,
            {"metadata": metadata, "spec": {"template": {"spec": {"containers": [container]}}}},
            pulumi.ResourceOptions(parent=self, depends_on=[self.addon], retain_on_delete=True),
        )


class Addon(pulumi.ComponentResource):
    """Any add-on of a cluster: `eks:index:Addon`."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        refuse_unknown(ADDON, inputs, _ADDON_OPTIONS, "addons.py")
        super().__init__(ADDON, name, {}, opts)
        core = core_of(inputs["cluster"])
        props = {key: value for key, value in inputs.items() if key != "cluster"}
        props["clusterName"] = core.apply(lambda found: found["cluster"].output("name"))
        if inputs.get("configurationValues"):
            props["configurationValues"] = pulumi.Output.json_dumps(
                inputs["configurationValues"], separators=(",", ":")
            )
        self.addon = Child(EKS_ADDON, name, given(props), pulumi.ResourceOptions(parent=self))
        self.register_outputs({"addon": self.addon})


def core_of(cluster: Any) -> pulumi.Output[Any]:
    """Return the core data of a cluster that was handed over as a component or as its core data."""

    def unwrap(found: Any) -> Any:
        return found.output("core") if isinstance(found, ExistingComponent) else found

    if isinstance(cluster, ExistingComponent):
        return unwrap(cluster)
    return as_output(cluster).apply(unwrap)


def to_sorted_json(values: Any) -> pulumi.Output[str | None] | None:
    """Return add-on configuration as JSON with sorted keys, None if there is none."""
    if values is None:
        return None
    return as_output(values).apply(
        lambda found: None if found is None else json.dumps(found, sort_keys=True, separators=(",", ":"))
    )


def _configuration(inputs: Mapping[str, Any]) -> pulumi.Output[dict[str, Any]]:
    if inputs.get("cniExternalSnat") and inputs.get("externalSnat"):
        raise OptionError("Please specify one of `cniExternalSnat` or `externalSnat` in your VpcCniOptions")
    environment: dict[str, Any] = {}
    for option, (variable, default) in _ENVIRONMENT.items():
        value = inputs.get(option)
        if value:
            environment[variable] = as_output(value).apply(_as_text)
        elif default is not None and not (option == "cniExternalSnat" and inputs.get("externalSnat")):
            environment[variable] = default
    demux = inputs.get("disableTcpEarlyDemux")
    initial = {"DISABLE_TCP_EARLY_DEMUX": as_output(demux).apply(_as_text) if demux else "false"}
    return pulumi.Output.all(
        environment, initial, inputs.get("enableNetworkPolicy"), inputs.get("configurationValues") or {}
    ).apply(lambda found: _merged(*found))


def _merged(
    environment: dict[str, str], initial: dict[str, str], network_policy: bool | None, given_values: Any
) -> dict[str, Any]:
    """Put the user's own configuration values over the component's."""
    merged = dict(given_values)
    if "enableNetworkPolicy" not in merged and network_policy is not None:
        merged["enableNetworkPolicy"] = _as_text(network_policy)
    merged["env"] = {**environment, **(merged.get("env") or {})}
    init = merged.get("init") or {}
    merged["init"] = {**init, "env": {**initial, **(init.get("env") or {})}}
    return merged


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
