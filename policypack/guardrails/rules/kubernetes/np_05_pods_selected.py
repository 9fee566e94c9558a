"""NP-05: every pod is selected by a NetworkPolicy."""

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
from guardrails.core.truth import all_of, any_of
from guardrails.core.values import UNKNOWN, Value
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.namespaces import place_of
from guardrails.kubernetes.network_policies import DIRECTIONS, network_policies
from guardrails.kubernetes.selectors import matches
from guardrails.kubernetes.workloads import WORKLOADS, pods


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    policies = network_policies(context, place_of(resource, context))
    for each in pods(resource):
        labels = each.metadata.part("labels")
        matching = [
            (policy, all_of((here, matches(policy.selector, labels.value)))) for policy, here in policies
        ]
        for direction in DIRECTIONS:
            selected = any_of(all_of((match, policy.isolates(direction))) for policy, match in matching)
            if selected is False:
                expected = f"labels that a NetworkPolicy for {direction.lower()} in the namespace selects"
                yield Fail(labels.path, labels.value, expected)
            elif selected is UNKNOWN:
                yield Undecided(labels.path)


def _policy(selector: Value, policy_types: Value, namespace: Value = "microservices") -> Resource:
    return Resource(
        type="kubernetes:networking.k8s.io/v1:NetworkPolicy",
        name="appointment",
        urn="urn:pulumi:dev::palisade::kubernetes:networking.k8s.io/v1:NetworkPolicy::appointment",
        properties={
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "appointment", "namespace": namespace},
            "spec": {"podSelector": selector, "policyTypes": policy_types},
        },
    )


def _accompanied(example: Example, *company: Resource) -> Example:
    return Example(example.properties, type=example.type, company=company)


_BOTH = ["Ingress", "Egress"]
_APPOINTMENT = {"matchLabels": {"app": "appointment"}}

CONTROL = Control(
    id="NP-05",
    name="kubernetes-pod-selected-by-network-policy",
    title="Every pod template is selected by a NetworkPolicy of its namespace for ingress and for egress",
    rationale=(
        "A pod that no policy selects for a direction may be called by everyone, or call everyone, whatever"
        " the policies of other pods say."
    ),
    remediation=(
        "Declare a NetworkPolicy in the namespace whose podSelector matches the labels of the pod template,"
        " with policyTypes Ingress and Egress."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS,
    references=(
        Reference("CIS-EKS", "4.3.2"),
        Reference("SOC2", "CC6.1"),
        Reference("SOC2", "CC6.6"),
        Reference("SOC2", "CC7.2"),
    ),
    scope=Scope.STACK,
    check=_check,
    passes=(
        _accompanied(pod(), _policy({}, _BOTH)),
        _accompanied(deployment(), _policy(_APPOINTMENT, _BOTH)),
        _accompanied(deployment(), _policy(_APPOINTMENT, ["Ingress"]), _policy({}, ["Egress"])),
    ),
    fails=(
        pod(),
        _accompanied(pod(), _policy({}, _BOTH, namespace="other")),
        _accompanied(pod(), _policy(_APPOINTMENT, ["Ingress"])),
        _accompanied(
            deployment({"spec.template.metadata.labels.app": "patient"}), _policy(_APPOINTMENT, _BOTH)
        ),
    ),
    undecided=(
        _accompanied(pod({"metadata.labels": UNKNOWN}), _policy(_APPOINTMENT, _BOTH)),
        _accompanied(pod(), _policy(UNKNOWN, _BOTH)),
        _accompanied(deployment(), _policy({}, _BOTH, namespace=UNKNOWN)),
    ),
)
