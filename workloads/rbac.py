"""What people may do in the namespace of the services, by the groups of their access entries.

Services get no Role at all: none of them talks to the Kubernetes API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from infra.naming import DEVELOPERS, VIEWERS
from workloads.labels import labels

_READ = ("get", "list", "watch")


@dataclass(frozen=True)
class Rule:
    """Verbs on kinds of one API group; "" is the core group."""

    group: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...] = _READ


# Nothing here reads a Secret, opens a shell or a tunnel into a pod, writes a workload, or hands out rights.
_OBJECTS = (
    Rule("", ("pods", "services", "configmaps", "serviceaccounts", "events")),
    Rule("", ("resourcequotas", "limitranges")),
    Rule("apps", ("deployments", "replicasets")),
    Rule("autoscaling", ("horizontalpodautoscalers",)),
    Rule("policy", ("poddisruptionbudgets",)),
    Rule("networking.k8s.io", ("networkpolicies",)),
    Rule("external-secrets.io", ("externalsecrets", "secretstores")),
    Rule("discovery.k8s.io", ("endpointslices",)),
    Rule("events.k8s.io", ("events",)),
)
# Logs may hold personal data, so they are for those who run the services. Deleting a pod restarts it.
_OPERATION = (Rule("", ("pods/log",), ("get",)), Rule("", ("pods",), ("delete",)))

ROLES: Mapping[str, tuple[str, Sequence[Rule]]] = {
    "viewer": (VIEWERS, _OBJECTS),
    "developer": (DEVELOPERS, (*_OBJECTS, *_OPERATION)),
}


@dataclass(frozen=True)
class NamespaceAccessArgs:
    """The namespace that people get access to, and what must exist before."""

    namespace: str
    after: tuple[pulumi.Resource, ...] = ()


class NamespaceAccess(pulumi.ComponentResource):
    """The rights of people in one namespace.

    Creates: a Role and a RoleBinding each for viewers and for developers.
    """

    def __init__(
        self, name: str, args: NamespaceAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:workloads:NamespaceAccess", name, None, opts)
        for role, (group, rules) in ROLES.items():
            self._grant(role, group, rules, args)
        self.register_outputs({})

    def _grant(self, role: str, group: str, rules: Sequence[Rule], args: NamespaceAccessArgs) -> None:
        metadata = ObjectMetaArgs(name=role, namespace=args.namespace, labels=labels(role))
        granted = kubernetes.rbac.v1.Role(
            f"{self.pulumi_resource_name}-{role}",
            metadata=metadata,
            rules=[
                PolicyRuleArgs(
                    api_groups=[rule.group], resources=list(rule.resources), verbs=list(rule.verbs)
                )
                for rule in rules
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        kubernetes.rbac.v1.RoleBinding(
            f"{self.pulumi_resource_name}-{role}",
            metadata=metadata,
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=role),
            subjects=[SubjectArgs(api_group="rbac.authorization.k8s.io", kind="Group", name=group)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[granted]),
        )
