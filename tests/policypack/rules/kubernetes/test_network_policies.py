"""Namespaces deny by default, and every pod is selected (NS-02, NP-05)."""

import pytest

from guardrails.core.control import Context, Resource
from guardrails.core.examples import example_urn
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.selectors import matches, selects_all
from tests.support.judge import CONTROLS, judge

_NAMESPACE_TYPE = "kubernetes:core/v1:Namespace"
_POLICY_TYPE = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
_NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "microservices"}}
_BOTH = ["Ingress", "Egress"]
_DENY = {"podSelector": {}, "policyTypes": _BOTH}


def _policy(spec: Value, namespace: Value = "microservices", metadata_from: str = "") -> Resource:
    return Resource(
        type=_POLICY_TYPE,
        name="policy",
        urn=f"urn:pulumi:test::test::{_POLICY_TYPE}::policy",
        properties={"kind": "NetworkPolicy", "metadata": {"namespace": namespace}, "spec": spec},
        property_dependencies={"metadata": frozenset({metadata_from})} if metadata_from else {},
    )


@pytest.mark.parametrize(
    "spec", [{"policyTypes": _BOTH}, {**_DENY, "ingress": [], "egress": []}, {**_DENY, "ingress": None}]
)
def test_every_way_to_write_a_default_deny_passes(spec: Value) -> None:
    assert judge("NS-02", _NAMESPACE, company=(_policy(spec),)) == "pass"


