"""Rules of RBAC roles, three-valued."""

from collections.abc import Iterable

from guardrails.core.control import Resource
from guardrails.core.parts import Part
from guardrails.core.truth import Truth, any_of
from guardrails.kubernetes.fields import holds
from guardrails.kubernetes.objects import whole

_VERSIONS = ("v1", "v1beta1", "v1alpha1")


def _types(*kinds: str) -> tuple[str, ...]:
    """Name the type tokens of objects, of lists of them and of patches to them."""
    return tuple(
        f"kubernetes:rbac.authorization.k8s.io/{version}:{kind}{suffix}"
        for version in _VERSIONS
        for kind in kinds
        for suffix in ("", "List", "Patch")
    )


ROLES = _types("Role", "ClusterRole")
BINDINGS = _types("ClusterRoleBinding", "RoleBinding")


def rules(resource: Resource) -> list[Part]:
    """List the rules of a role, or of every role in a list of roles.

    Returns:
        One part per rule; one of unknown value where the rules are not known. A role without rules, such as
        an aggregated one, has none.
    """
    return [rule for role in objects(resource) for rule in role.parts("rules")]


def objects(resource: Resource) -> list[Part]:
    """List the role or binding that a resource is, or every one in a list of them."""
    return whole(resource).parts("items") if resource.type.endswith("List") else [whole(resource)]


def names(rule: Part, path: str, wanted: Iterable[str]) -> Truth:
    """Tell whether a list of a rule (its verbs, say) covers one of these values, by name or by `*`."""
    return any_of(holds(rule, path, value) for value in ("*", *wanted))
