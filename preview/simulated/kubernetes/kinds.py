"""Which Kubernetes object a Pulumi type is, and which type an object has."""

# The core group has no name in apiVersion, and the name "core" in Pulumi's tokens.
_CORE = "core"
# Groups whose tokens leave out the domain (pulumi-kubernetes, schema.go).
_SUFFIX = ".k8s.io"
_KEEP_DOMAIN = frozenset({"helm.sh"})
CLUSTER_SCOPED = frozenset(
    {
        "Namespace",
        "Node",
        "PersistentVolume",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "StorageClass",
        "VolumeAttachment",
        "CSIDriver",
        "CSINode",
        "PriorityClass",
        "RuntimeClass",
        "IngressClass",
        "APIService",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "FlowSchema",
        "PriorityLevelConfiguration",
        "CertificateSigningRequest",
        "ClusterSecretStore",
        "ClusterExternalSecret",
        "ClusterIssuer",
        "ClusterNetworkPolicy",
        "EC2NodeClass",
        "NodePool",
    }
)
# API groups of Kubernetes itself; every other one is a custom resource's.
_BUILT_IN = {
    "": "core",
    "admissionregistration.k8s.io": "admissionregistration.k8s.io",
    "apiextensions.k8s.io": "apiextensions.k8s.io",
    "apiregistration.k8s.io": "apiregistration.k8s.io",
    "apps": "apps",
    "autoscaling": "autoscaling",
    "batch": "batch",
    "certificates.k8s.io": "certificates.k8s.io",
    "coordination.k8s.io": "coordination.k8s.io",
    "discovery.k8s.io": "discovery.k8s.io",
    "events.k8s.io": "events.k8s.io",
    "flowcontrol.apiserver.k8s.io": "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io": "networking.k8s.io",
    "node.k8s.io": "node.k8s.io",
    "policy": "policy",
    "rbac.authorization.k8s.io": "rbac.authorization.k8s.io",
    "resource.k8s.io": "resource.k8s.io",
    "scheduling.k8s.io": "scheduling.k8s.io",
    "storage.k8s.io": "storage.k8s.io",
    "extensions": "extensions",
}


def object_type(token: str) -> tuple[str, str]:
    """Return apiVersion and kind of a type, such as `apps/v1`, `Deployment`.

    Args:
        token: type such as `kubernetes:apps/v1:Deployment`; a patch has the kind of what it patches.
    """
    _, version, kind = token.split(":", 2)
    if version.startswith(f"{_CORE}/"):
        version = version.removeprefix(f"{_CORE}/")
    if is_patch(token):
        kind = kind.removesuffix("Patch")
    return version, kind


def is_patch(token: str) -> bool:
    """Return whether a type patches an object that something else owns, such as `...:DeploymentPatch`."""
    kind = token.rsplit(":", 1)[1]
    return kind.endswith("Patch") and kind != "Patch"


def token_of(api_version: str, kind: str) -> str:
    """Return the Pulumi type of an object, `kubernetes:GROUP/VERSION:KIND`."""
    group, _, version = api_version.rpartition("/")
    return f"kubernetes:{_BUILT_IN.get(group, group)}/{version}:{kind}"