@pytest.mark.parametrize(
    "spec",
    [
        {"podSelector": {}},
        {"podSelector": {}, "policyTypes": []},
        {"podSelector": {}, "policyTypes": ["Egress"]},
        {**_DENY, "podSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]}},
        {**_DENY, "ingress": [{"from": [{"podSelector": {}}]}]},
    ],
    ids=["ingress by default", "empty policy types", "egress only", "some pods", "with a rule"],
)
def test_a_policy_that_denies_less_than_everything_fails(spec: Value) -> None:
    assert judge("NS-02", _NAMESPACE, company=(_policy(spec),)) == "fail"


@pytest.mark.parametrize("rule", [{}, {"to": []}, {"to": None, "ports": []}])
def test_a_policy_that_admits_everything_again_fails(rule: Value) -> None:
    assert (
        judge("NS-02", _NAMESPACE, company=(_policy(_DENY), _policy({**_DENY, "egress": [rule]}))) == "fail"
    )


def test_egress_rules_of_a_policy_for_ingress_only_admit_nothing() -> None:
    idle = _policy({"policyTypes": ["Ingress"], "egress": [{}]})
    assert judge("NS-02", _NAMESPACE, company=(_policy(_DENY), idle)) == "pass"


def test_a_policy_for_some_pods_beside_the_default_deny_passes() -> None:
    open_to_all = {"podSelector": {"matchLabels": {"app": "web"}}, "ingress": [{}]}
    assert judge("NS-02", _NAMESPACE, company=(_policy(_DENY), _policy(open_to_all))) == "pass"


def test_objects_of_a_cluster_that_does_not_exist_yet_are_undecided() -> None:
    """The engine gives stack policies no properties of them at a first preview."""
    blank = Resource(_POLICY_TYPE, "policy", "urn:pulumi:test::test::policy", properties={})
    assert judge("NS-02", {}, company=(blank,)) == "undecided"
    assert judge("NP-05", {}, company=(blank,)) == "undecided"


def test_a_stack_without_any_policy_fails_however_little_is_known() -> None:
    assert judge("NS-02", {}) == "fail"
    assert judge("NP-05", {}) == "fail"


def test_an_unknown_namespace_is_traced_to_the_resource_it_comes_from() -> None:
    autonamed = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": UNKNOWN}}
    judged = example_urn(_NAMESPACE_TYPE)
    ours = _policy(_DENY, namespace=UNKNOWN, metadata_from=judged)
    unrelated = _policy(_DENY, namespace=UNKNOWN, metadata_from="urn:pulumi:test::test::other")
    assert judge("NS-02", autonamed, company=(ours,)) == "pass"
    assert judge("NS-02", autonamed, company=(unrelated,)) == "undecided"


def test_objects_without_a_namespace_meet_in_the_default_one() -> None:
    lonely = pod({"metadata.namespace": ABSENT})
    assert judge("NP-05", lonely, company=(_policy(_DENY, namespace="default"),)) == "pass"
    assert judge("NP-05", lonely, company=(_policy(_DENY, namespace=ABSENT),)) == "pass"
    assert judge("NP-05", lonely, company=(_policy(_DENY),)) == "fail"


def test_the_providers_namespace_holds_for_objects_without_one() -> None:
    control = CONTROLS["NP-05"]
    provider = {"namespace": "microservices"}
    kind = "kubernetes:core/v1:Pod"
    judged = Resource(
        kind, "web", "urn:web", pod({"metadata.namespace": ABSENT}).properties, provider=provider
    )
    context = Context(parameters={}, resources=(judged, _policy(_DENY)))
    assert list(control.check(judged, context)) == []


def test_a_pod_is_covered_by_two_policies_for_one_direction_each() -> None:
    company = (_policy({"policyTypes": ["Ingress"]}), _policy({"policyTypes": ["Egress"]}))
    assert judge("NP-05", deployment(), company=company) == "pass"
    assert judge("NP-05", deployment(), company=company[:1]) == "fail"


@pytest.mark.parametrize("policy_types", [None, []], ids=["absent", "empty"])
def test_egress_rules_without_policy_types_cover_egress(policy_types: Value) -> None:
    policy = _policy({"egress": [{"ports": [{"port": 53.0}]}], "policyTypes": policy_types})
    assert judge("NP-05", deployment(), company=(policy,)) == "pass"


def test_the_labels_of_the_template_count_and_not_those_of_the_workload() -> None:
    policy = _policy({"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": _BOTH})
    outer = deployment({"metadata.labels": {"app": "web"}})
    inner = deployment({"spec.template.metadata.labels": {"app": "web"}})
    assert judge("NP-05", outer, company=(policy,)) == "fail"
    assert judge("NP-05", inner, company=(policy,)) == "pass"


def test_one_policy_that_certainly_selects_outweighs_an_unknown_one() -> None:
    assert judge("NP-05", deployment(), company=(_policy(UNKNOWN), _policy(_DENY))) == "pass"


def _expression(operator: str, *values: Value) -> Value:
    return {"matchExpressions": [{"key": "app", "operator": operator, "values": list(values)}]}


@pytest.mark.parametrize(
    ("selector", "labels", "expected"),
    [
        ({}, {"app": "web"}, True),
        (ABSENT, ABSENT, True),
        ({"matchLabels": {"app": "web"}}, {"app": "web", "tier": "x"}, True),
        ({"matchLabels": {"app": "web"}}, ABSENT, False),
        ({"matchLabels": {"app": "web"}}, {"app": UNKNOWN}, UNKNOWN),
        ({"matchLabels": {"app": UNKNOWN}}, {"app": "web"}, UNKNOWN),
        ({"matchLabels": {"app": "web", "tier": "x"}}, {"app": "api", "tier": UNKNOWN}, False),
        ({"matchLabels": UNKNOWN}, {"app": "web"}, UNKNOWN),
        ({"matchLabels": {"app": "web"}}, UNKNOWN, UNKNOWN),
        ({"matchLabels": {"a.b/c.d": "web"}}, {"a.b/c.d": "web"}, True),
        (_expression("In", "web", "api"), {"app": "api"}, True),
        (_expression("In", "web"), {}, False),
        (_expression("NotIn", "web"), {}, True),
        (_expression("NotIn", "web"), {"app": "web"}, False),
        (_expression("NotIn", UNKNOWN), {"app": "web"}, UNKNOWN),
        (_expression("Exists"), {"app": ""}, True),
        (_expression("DoesNotExist"), {"app": UNKNOWN}, UNKNOWN),
        (_expression("DoesNotExist"), {}, True),
        (_expression("Sounds like", "web"), {"app": "web"}, UNKNOWN),
        ("app=web", {"app": "web"}, UNKNOWN),
    ],
)
def test_selectors_match_as_in_kubernetes(selector: Value, labels: Value, expected: Value) -> None:
    assert matches(selector, labels) is expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (ABSENT, True),
        ({"matchLabels": {}, "matchExpressions": []}, True),
        ({"matchLabels": {"app": UNKNOWN}}, False),
        ({"matchLabels": UNKNOWN}, UNKNOWN),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_only_a_selector_without_requirements_selects_all(selector: Value, expected: Value) -> None:
    assert selects_all(selector) is expected
