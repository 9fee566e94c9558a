"""What the controller may do that keeps the certificate of External Secrets' webhook.

The chart's own role reads every Secret of the cluster. The controller asks for one Secret by name, past its
cache, and for one lease. Source: External Secrets 2.9, cmd/controller/certcontroller.go,
pkg/controllers/crds and pkg/controllers/webhookconfig; the chart's templates/cert-controller-rbac.yaml, which
this takes the rest from.
"""

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from workloads.labels import labels

_READ = ["get", "list", "watch"]
_CHANGE = ["update", "patch"]
_RBAC = "rbac.authorization.k8s.io"
_CERTIFICATE = "external-secrets-webhook"
_DEFINITIONS = ["externalsecrets.external-secrets.io", "secretstores.external-secrets.io"]
_WEBHOOKS = ["externalsecret-validate", "secretstore-validate"]
_LEASE = "crd-certs-controller"


class CertificateAccess(pulumi.ComponentResource):
    """The service account of the certificate controller, and its rights.

    Creates: the account, a Role for its Secret and its lease, a ClusterRole for what has no namespace and for
    endpoints, which it waits for, and a binding of each.
    """

    def __init__(
        self, name: str, namespace: str, after: tuple[pulumi.Resource, ...], opts: pulumi.ResourceOptions
    ) -> None:
        """Declare them.

        Args:
            name: name of the service account and of its roles.
            namespace: where it runs.
            after: the namespace, with its bounds.
            opts: resource options.
        """
        super().__init__("palisade:workloads:CertificateAccess", name, None, opts)
        inside = ObjectMetaArgs(name=name, namespace=namespace, labels=labels(name))
        everywhere = ObjectMetaArgs(name=name, labels=labels(name))
        child = pulumi.ResourceOptions(parent=self, depends_on=list(after))
        subjects = [SubjectArgs(kind="ServiceAccount", name=name, namespace=namespace)]
        account = kubernetes.core.v1.ServiceAccount(
            name,
            metadata=inside,
            # The chart's pod asks for the token itself.
            automount_service_account_token=False,
            opts=child,
        )
        role = kubernetes.rbac.v1.Role(
            name,
            metadata=inside,
            rules=[
                _rule("", "secrets", ["get", *_CHANGE], [_CERTIFICATE]),
                _rule("coordination.k8s.io", "leases", ["create"]),
                _rule("coordination.k8s.io", "leases", ["get", *_CHANGE], [_LEASE]),
            ],
            opts=child,
        )
        kubernetes.rbac.v1.RoleBinding(
            name,
            metadata=inside,
            role_ref=RoleRefArgs(api_group=_RBAC, kind="Role", name=name),
            subjects=subjects,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account, role]),
        )
        cluster_role = kubernetes.rbac.v1.ClusterRole(
            name,
            metadata=everywhere,
            rules=[
                _rule("apiextensions.k8s.io", "customresourcedefinitions", _READ),
                _rule("apiextensions.k8s.io", "customresourcedefinitions", _CHANGE, _DEFINITIONS),
                _rule("admissionregistration.k8s.io", "validatingwebhookconfigurations", _READ),
                _rule("admissionregistration.k8s.io", "validatingwebhookconfigurations", _CHANGE, _WEBHOOKS),
                _rule("discovery.k8s.io", "endpointslices", _READ),
                _rule("", "events", ["create", "patch"]),
            ],
            opts=child,
        )
        kubernetes.rbac.v1.ClusterRoleBinding(
            name,
            metadata=everywhere,
            role_ref=RoleRefArgs(api_group=_RBAC, kind="ClusterRole", name=name),
            subjects=subjects,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[account, cluster_role]),
        )
        self.register_outputs({})


def _rule(group: str, kind: str, verbs: list[str], names: list[str] | None = None) -> PolicyRuleArgs:
    return PolicyRuleArgs(api_groups=[group], resources=[kind], verbs=verbs, resource_names=names)
