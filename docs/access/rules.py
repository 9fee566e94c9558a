"""Whether the rules of Kubernetes roles permit a request, as the API server decides it.

Sources: Kubernetes reference, "Using RBAC Authorization"; kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# A Kubernetes object, as a manifest has it.
Object: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Request:
    """A call of the Kubernetes API about objects.

    Attributes:
        verb: such as get; escalate, bind and impersonate are verbs as well.
        resource: kind in the plural, with a subresource after a slash: pods/exec.
        namespace: where; empty for what has no namespace, and for all namespaces at once.
        group: API group; empty for the core group.
        name: name of the object; empty for some object, whatever its name.
    """

    verb: str
    resource: str
    namespace: str = ""
    group: str = ""
    name: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule of a role about objects; names are empty for any name."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...] = ()

    def permits(self, request: Request) -> bool:
        """Whether the rule permits a request, wherever it holds.

        A rule about names counts for a request without one: what somebody may do to one object, they may do.
        """
        _, _, subresource = request.resource.partition("/")
        resources = {"*", request.resource} | ({f"*/{subresource}"} if subresource else set())
        return (
            bool({"*", request.verb} & set(self.verbs))
            and bool({"*", request.group} & set(self.groups))
            and bool(resources & set(self.resources))
            and (not self.names or not request.name or request.name in self.names)
        )


@dataclass(frozen=True)
class Right:
    """A rule that somebody has: in one namespace, or with None everywhere."""

    rule: Rule
    namespace: str | None

    def permits(self, request: Request) -> bool:
        """Whether the request is permitted."""
        return self.namespace in (None, request.namespace) and self.rule.permits(request)


class Roles:
    """All roles and bindings of a cluster."""

    def __init__(self, objects: Iterable[Object]) -> None:
        listed = list(objects)
        self._roles = {
            (item["kind"], item["metadata"].get("namespace"), item["metadata"]["name"]): item
            for item in listed
            if item["kind"] in ("Role", "ClusterRole")
        }
        self._bindings = [item for item in listed if item["kind"] in ("RoleBinding", "ClusterRoleBinding")]

    def subjects(self) -> set[str]:
        """Name everybody that a role is bound to: User:name, Group:name, ServiceAccount:namespace/name."""
        return {name for binding in self._bindings for name in _subjects(binding)}

    def rights(self, identities: Iterable[str]) -> list[Right]:
        """Give what is permitted to whoever has all of these names."""
        names = set(identities)
        return [
            Right(rule, binding["metadata"].get("namespace"))
            for binding in self._bindings
            if names & _subjects(binding)
            for rule in self._rules(binding)
        ]

    def _rules(self, binding: Object) -> list[Rule]:
        reference = binding["roleRef"]
        namespace = binding["metadata"].get("namespace") if reference["kind"] == "Role" else None
        role = self._roles.get((reference["kind"], namespace, reference["name"]))
        return [] if role is None else self._rules_of(role)

    def _rules_of(self, role: Object) -> list[Rule]:
        """Give the rules of a role; the controller fills an aggregated one from those that it selects."""
        selectors = (role.get("aggregationRule") or {}).get("clusterRoleSelectors")
        if selectors is None:
            return [_rule(rule) for rule in role.get("rules") or ()]
        return [
            rule
            for (kind, _, _), other in self._roles.items()
            if kind == "ClusterRole" and other is not role
            for selector in selectors
            if selector["matchLabels"].items() <= (other["metadata"].get("labels") or {}).items()
            for rule in self._rules_of(other)
        ]


def permitted(rights: Iterable[Right], request: Request) -> bool:
    """Whether any of the rights permits a request: RBAC only adds up."""
    return any(right.permits(request) for right in rights)


def _subjects(binding: Object) -> set[str]:
    """Name the subjects; a service account without a namespace is of that of the binding."""
    home = binding["metadata"].get("namespace")
    return {
        f"ServiceAccount:{subject.get('namespace', home)}/{subject['name']}"
        if subject["kind"] == "ServiceAccount"
        else f"{subject['kind']}:{subject['name']}"
        for subject in binding.get("subjects") or ()
    }


def _rule(rule: Object) -> Rule:
    return Rule(
        groups=tuple(rule.get("apiGroups") or ()),
        resources=tuple(rule.get("resources") or ()),
        verbs=tuple(rule["verbs"]),
        names=tuple(rule.get("resourceNames") or ()),
    )
