"""Resources that the component registers, and resources that it is handed.

Types are given by token, so that no SDK of a cloud has to be imported: that would take seconds.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pulumi
from pulumi.runtime.rpc import ResourceModule, register_resource_module

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
KEY_PAIR = "aws:ec2/keyPair:KeyPair"
PLACEMENT_GROUP = "aws:ec2/placementGroup:PlacementGroup"
AUTO_SCALING_GROUP = "aws:autoscaling/group:Group"
EKS_CLUSTER = "aws:eks/cluster:Cluster"
EKS_ADDON = "aws:eks/addon:Addon"
EKS_NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
EKS_FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile"
EKS_ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry"
EKS_ACCESS_POLICY_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
DAEMON_SET_PATCH = "kubernetes:apps/v1:DaemonSetPatch"

# The outputs that the components read, by type.
_OUTPUTS: Mapping[str, tuple[str, ...]] = {
    ROLE: ("arn", "name"),
    INSTANCE_PROFILE: ("arn", "name"),
    OIDC_PROVIDER: ("arn",),
    SECURITY_GROUP: ("arn", "vpcId"),
    SECURITY_GROUP_RULE: ("securityGroupRuleId",),
    LAUNCH_TEMPLATE: ("name", "latestVersion"),
    KEY_PAIR: ("keyName",),
    PLACEMENT_GROUP: ("name",),
    AUTO_SCALING_GROUP: ("arn", "name"),
    EKS_CLUSTER: (
        "accessConfig",
        "arn",
        "certificateAuthority",
        "endpoint",
        "identities",
        "kubernetesNetworkConfig",
        "name",
        "upgradePolicy",
        "version",
        "vpcConfig",
    ),
    EKS_FARGATE_PROFILE: ("status",),
    "eks:index:Cluster": ("core",),
}


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


# The version that the program's SDK also asks for, so that both use one default provider.
_VERSIONS = {"aws": _package_version("pulumi-aws"), "kubernetes": _package_version("pulumi-kubernetes")}


class Child(pulumi.CustomResource):
    """A resource registered by token; `output` reads one of its outputs."""

    def __init__(
        self, type_token: str, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions
    ) -> None:
        declared = dict.fromkeys(_OUTPUTS.get(type_token, ()))
        package_version = _VERSIONS.get(type_token.split(":", 1)[0])
        if package_version:
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(version=package_version))
        super().__init__(type_token, name, {**declared, **props}, opts)

    def output(self, name: str) -> pulumi.Output[Any]:
        """Return an output by its name in the provider's schema."""
        return self.__dict__[name]


class KubernetesProvider(pulumi.ProviderResource):
    """The Kubernetes provider for the new cluster."""

    def __init__(self, name: str, props: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        versioned = pulumi.ResourceOptions(version=_VERSIONS["kubernetes"] or None)
        super().__init__("kubernetes", name, props, pulumi.ResourceOptions.merge(opts, versioned))


class ExistingComponent(pulumi.ComponentResource):
    """A component that was handed over as an input."""

    def __init__(self, name: str, type_token: str, urn: str) -> None:
        declared = dict.fromkeys(_OUTPUTS.get(type_token, ()))
        super().__init__(type_token, name, declared, pulumi.ResourceOptions(urn=urn))

    def output(self, name: str) -> pulumi.Output[Any]:
        """Return an output by its name in the component's schema."""
        return self.__dict__[name]


class _Module(ResourceModule):
    """Turns references to resources into resources that are looked up at the monitor."""

    def version(self) -> None:
        """Serve every version."""
        return

    def construct(self, name: str, typ: str, urn: str) -> pulumi.Resource:
        """Look a resource up."""
        if typ.startswith("eks:"):
            return ExistingComponent(name, typ, urn)
        return Child(typ, name, {}, pulumi.ResourceOptions(urn=urn))


def register_modules(types: Iterable[str] = tuple(_OUTPUTS)) -> None:
    """Make references to the types that components read arrive as resources."""
    for package, module in sorted({tuple(token.split(":")[:2]) for token in (*types, CONFIG_MAP)}):
        register_resource_module(package, module, _Module())
