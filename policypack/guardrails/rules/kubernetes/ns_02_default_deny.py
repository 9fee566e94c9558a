"""NS-02: every namespace denies traffic by default."""

from collections.abc import Iterator

from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Scope,
    Severity,
    Undecided,
)
from guardrails.core.truth import Truth, all_of, any_of
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.namespaces import NAMESPACE, place_of
from guardrails.kubernetes.network_policies import DIRECTIONS, Direction, NetworkPolicy, network_policies
from guardrails.kubernetes.selectors import selects_all

# What the findings are about: objects beside the namespace, not a property of it.
_POLICIES = "NetworkPolicy of the namespace"


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    place = place_of(resource, context)
    policies = network_policies(context, place)
    for direction in DIRECTIONS:
        denied = any_of(all_of((here, _denies(policy, direction))) for policy, here in policies)
        undone = any_of(all_of((here, _undoes(policy, direction))) for policy, here in policies)
        if denied is False:
            yield Fail(_POLICIES, ABSENT, f"one that selects all pods and denies {direction.lower()}")
        elif undone is True:
            found = f"one that selects all pods and admits all {direction.lower()}"
            yield Fail(_POLICIES, found, "one that admits single flows, or none beside the default deny")
        elif denied is UNKNOWN or undone is UNKNOWN:
            yield Undecided(_POLICIES)


def _denies(policy: NetworkPolicy, direction: Direction) -> Truth:
    return all_of((selects_all(policy.selector), policy.isolates(direction), policy.without_rules(direction)))


def _undoes(policy: NetworkPolicy, direction: Direction) -> Truth:
    return all_of(
        (selects_all(policy.selector), policy.isolates(direction), policy.admits_everything(direction))
    )


def _policy(spec: Value, namespace: Value = "microservices") -> Resource:
    return Resource(
        type="kubernetes:networking.k8s.io/v1:NetworkPolicy",
        name="default-deny",
        urn="urn:pulumi:dev::palisade::kubernetes:networking.k8s.io/v1:NetworkPolicy::default-deny",
        properties={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "default-deny", "namespace": namespace},
            "spec": spec,
        },
    )


_NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "microservices"}}
_BOTH = ["Ingress", "Egress"]
_DENY = {"podSelector": {}, "policyTypes": _BOTH}

CONTROL = Control(
    id="NS-02",
    name="kubernetes-namespace-default-deny",
    title="Every namespace has a NetworkPolicy that selects all its pods and denies ingress and egress",
    rationale=(
        "Without it every pod of the cluster may call every other one and the internet, so that one "
        "compromised pod reaches all of them; the policies of single services only add to it."
    ),
    remediation=(
        "Declare in the namespace a NetworkPolicy with an empty podSelector, policyTypes Ingress and "
        "Egress, and no rules; then allow in further policies what each service needs."
    ),
    severity=Severity.HIGH,
    types=(NAMESPACE,),
    references=(
        Reference("CIS-EKS", "4.3.2"),
        Reference("CIS-K8S", "5.3.2"),
        Reference("NSA", "C-0030"),
        Reference("NSA", "C-0054"),
        Reference("SOC2", "CC6.6"),
    ),
    scope=Scope.STACK,
    check=_check,
    passes=(
        Example(_NAMESPACE, company=(_policy(_DENY),)),
        Example(
            _NAMESPACE,
            company=(
                _policy({"podSelector": {}, "policyTypes": ["Ingress"]}),
                _policy({"podSelector": {}, "policyTypes": ["Egress"]}),
            ),
        ),
    ),
    fails=(
        Example(_NAMESPACE),
        Example(_NAMESPACE, company=(_policy(_DENY, namespace="other"),)),
        Example(_NAMESPACE, company=(_policy({"podSelector": {}, "policyTypes": ["Ingress"]}),)),
        Example(
            _NAMESPACE,
            company=(_policy({"podSelector": {"matchLabels": {"app": "patient"}}, "policyTypes": _BOTH}),),
        ),
        Example(_NAMESPACE, company=(_policy({**_DENY, "egress": [{}]}),)),
        Example(_NAMESPACE, company=(_policy(_DENY), _policy({**_DENY, "ingress": [{}]}))),
        Example(_NAMESPACE, company=(_policy(_DENY, namespace=ABSENT),)),
    ),
    undecided=(
        Example(_NAMESPACE, company=(_policy(UNKNOWN),)),
        Example(_NAMESPACE, company=(_policy(_DENY, namespace=UNKNOWN),)),
        Example({}, company=(_policy(_DENY),)),
    ),
)
