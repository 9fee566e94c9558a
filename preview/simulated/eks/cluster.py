"""An EKS cluster with what belongs to it: `eks:index:Cluster`.

The order, names and inputs of the children are those of pulumi-eks 4.x (nodejs/eks/cluster/cluster.ts), and
are measured against recordings of the real component.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks import authentication
from preview.simulated.eks.addons import VpcCniAddon, create_managed_addon
from preview.simulated.eks.children import (
    INSTANCE_PROFILE,
    OIDC_PROVIDER,
    ROLE_POLICY,
    Child,
    KubernetesProvider,
)
from preview.simulated.eks.cluster_options import Options
from preview.simulated.eks.control_plane import (
    create_auto_mode_node_role,
    create_control_plane,
    create_service_role,
    network_of,
)
from preview.simulated.eks.fargate import create_fargate_profile
from preview.simulated.eks.kubeconfig import kubeconfig_of
from preview.simulated.eks.node_group import SelfManagedNodes
from preview.simulated.eks.options import as_output, given
from preview.simulated.eks.security_groups import create_cluster_security_group, create_node_security_group
from preview.simulated.eks.service_role import ServiceRole
from preview.simulated.eks.storage_classes import create_storage_classes
from preview.simulated.eks.types import CLUSTER

NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
)
# The root that signs for EKS's OIDC issuers; the real component reads it from the network.
ISSUER_THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"


class Cluster(pulumi.ComponentResource):
    """A cluster; `state` is what Construct gives back."""

    def __init__(self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        self._options = options = Options(inputs)
        super().__init__(CLUSTER, name, {}, opts)
        self._component = name
        self._within = pulumi.ResourceOptions(parent=self)
        self._partition = pulumi.runtime.invoke_output(
            "aws:index/getPartition:getPartition", {}, pulumi.InvokeOutputOptions(parent=self)
        ).apply(lambda found: found["partition"])
        self._vpc_id, self._subnet_ids = network_of(options, self)
        self._service_role = create_service_role(name, options, self._partition, self)
        self._security_group = self._create_security_group()
        self._node_role = create_auto_mode_node_role(name, options, self._partition, self)
        self._cluster = create_control_plane(
            name,
            options,
            self._subnet_ids,
            self._security_group,
            self._service_role,
            self._node_role,
            self,
        )
        if options.kube_proxy:
            self._add_addon("kube-proxy", options.nested("kubeProxyAddonOptions"))
        self._kubernetes = self._create_kubernetes_provider()
        self._instance_roles, default_role = self._create_instance_roles()
        self._access, self._config_map = self._grant_access(default_role)
        authorized: list[pulumi.Resource] = [*self._access]
        if self._config_map is not None:
            authorized.append(self._config_map)
        self._storage_classes = create_storage_classes(
            name, inputs.get("storageClasses"), self, self._kubernetes, authorized
        )
        self._vpc_cni = self._create_vpc_cni(authorized) if options.vpc_cni else None
        self._fargate = create_fargate_profile(
            name, options, self._cluster, self._subnet_ids, self._partition, self._config_map, self
        )
        if options.coredns:
            self._add_coredns()
        self._oidc_provider = self._create_oidc_provider() if inputs.get("createOidcProvider") else None
        self._nodes_group, self._ingress_rule = self._create_node_security_group()
        kubeconfig = kubeconfig_of(self._cluster, options.credentials, with_profile=False)
        self._core = as_output(self._core_data(kubeconfig))
        self._default_nodes = self._create_default_nodes()
        self.state = self._state(kubeconfig)
        self.register_outputs(self.state)

    def _create_security_group(self) -> Any:
        get = self._options.get
        if get("clusterSecurityGroup"):
            return get("clusterSecurityGroup")
        if not self._options.default_security_groups:
            return None
        return create_cluster_security_group(
            self._component, self._vpc_id, get("tags"), get("clusterSecurityGroupTags"), self
        )

    def _add_addon(self, addon: str, options: Mapping[str, Any]) -> None:
        create_managed_addon(
            self._component,
            addon,
            self._cluster,
            options,
            self._options.get("tags"),
            self,
            configuration=options.get("configurationValues"),
        )

    def _add_coredns(self) -> None:
        options = self._options.nested("corednsAddonOptions")
        configuration = options.get("configurationValues")
        if self._options.get("fargate"):
            configuration = as_output(configuration or {}).apply(
                lambda found: {"computeType": "Fargate", **found}
            )
        create_managed_addon(
            self._component,
            "coredns",
            self._cluster,
            options,
            self._options.get("tags"),
            self,
            configuration=configuration,
            depends_on=[self._fargate] if self._fargate is not None else None,
        )

    def _create_kubernetes_provider(self) -> KubernetesProvider:
        kubeconfig = kubeconfig_of(self._cluster, self._options.credentials, with_profile=True)
        props = {
            "enableConfigMapMutable": self._options.get("enableConfigMapMutable"),
            "kubeconfig": pulumi.Output.json_dumps(kubeconfig, separators=(",", ":")),
        }
        return KubernetesProvider(f"{self._component}-eks-k8s", given(props), self._within)

    def _create_instance_roles(self) -> tuple[pulumi.Output[Any], Any]:
        """Return the roles of the nodes, and the one of the default nodes, if any."""
        options, get = self._options, self._options.get
        if get("instanceRoles"):
            return as_output(get("instanceRoles")), None
        if get("instanceRole"):
            role = as_output(get("instanceRole"))
            if options.default_nodes:
                self._add_instance_profile(role)
            return as_output([role]), role
        if not options.creates_instance_role:
            return as_output([]), None
        created = ServiceRole(
            f"{self._component}-instanceRole",
            "ec2.amazonaws.com",
            NODE_POLICIES,
            self._partition,
            parent=self,
            tags=get("tags"),
        )
        if get("customInstanceRolePolicy"):
            props = {"policy": get("customInstanceRolePolicy"), "role": created.role.id}
            Child(ROLE_POLICY, f"{self._component}-EKSWorkerCustomPolicy", props, self._within)
        self._add_instance_profile(created.resolved)
        return as_output([created.resolved]), created.resolved

    def _add_instance_profile(self, role: pulumi.Output[Any]) -> None:
        name = f"{self._component}-instanceProfile"
        given_name = self._options.get("instanceProfileName")
        if given_name:
            profile = Child(INSTANCE_PROFILE, name, {}, pulumi.ResourceOptions(parent=self, id=given_name))
        else:
            props = {"role": role.apply(lambda found: found.id)}
            profile = Child(INSTANCE_PROFILE, name, props, self._within)
        self._options.node_options["instanceProfile"] = profile
        self._options.node_options.pop("instanceProfileName", None)

    def _grant_access(self, default_role: Any) -> tuple[list[Child], Child | None]:
        mode = self._options.get("authenticationMode")
        config_map = None
        if authentication.has_config_map(mode):
            config_map = authentication.create_config_map(
                self._component, self._instance_roles, self._options.inputs, self, self._kubernetes
            )
        entries: dict[str, Any] = {}
        if authentication.has_access_entries(mode):
            if default_role is not None:
                arn = default_role.apply(lambda role: role.output("arn"))
                entries["defaultNodeGroupInstanceRole"] = {"principalArn": arn, "type": "EC2_LINUX"}
            # Maps arrive in no order of their own.
            entries.update(sorted(self._options.nested("accessEntries").items()))
        self._entries = entries
        created = authentication.create_access_entries(self._component, self._cluster, entries, self)
        return created, config_map

    def _create_vpc_cni(self, after: list[pulumi.Resource]) -> VpcCniAddon:
        inputs = {
            **self._options.nested("vpcCniOptions"),
            "clusterName": self._cluster.output("name"),
            "clusterVersion": self._cluster.output("version"),
            "tags": self._options.get("tags"),
        }
        opts = pulumi.ResourceOptions(
            parent=self, depends_on=after, providers={"kubernetes": self._kubernetes}
        )
        return VpcCniAddon(f"{self._component}-vpc-cni", given(inputs), opts)

    def _create_oidc_provider(self) -> Child:
        props = {
            "clientIdLists": ["sts.amazonaws.com"],
            "thumbprintLists": [ISSUER_THUMBPRINT],
            "url": self._cluster.output("identities").apply(lambda found: found[0]["oidcs"][0]["issuer"]),
        }
        return Child(OIDC_PROVIDER, f"{self._component}-oidcProvider", props, self._within)

    def _create_node_security_group(self) -> tuple[Child | None, Child | None]:
        if not self._options.default_security_groups:
            return None, None
        tags = pulumi.Output.all(
            self._options.get("nodeSecurityGroupTags") or {}, self._options.get("tags") or {}
        ).apply(lambda found: {**found[0], **found[1]})
        group, rule = create_node_security_group(
            self._component,
            self._vpc_id,
            _id_of(self._security_group),
            self._cluster.output("name"),
            tags,
            self,
        )
        self._options.node_options.update(nodeSecurityGroup=group, clusterIngressRule=rule)
        return group, rule

    def _create_default_nodes(self) -> SelfManagedNodes | None:
        if not self._options.default_nodes:
            return None
        options = dict(self._options.node_options)
        if "nodeAmiId" in options:
            options["amiId"] = options.pop("nodeAmiId")
        return SelfManagedNodes(self._component, options, self._core, self)

    def _core_data(self, kubeconfig: pulumi.Output[Any]) -> dict[str, Any]:
        get = self._options.get
        role = get("serviceRole") or (self._service_role.role if self._service_role else None)
        entries = list(self._entries.values())
        return given(
            {
                "accessEntries": entries,
                "autoModeNodeRoleName": self._auto_mode_node_role_name(),
                "cluster": self._cluster,
                "clusterIamRole": role,
                "clusterSecurityGroup": self._security_group,
                "eksNodeAccess": self._config_map,
                "encryptionConfig": _encryption(get("encryptionConfigKeyArn")),
                "endpoint": self._cluster.output("endpoint"),
                "fargateProfile": self._fargate,
                "instanceRoles": self._instance_roles,
                "kubeconfig": kubeconfig,
                "nodeGroupOptions": given(self._options.node_options),
                "nodeSecurityGroupTags": get("nodeSecurityGroupTags"),
                "oidcProvider": self._oidc_provider,
                "privateSubnetIds": get("privateSubnetIds"),
                "provider": self._kubernetes,
                "publicSubnetIds": get("publicSubnetIds"),
                "storageClasses": self._storage_classes,
                "subnetIds": self._subnet_ids,
                "tags": get("tags"),
                "vpcCni": self._vpc_cni,
                "vpcId": self._vpc_id,
            }
        )

    def _auto_mode_node_role_name(self) -> Any:
        return self._node_role.role.output("name") if self._node_role is not None else ""

    def _state(self, kubeconfig: pulumi.Output[Any]) -> dict[str, Any]:
        own_group = self._cluster.output("vpcConfig").apply(lambda found: found.get("clusterSecurityGroupId"))
        issuer = self._cluster.output("identities").apply(
            lambda found: found[0]["oidcs"][0]["issuer"] if found and found[0].get("oidcs") else ""
        )
        nodes, fargate, oidc = self._default_nodes, self._fargate, self._oidc_provider
        group, rule = self._nodes_group, self._ingress_rule
        return given(
            {
                "autoModeNodeRoleName": self._auto_mode_node_role_name(),
                "clusterIngressRuleId": rule.output("securityGroupRuleId") if rule is not None else "",
                "clusterSecurityGroup": self._security_group,
                "clusterSecurityGroupId": _id_of(self._security_group) if self._security_group else own_group,
                "core": self._core,
                "defaultNodeGroup": nodes.outputs if nodes is not None else None,
                "defaultNodeGroupAsgName": nodes.group.output("name") if nodes is not None else "",
                "eksCluster": self._cluster,
                "eksClusterIngressRule": rule,
                "fargateProfileId": fargate.id if fargate is not None else "",
                "fargateProfileStatus": fargate.output("status") if fargate is not None else "",
                "instanceRoles": self._instance_roles,
                "kubeconfig": kubeconfig,
                "kubeconfigJson": pulumi.Output.json_dumps(kubeconfig, separators=(",", ":")),
                "nodeSecurityGroup": group,
                "nodeSecurityGroupId": group.id if group is not None else own_group,
                "oidcIssuer": issuer.apply(lambda url: url.replace("https://", "")),
                "oidcProviderArn": oidc.output("arn") if oidc is not None else "",
                "oidcProviderUrl": issuer,
            }
        )


def _id_of(resource: Any) -> Any:
    return as_output(resource).apply(lambda found: found.id)


def _encryption(key: Any) -> Any:
    if not key:
        return None
    return as_output(key).apply(lambda arn: {"provider": {"keyArn": arn}, "resources": ["secrets"]})
