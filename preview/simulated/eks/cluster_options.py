"""The options of `eks:index:Cluster`: which there are, which exclude each other, what follows from them."""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks import authentication
from preview.simulated.eks.options import OptionError, as_output, given, refuse_unknown
from preview.simulated.eks.types import CLUSTER

# Options of the default nodes, by their name in the node group.
NODE_OPTIONS = {
    "desiredCapacity": "desiredCapacity",
    "gpu": "gpu",
    "instanceType": "instanceType",
    "maxSize": "maxSize",
    "minSize": "minSize",
    "nodeAmiId": "amiId",
    "nodeAssociatePublicIpAddress": "nodeAssociatePublicIpAddress",
    "nodePublicKey": "nodePublicKey",
    "nodeRootVolumeEncrypted": "nodeRootVolumeEncrypted",
    "nodeRootVolumeSize": "nodeRootVolumeSize",
    "nodeSubnetIds": "nodeSubnetIds",
    "nodeUserData": "nodeUserData",
    "version": "version",
}
_OPTIONS = frozenset(
    (
        *NODE_OPTIONS,
        "accessEntries",
        "authenticationMode",
        "autoMode",
        "bootstrapSelfManagedAddons",
        "clusterSecurityGroup",
        "clusterSecurityGroupTags",
        "clusterTags",
        "corednsAddonOptions",
        "createInstanceRole",
        "createOidcProvider",
        "customInstanceRolePolicy",
        "deletionProtection",
        "enableConfigMapMutable",
        "enabledClusterLogTypes",
        "encryptionConfigKeyArn",
        "endpointPrivateAccess",
        "endpointPublicAccess",
        "fargate",
        "instanceProfileName",
        "instanceRole",
        "instanceRoles",
        "ipFamily",
        "kubeProxyAddonOptions",
        "kubernetesServiceIpAddressRange",
        "name",
        "nodeGroupOptions",
        "nodeSecurityGroupTags",
        "privateSubnetIds",
        "providerCredentialOpts",
        "proxy",
        "publicAccessCidrs",
        "publicSubnetIds",
        "roleMappings",
        "serviceRole",
        "skipDefaultNodeGroup",
        "skipDefaultSecurityGroups",
        "storageClasses",
        "subnetIds",
        "tags",
        "upgradePolicy",
        "useDefaultVpcCni",
        "userMappings",
        "vpcCniOptions",
        "vpcId",
    )
)
_CIDRS_WITHOUT_ENDPOINT = "`publicAccessCidrs` can only be set when `endpointPublicAccess` is true"
# Switches decide which resources there are, so the component cannot wait for them.
_SWITCHES = ("authenticationMode", "autoMode", "fargate", "skipDefaultNodeGroup", "skipDefaultSecurityGroups")


