"""What a NetworkPolicy selects and isolates, as Kubernetes defines it.

Source: the API reference of networking.k8s.io/v1 NetworkPolicySpec.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from guardrails.core.control import Context, Resource
from guardrails.core.parts import Part
from guardrails.core.truth import Truth, all_of, any_of, negation
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.fields import holds
from guardrails.kubernetes.namespaces import Place, place_of
from guardrails.kubernetes.objects import field

NETWORK_POLICIES = (
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    "kubernetes:extensions/v1beta1:NetworkPolicy",
)

Direction: TypeAlias = Literal["Ingress", "Egress"]
DIRECTIONS: tuple[Direction, ...] = ("Ingress", "Egress")
_RULES: dict[Direction, str] = {"Ingress": "ingress", "Egress": "egress"}
_PEERS: dict[Direction, str] = {"Ingress": "from", "Egress": "to"}


@dataclass(frozen=True)
class NetworkPolicy:
    """A NetworkPolicy of the stack.

    Attributes:
        place: its namespace.
        spec: its spec; an absent one is an empty one.
    """

    place: Place
    spec: Part

    @property
    def selector(self) -> object:
        """Give the podSelector, ABSENT for one that selects every pod of the namespace."""
        return self.spec.get("podSelector")

    def isolates(self, direction: Direction) -> Truth:
        """Tell whether it isolates the pods it selects in one direction.

        Without policyTypes a policy is about ingress, and about egress only when it has egress rules.
        """
        stated = self.spec.get("policyTypes")
        if stated is ABSENT or stated == []:
            return True if direction == "Ingress" else negation(self.without_rules("Egress"))
        return holds(self.spec, "policyTypes", direction)

    def without_rules(self, direction: Direction) -> Truth:
        """Tell whether it has no rule for a direction, so that what it isolates stays isolated."""
        rules = self.spec.get(_RULES[direction])
        if rules is ABSENT:
            return True
        return len(rules) == 0 if isinstance(rules, list) else UNKNOWN

    def admits_everything(self, direction: Direction) -> Truth:
        """Tell whether a rule admits every peer on every port, which undoes all other policies."""
        rules = self.spec.parts(_RULES[direction])
        return any_of(all_of((_empty(rule, _PEERS[direction]), _empty(rule, "ports"))) for rule in rules)


def network_policies(context: Context, place: Place) -> list[tuple[NetworkPolicy, Truth]]:
    """List the network policies of the stack that are, or may be, in a namespace.

    Returns:
        Each with whether it is in that namespace: true, or not known yet.
    """
    policies = (_policy(resource, context) for resource in context.of_type(*NETWORK_POLICIES))
    here = ((policy, policy.place.same(place)) for policy in policies)
    return [(policy, is_here) for policy, is_here in here if is_here is not False]


def _policy(resource: Resource, context: Context) -> NetworkPolicy:
    spec = field(resource, "spec")
    return NetworkPolicy(
        place=place_of(resource, context),
        spec=Part(spec.path, {}) if spec.value is ABSENT else spec,
    )


def _empty(rule: Part, path: str) -> Truth:
    value = rule.get(path)
    if value is ABSENT:
        return True
    return len(value) == 0 if isinstance(value, list) else UNKNOWN
