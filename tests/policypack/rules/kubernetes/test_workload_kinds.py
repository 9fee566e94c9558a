"""Pods are found in every kind of workload, and in every state of being known."""

import pytest

from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.examples import changed, pod
from guardrails.kubernetes.workloads import WORKLOADS, WORKLOADS_AND_PATCHES
from tests.support.kubernetes_judge import judge

_POD = pod().properties
_HOST_NETWORK = pod({"spec.hostNetwork": True}).properties


def _wrapped(kind: str, template: Value) -> dict[str, Value]:
    """Put a pod template where a kind keeps it."""
    match kind:
        case "Pod":
            return dict(template)
        case "PodTemplate":
            return {"kind": kind, "template": template}
        case "CronJob":
            return {"kind": kind, "spec": {"jobTemplate": {"spec": {"template": template}}}}
        case _:
            return {"kind": kind, "spec": {"template": template}}


def _workload(token: str, template: Value) -> dict[str, Value]:
    kind = token.rpartition(":")[2]
    if kind.endswith("List"):
        return {"kind": kind, "items": [_wrapped(kind.removesuffix("List"), template)]}
    return _wrapped(kind.removesuffix("Patch"), template)


def test_the_pod_is_judged_wherever_its_workload_keeps_it() -> None:
    for token in WORKLOADS_AND_PATCHES:
        assert judge("PSS-B01", _workload(token, _HOST_NETWORK), token) == "fail", token
        assert judge("PSS-B01", _workload(token, _POD), token) == "pass", token


def test_a_workload_of_unknown_template_is_undecided() -> None:
    for token in WORKLOADS:
        assert judge("PSS-R02", _workload(token, {"spec": UNKNOWN}), token) == "undecided", token
        assert judge("PSS-B02", _workload(token, {"spec": "malformed"}), token) == "undecided", token


@pytest.mark.parametrize("control", ["PSS-B01", "PSS-B04", "PSS-R02", "PSS-R03", "PSS-R05", "PSS-R06"])
def test_a_workload_without_a_pod_never_passes(control: str) -> None:
    for token in ("kubernetes:core/v1:Pod", "kubernetes:apps/v1:Deployment", "kubernetes:batch/v1:CronJob"):
        assert judge(control, {}, token) == "undecided"
        assert judge(control, {"apiVersion": "v1", "kind": "Pod"}, token) == "undecided"


@pytest.mark.parametrize("control", ["PSS-B02", "PSS-R02", "PSS-R06"])
@pytest.mark.parametrize("containers", [ABSENT, []], ids=["absent", "empty"])
def test_a_pod_without_containers_never_passes(control: str, containers: Value) -> None:
    properties = changed(_POD, {"spec.containers": containers, "spec.initContainers": ABSENT})
    assert judge(control, properties) == "undecided"


def test_a_patch_is_judged_by_what_it_adds() -> None:
    kind = "kubernetes:apps/v1:DeploymentPatch"
    privileged = {"containers": [{"name": "app", "securityContext": {"privileged": True}}]}
    assert judge("PSS-B02", {"metadata": {"name": "app"}}, kind) == "pass"
    assert judge("PSS-B02", {"spec": {"template": {"spec": privileged}}}, kind) == "fail"


def test_an_empty_list_of_workloads_has_nothing_to_fail() -> None:
    assert judge("PSS-R02", {"kind": "PodList", "items": []}, "kubernetes:core/v1:PodList") == "pass"


def test_an_unknown_container_does_not_hide_a_bad_one() -> None:
    bad = {"name": "bad", "securityContext": {"privileged": True}}
    assert judge("PSS-B02", changed(_POD, {"spec.containers": [UNKNOWN, bad]})) == "fail"
    assert (
        judge("PSS-B02", changed(_POD, {"spec.initContainers": UNKNOWN, "spec.containers": [bad]})) == "fail"
    )
