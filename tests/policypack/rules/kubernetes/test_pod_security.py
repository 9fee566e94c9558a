"""The Pod Security Standards: where fields are inherited, relaxed or spelled in unusual ways."""

import json
from pathlib import Path

import pytest

from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.examples import pod
from tests.support.judge import CONTROLS, judge

_OF_POD = "spec.securityContext"
_OF_CONTAINER = "spec.containers.0.securityContext"
_OF_INIT = "spec.initContainers.0.securityContext"
_WINDOWS = {"spec.os": {"name": "windows"}}
_BASELINE = [control for control in CONTROLS if control.startswith("PSS-B")]
_PSS = [control for control in CONTROLS if control.startswith("PSS-")]


@pytest.mark.parametrize("control", _PSS)
def test_a_restricted_pod_passes_every_control(control: str) -> None:
    assert judge(control, pod()) == "pass"


def test_a_container_may_not_undo_the_pods_run_as_non_root() -> None:
    assert judge("PSS-R03", pod({f"{_OF_INIT}.runAsNonRoot": False})) == "fail"


def test_run_as_non_root_false_on_the_pod_fails_even_where_each_container_sets_it() -> None:
    changes = {
        f"{_OF_POD}.runAsNonRoot": False,
        f"{_OF_INIT}.runAsNonRoot": True,
        f"{_OF_CONTAINER}.runAsNonRoot": True,
    }
    assert judge("PSS-R03", pod(changes)) == "fail"


def test_run_as_non_root_on_all_but_one_container_fails() -> None:
    assert (
        judge("PSS-R03", pod({f"{_OF_POD}.runAsNonRoot": ABSENT, f"{_OF_CONTAINER}.runAsNonRoot": True}))
        == "fail"
    )


def test_an_ephemeral_container_is_judged_like_any_other() -> None:
    debug = {"spec.ephemeralContainers": [{"name": "debug", "image": "registry.example/debug:1"}]}
    assert judge("PSS-R02", pod(debug)) == "fail"
    assert judge("PSS-R06", pod(debug)) == "fail"
    assert judge("PSS-R03", pod(debug)) == "pass"


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_user_zero_fails_however_the_number_is_written(zero: float) -> None:
    assert judge("PSS-R04", pod({f"{_OF_CONTAINER}.runAsUser": zero})) == "fail"


@pytest.mark.parametrize("value", ["0", False, [0], {}])
def test_a_user_that_is_no_number_is_undecided(value: Value) -> None:
    assert judge("PSS-R04", pod({f"{_OF_POD}.runAsUser": value})) == "undecided"


@pytest.mark.parametrize("value", ["true", 1.0, "yes", {}])
def test_a_switch_that_is_no_boolean_is_undecided(value: Value) -> None:
    assert judge("PSS-B01", pod({"spec.hostNetwork": value})) == "undecided"
    assert judge("PSS-B02", pod({f"{_OF_CONTAINER}.privileged": value})) == "undecided"


@pytest.mark.parametrize("value", ["false", 0.0, "no"])
def test_privilege_escalation_that_is_no_boolean_is_undecided(value: Value) -> None:
    assert judge("PSS-R02", pod({f"{_OF_CONTAINER}.allowPrivilegeEscalation": value})) == "undecided"


@pytest.mark.parametrize("control", ["PSS-R02", "PSS-R05", "PSS-R06"])
def test_a_windows_pod_is_relieved_of_what_windows_does_not_know(control: str) -> None:
    bare = {f"{_OF_CONTAINER}": ABSENT, f"{_OF_INIT}": ABSENT, f"{_OF_POD}.seccompProfile": ABSENT}
    assert judge(control, pod({**bare, **_WINDOWS})) == "pass"
    assert judge(control, pod({**bare, "spec.os": {"name": "linux"}})) == "fail"
    assert judge(control, pod({**bare, "spec.os": {"name": UNKNOWN}})) == "undecided"


def test_a_windows_pod_is_not_relieved_of_run_as_non_root() -> None:
    assert judge("PSS-R03", pod({f"{_OF_POD}.runAsNonRoot": ABSENT, **_WINDOWS})) == "fail"


def test_an_unknown_operating_system_does_not_matter_to_a_pod_that_complies_anyway() -> None:
    assert judge("PSS-R02", pod({"spec.os": UNKNOWN})) == "pass"


@pytest.mark.parametrize(
    ("control", "changes"),
    [
        ("PSS-B09", {f"{_OF_CONTAINER}.procMount": "Unmasked"}),
        ("PSS-R03", {f"{_OF_POD}.runAsNonRoot": ABSENT}),
        ("PSS-R04", {f"{_OF_POD}.runAsUser": 0.0}),
    ],
)
def test_a_user_namespace_relaxes_the_demand_since_1_35(control: str, changes: dict[str, Value]) -> None:
    inside = pod({**changes, "spec.hostUsers": False})
    assert [judge(control, inside, release=release) for release in ("1.34", "1.35", "v1.37")] == [
        "fail",
        "pass",
        "pass",
    ]
    assert judge(control, pod({**changes, "spec.hostUsers": UNKNOWN})) == "undecided"
    assert judge(control, pod({**changes, "spec.hostUsers": "false"})) == "undecided"


def test_probe_hosts_are_asked_about_since_1_34() -> None:
    host = pod({"spec.containers.0.livenessProbe.httpGet.host": "10.0.0.1"})
    assert judge("PSS-B06", host, release="1.33") == "not applicable"
    assert judge("PSS-B06", host, release="1.34") == "fail"


