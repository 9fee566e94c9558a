"""Rules of RBAC roles, three-valued."""

from collections.abc import Iterable

from guardrails.core.control import Resource
from guardrails.core.values import ABSENT
from guardrails.kubernetes.fields import holds
from guardrails.kubernetes.parts import Part, field
from guardrails.kubernetes.truth import Truth, any_of

_VERSIONS = ("v1", "v1beta1", "v1alpha1")
_KINDS = ("Role", "ClusterRole", "RoleList", "ClusterRoleList", "RolePatch", "ClusterRolePatch")

ROLES = tuple(
    f"kubernetes:rbac.authorization.k8s.io/{version}:{kind}" for version in _VERSIONS for kind in _KINDS
)


def rules(resource: Resource) -> list[Part]:
    """List the rules of a role, or of every role in a list of roles.

    Returns:
        One part per rule; one of unknown value where the rules are not known. A role without rules, such as
        an aggregated one, has none.
    """
    if resource.type.endswith("List"):
        roles = field(resource, "items")
        if not isinstance(roles.value, list):
            return [] if roles.value is ABSENT else [roles]
        return [
            rule
            for index, role in enumerate(roles.value)
            for rule in Part(f"items.{index}", role).parts("rules")
        ]
    found = field(resource, "rules")
    if not isinstance(found.value, list):
        return [] if found.value is ABSENT else [found]
    return [Part(f"rules.{index}", rule) for index, rule in enumerate(found.value)]


def names(rule: Part, path: str, wanted: Iterable[str]) -> Truth:
    """Tell whether a list of a rule (its verbs, say) covers one of these values, by name or by `*`."""
    return any_of(holds(rule, path, value) for value in ("*", *wanted))
