"""What people may do in a namespace, by the groups of their access entries.

Roles of our own in place of EKS's access policies: of those, already AmazonEKSEditPolicy reads secrets, opens
shells and impersonates service accounts. docs/access.md says why each kind is here or is not. Services get no
Role at all: none of them talks to the Kubernetes API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from infra.naming import DEPLOYERS, DEVELOPERS, VIEWERS, team_group
from infra.settings import TeamSettings
from workloads.labels import labels

_READ = ("get", "list", "watch")
_WRITE = ("create", "update", "patch", "delete")


@dataclass(frozen=True)
class Rule:
    """Verbs on kinds of one API group; "" is the core group."""

    group: str
    resources: tuple[str, ...]
    verbs: tuple[str, ...] = _READ


# Nothing here or below reads a Secret, opens a shell or a tunnel into a pod, takes another identity, or hands
# out rights.
_LOOK = (
    Rule("", ("pods", "services", "configmaps", "serviceaccounts", "events")),
    Rule("", ("resourcequotas", "limitranges")),
    Rule("apps", ("deployments", "replicasets")),
    Rule("autoscaling", ("horizontalpodautoscalers",)),
    Rule("batch", ("jobs", "cronjobs")),
    Rule("policy", ("poddisruptionbudgets",)),
    Rule("networking.k8s.io", ("networkpolicies",)),
    Rule("external-secrets.io", ("externalsecrets", "secretstores")),
    Rule("discovery.k8s.io", ("endpointslices",)),
    Rule("events.k8s.io", ("events",)),
)
# Logs may hold personal data, so they are for those who run the services. Deleting a pod restarts it.
_OPERATE = (Rule("", ("pods/log",), ("get",)), Rule("", ("pods",), ("delete",)))
# Another version of a service that the platform has made: its pods, their settings, how many there are.
_DEPLOY = (
    Rule("apps", ("deployments",), _WRITE),
    Rule("apps", ("deployments/scale",), ("get", "update", "patch")),
    Rule("autoscaling", ("horizontalpodautoscalers",), _WRITE),
    Rule("", ("configmaps",), _WRITE),
)
# What the platform makes for its own services, and a team makes for itself.
_OWN = (
    Rule("", ("services", "serviceaccounts"), _WRITE),
    Rule("batch", ("jobs", "cronjobs"), _WRITE),
    Rule("policy", ("poddisruptionbudgets",), _WRITE),
)
# What the pods of a team may reach, and secrets that are brought in but not read back.
_GOVERN = (
    Rule("networking.k8s.io", ("networkpolicies",), _WRITE),
    Rule("", ("secrets",), ("create", "delete")),
)

_EDIT = (*_LOOK, *_OPERATE, *_DEPLOY, *_OWN)
# The rules of each level that a team may have in its namespaces.
TEAM_RULES: Mapping[str, Sequence[Rule]] = {"view": _LOOK, "edit": _EDIT, "admin": (*_EDIT, *_GOVERN)}


@dataclass(frozen=True)
class Grant:
    """A group that gets a Role.

    Attributes:
        name: name of the RoleBinding.
        group: the Kubernetes group.
        role: name of the Role, which several grants of a namespace may share.
        rules: what the Role permits.
    """

    name: str
    group: str
    role: str
    rules: Sequence[Rule]


SERVICE_GRANTS = (
    Grant("viewer", VIEWERS, "viewer", _LOOK),
    Grant("developer", DEVELOPERS, "developer", (*_LOOK, *_OPERATE)),
    Grant("deployer", DEPLOYERS, "deployer", (*_LOOK, *_OPERATE, *_DEPLOY)),
)


def team_grants(teams: Mapping[str, TeamSettings]) -> dict[str, list[Grant]]:
    """Give the grants of each namespace that teams have, where they may be several.

    A binding has the level in its name, as a binding cannot change its role.
    """
    grants: dict[str, list[Grant]] = {}
    for name, team in teams.items():
        level = team.level
        grant = Grant(f"team-{name}-{level}", team_group(name), f"team-{level}", TEAM_RULES[level])
        for namespace in team.namespaces:
            grants.setdefault(namespace, []).append(grant)
    return grants


@dataclass(frozen=True)
class NamespaceAccessArgs:
    """The namespace that people get access to, who gets what, and what must exist before."""

    namespace: str
    grants: Sequence[Grant]
    after: tuple[pulumi.Resource, ...] = ()


class NamespaceAccess(pulumi.ComponentResource):
    """The rights of people in one namespace.

    Creates: a RoleBinding for each grant, and the Roles that they name.
    """

    def __init__(
        self, name: str, args: NamespaceAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:workloads:NamespaceAccess", name, None, opts)
        self._args = args
        rules = {grant.role: grant.rules for grant in args.grants}
        roles = {role: self._create_role(role, rules[role]) for role in rules}
        for grant in args.grants:
            self._bind(grant, roles[grant.role])
        self.register_outputs({})

    def _create_role(self, role: str, rules: Sequence[Rule]) -> kubernetes.rbac.v1.Role:
        return kubernetes.rbac.v1.Role(
            f"{self.pulumi_resource_name}-{role}",
            metadata=self._metadata(role),
            rules=[
                PolicyRuleArgs(
                    api_groups=[rule.group], resources=list(rule.resources), verbs=list(rule.verbs)
                )
                for rule in rules
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )

    def _bind(self, grant: Grant, role: pulumi.Resource) -> None:
        kubernetes.rbac.v1.RoleBinding(
            f"{self.pulumi_resource_name}-{grant.name}",
            metadata=self._metadata(grant.name),
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=grant.role),
            subjects=[SubjectArgs(api_group="rbac.authorization.k8s.io", kind="Group", name=grant.group)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role]),
        )

    def _metadata(self, name: str) -> ObjectMetaArgs:
        return ObjectMetaArgs(name=name, namespace=self._args.namespace, labels=labels(name))