@pytest.mark.parametrize("handler", ["livenessProbe", "readinessProbe", "startupProbe"])
@pytest.mark.parametrize("action", ["httpGet", "tcpSocket"])
def test_every_probe_that_names_a_host_fails(handler: str, action: str) -> None:
    assert (
        judge("PSS-B06", pod({f"spec.containers.0.{handler}": {action: {"host": "::1", "port": 80.0}}}))
        == "fail"
    )


@pytest.mark.parametrize("hook", ["postStart", "preStop"])
@pytest.mark.parametrize("action", ["httpGet", "tcpSocket"])
def test_every_lifecycle_handler_that_names_a_host_fails(hook: str, action: str) -> None:
    lifecycle = {hook: {action: {"host": "metadata", "port": 80.0}}}
    assert judge("PSS-B06", pod({"spec.initContainers.0.lifecycle": lifecycle})) == "fail"


@pytest.mark.parametrize(
    ("sysctl", "since"),
    [
        ("net.ipv4.ip_unprivileged_port_start", 25),
        ("net.ipv4.ip_local_reserved_ports", 27),
        ("net.ipv4.tcp_keepalive_time", 29),
        ("net.ipv4.tcp_rmem", 32),
        ("net.ipv4.tcp_notsent_lowat", 37),
    ],
)
def test_a_sysctl_is_safe_from_its_release_on(sysctl: str, since: int) -> None:
    tuned = pod({f"{_OF_POD}.sysctls": [{"name": sysctl, "value": "1"}]})
    assert judge("PSS-B11", tuned, release=f"1.{since}") == "pass"
    assert since == 25 or judge("PSS-B11", tuned, release=f"1.{since - 1}") == "fail"


def test_the_container_engine_type_of_selinux_is_allowed_since_1_31() -> None:
    engine = pod({f"{_OF_POD}.seLinuxOptions": {"type": "container_engine_t"}})
    assert judge("PSS-B08", engine, release="1.31") == "pass"
    assert judge("PSS-B08", engine, release="1.30") == "fail"


@pytest.mark.parametrize("name", ["chown", "CAP_CHOWN", "ALL", "NET_RAW", ""])
def test_capabilities_are_spelled_as_the_standard_spells_them(name: str) -> None:
    assert judge("PSS-B03", pod({f"{_OF_CONTAINER}.capabilities.add": [name]})) == "fail"


def test_dropping_all_counts_only_in_capitals() -> None:
    assert judge("PSS-R06", pod({f"{_OF_CONTAINER}.capabilities.drop": ["all"]})) == "fail"


def test_dropping_all_is_enough_beside_an_unknown_capability() -> None:
    assert judge("PSS-R06", pod({f"{_OF_CONTAINER}.capabilities.drop": [UNKNOWN, "ALL"]})) == "pass"


@pytest.mark.parametrize("control", ["PSS-B07", "PSS-B10"])
def test_a_profile_without_a_type_fails(control: str) -> None:
    field = {"PSS-B07": "appArmorProfile", "PSS-B10": "seccompProfile"}[control]
    assert judge(control, pod({f"{_OF_CONTAINER}.{field}": {}})) == "fail"


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [
        ("runtime/default", "pass"),
        ("", "pass"),
        ("localhost/web", "pass"),
        ("unconfined", "fail"),
        (UNKNOWN, "undecided"),
    ],
)
def test_apparmor_annotations_are_judged(profile: Value, outcome: str) -> None:
    annotations = {"container.apparmor.security.beta.kubernetes.io/appointment": profile}
    assert judge("PSS-B07", pod({"metadata.annotations": annotations})) == outcome


def test_other_annotations_are_none_of_apparmors() -> None:
    assert judge("PSS-B07", pod({"metadata.annotations": {"example.com/apparmor": UNKNOWN}})) == "pass"


@pytest.mark.parametrize("control", ["PSS-B04", "PSS-R01"])
def test_a_volume_source_of_null_is_not_set(control: str) -> None:
    assert (
        judge(control, pod({"spec.volumes.0": {"name": "tmp", "emptyDir": {}, "hostPath": None}})) == "pass"
    )


def test_a_volume_that_adds_a_forbidden_source_to_a_permitted_one_fails() -> None:
    both = {"name": "tmp", "emptyDir": {}, "nfs": {"server": "10.0.0.9", "path": "/"}}
    assert judge("PSS-R01", pod({"spec.volumes.0": both})) == "fail"


@pytest.mark.parametrize("control", _BASELINE)
def test_baseline_controls_do_not_ask_for_a_security_context(control: str) -> None:
    bare = {_OF_POD: ABSENT, _OF_CONTAINER: ABSENT, _OF_INIT: ABSENT}
    assert judge(control, pod(bare)) == "pass"


def test_the_admission_fixtures_are_judged_as_kubernetes_does(reference_material: Path) -> None:
    """Fixtures of kubernetes/pod-security-admission: one that must fail fails the control of its check."""
    folder = reference_material / "conformance"
    mapped = json.loads((folder / "map.json").read_text())["checks"]
    wrong: list[str] = []
    for line in (folder / "psa.jsonl").read_text().splitlines():
        case = json.loads(line)
        asked = _BASELINE if case["check"] == "psa:baseline" else _PSS
        if case["expect"] == "fail":
            asked = mapped[f"psa:{case['detail']}"]["controls"]
        resource = case["resources"][0]
        failed = any(
            judge(control, resource["props"], resource["type"], release=case["version"]) == "fail"
            for control in asked
        )
        if failed is not (case["expect"] == "fail"):
            wrong.append(case["case"])
    assert wrong == []
