"""Pods are found in every kind of workload, and in every state of being known."""

import pytest

from guardrails.core.examples import changed
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.examples import pod
from guardrails.kubernetes.workloads import WORKLOADS, WORKLOADS_AND_PATCHES
from tests.support.judge import CONTROLS, judge

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


_PATCH = "kubernetes:apps/v1:DeploymentPatch"


@pytest.mark.parametrize("control", [control for control in CONTROLS if control.startswith("PSS-")])
def test_a_patch_need_not_repeat_what_the_patched_object_has(control: str) -> None:
    assert judge(control, {"metadata": {"name": "app"}}, _PATCH) == "pass"
    image = {"containers": [{"name": "app", "image": "registry.example/app:2"}]}
    assert judge(control, {"spec": {"template": {"spec": image}}}, _PATCH) == "pass"


@pytest.mark.parametrize(
    ("control", "security_context"),
    [
        ("PSS-B02", {"privileged": True}),
        ("PSS-R02", {"allowPrivilegeEscalation": True}),
        ("PSS-R03", {"runAsNonRoot": False}),
        ("PSS-R05", {"seccompProfile": {"type": "Unconfined"}}),
        ("PSS-R06", {"capabilities": {"add": ["CHOWN"]}}),
        ("PSS-R06", {"capabilities": {"drop": ["KILL"]}}),
    ],
)
def test_a_patch_may_not_undo_the_hardening(control: str, security_context: Value) -> None:
    pod_spec = {"containers": [{"name": "app", "securityContext": security_context}]}
    assert judge(control, {"spec": {"template": {"spec": pod_spec}}}, _PATCH) == "fail"


def test_an_empty_list_of_workloads_has_nothing_to_fail() -> None:
    assert judge("PSS-R02", {"kind": "PodList", "items": []}, "kubernetes:core/v1:PodList") == "pass"


def test_an_unknown_container_does_not_hide_a_bad_one() -> None:
    bad = {"name": "bad", "securityContext": {"privileged": True}}
    assert judge("PSS-B02", changed(_POD, {"spec.containers": [UNKNOWN, bad]})) == "fail"
    assert (
        judge("PSS-B02", changed(_POD, {"spec.initContainers": UNKNOWN, "spec.containers": [bad]})) == "fail"
    )