class Options:
    """The checked options of a cluster.

    Attributes:
        inputs: the options as the program gives them.
        node_options: the options of the default nodes, to which the component adds what it creates for them.
    """

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self.inputs = inputs
        self._check()
        nested = inputs.get("nodeGroupOptions")
        singular = {name: inputs.get(option) for option, name in NODE_OPTIONS.items()}
        self.node_options: dict[str, Any] = dict(nested) if nested else given(singular)

    def get(self, option: str) -> Any:
        """Return an option, None if it is not given."""
        return self.inputs.get(option)

    def nested(self, option: str) -> Mapping[str, Any]:
        """Return an option that is an object, empty if it is not given."""
        return self.inputs.get(option) or {}

    @property
    def auto_mode(self) -> bool:
        """Whether EKS Auto Mode is on."""
        return bool(self.nested("autoMode").get("enabled"))

    @property
    def default_security_groups(self) -> bool:
        """Whether the component makes security groups."""
        skip = self.get("skipDefaultSecurityGroups")
        return not (self.auto_mode if skip is None else skip)

    @property
    def default_nodes(self) -> bool:
        """Whether the component makes a default node group."""
        return not (self.get("skipDefaultNodeGroup") or self.get("fargate") or self.auto_mode)

    @property
    def creates_instance_role(self) -> bool:
        """Whether the component makes a role for nodes; auto mode alone does not prevent it."""
        wanted = self.get("createInstanceRole")
        return bool(wanted) or (wanted is None and not self.get("skipDefaultNodeGroup"))

    @property
    def kube_proxy(self) -> bool:
        """Whether kube-proxy is an add-on."""
        wanted = self.nested("kubeProxyAddonOptions").get("enabled")
        return not self.auto_mode if wanted is None else bool(wanted)

    @property
    def vpc_cni(self) -> bool:
        """Whether the VPC CNI is an add-on."""
        default = self.get("useDefaultVpcCni")
        return not self.auto_mode if default is None else not default

    @property
    def coredns(self) -> bool:
        """Whether CoreDNS is an add-on: only with nodes to run on, unless it is asked for."""
        options = self.nested("corednsAddonOptions")
        wanted = options.get("enabled")
        if wanted is True or options.get("configurationValues"):
            return True
        has_nodes = self.get("fargate") or not self.get("skipDefaultNodeGroup") or self.auto_mode
        return bool(has_nodes) and wanted is not False

    @property
    def self_managed_addons(self) -> Any:
        """Whether EKS installs its own copies of the add-ons at creation."""
        if self.auto_mode:
            return False
        wanted = self.get("bootstrapSelfManagedAddons")
        return True if wanted is None else wanted

    @property
    def credentials(self) -> Any:
        """The role or profile that goes into the kubeconfig, if any."""
        return self.get("providerCredentialOpts")

    def public_access_cidrs(self) -> Any:
        """Return the networks that may reach the public endpoint."""
        cidrs, public = self.get("publicAccessCidrs"), self.get("endpointPublicAccess")
        if cidrs is None:
            return None

        def checked(found: list[Any]) -> Any:
            if found[1] is False and found[0]:
                raise pulumi.RunError(_CIDRS_WITHOUT_ENDPOINT)
            return found[0]

        if public is False:
            raise OptionError(_CIDRS_WITHOUT_ENDPOINT)
        return pulumi.Output.all(cidrs, public).apply(checked) if public is not None else as_output(cidrs)

    def _check(self) -> None:
        if self.get("creationRoleProvider"):
            raise OptionError(
                "The `creationRoleProvider.provider` option is not supported in non-nodejs Pulumi programs. "
                "Please use the `providerCredentialOpts` option instead."
            )
        refuse_unknown(CLUSTER, self.inputs, _OPTIONS, "cluster_options.py")
        for switch in _SWITCHES:
            if isinstance(self.get(switch), pulumi.Output):
                raise OptionError(f"{switch}: must be a plain value, it decides which resources there are")
        authentication.check_mode(self.inputs)
        if self.get("instanceRole") and self.get("instanceRoles"):
            raise OptionError(
                "instanceRole and instanceRoles are mutually exclusive, and cannot both be set."
            )
        if self.get("subnetIds") and (self.get("publicSubnetIds") or self.get("privateSubnetIds")):
            raise OptionError(
                "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually exclusive. "
                "Choose a single approach."
            )
        singular = [option for option in NODE_OPTIONS if option not in ("version", "nodeRootVolumeEncrypted")]
        if self.get("nodeGroupOptions") and any(self.get(option) for option in singular):
            raise OptionError(
                "Setting nodeGroupOptions, and any set of singular node group option(s) on the cluster, is "
                "mutually exclusive. Choose a single approach."
            )
        if self.auto_mode and not authentication.has_access_entries(self.get("authenticationMode")):
            raise OptionError(
                "Access entries are required when using EKS Auto Mode. Use the authentication mode 'API' or "
                "'API_AND_CONFIG_MAP'."
            )
        if self.get("publicAccessCidrs") and self.get("endpointPublicAccess") is False:
            raise OptionError(_CIDRS_WITHOUT_ENDPOINT)
