"""Each alarm's filter pattern matches the events it is for, and no other.

The events are as CloudTrail and the audit log of EKS write them, in `<slug>.json` or `<slug>.<variant>.json`.
Those in `harmless` are what controllers, kubelets, services of AWS and people do all day.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.detection.cis_alarms import CIS_ALARMS
from infra.detection.cluster_alarms import audit_alarms
from infra.detection.platform_alarms import PLATFORM_ALARMS
from infra.place import Place, RoleRules
from tests.support.filter_pattern import FilterPattern

EVENTS = Path(__file__).parent / "events"
PLACE = Place("palisade-prod", "aws", "111122223333", "eu-central-1", RoleRules(None, "/", ""))
AUDIT_ALARMS = audit_alarms(PLACE)
ALARMS = {alarm.slug: alarm for alarm in (*CIS_ALARMS, *PLATFORM_ALARMS, *AUDIT_ALARMS)}


PATTERNS = {slug: FilterPattern.parse(alarm.pattern) for slug, alarm in ALARMS.items()}


def read(folder: str) -> Mapping[str, Any]:
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((EVENTS / folder).glob("*"))}
    assert found
    return found


SUSPECT = {**read("trail"), **read("audit")}
HARMLESS = read("harmless")


def slug_of(event: str) -> str:
    return event.partition(".")[0]


def matching(event: Any, *, absent_differs: bool) -> list[str]:
    """Name the alarms that count an event."""
    return [
        slug for slug, pattern in PATTERNS.items() if pattern.matches(event, absent_differs=absent_differs)
    ]


# CloudWatch Logs does not document what `!=` makes of a property that an event lacks; both must do.
@pytest.mark.parametrize("absent_differs", [False, True])
@pytest.mark.parametrize("name", SUSPECT)
def test_an_event_is_counted_by_its_own_alarm_alone(name: str, absent_differs: bool) -> None:
    assert matching(SUSPECT[name], absent_differs=absent_differs) == [slug_of(name)]


@pytest.mark.parametrize("absent_differs", [False, True])
@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_event_is_counted_by_none(name: str, absent_differs: bool) -> None:
    assert matching(HARMLESS[name], absent_differs=absent_differs) == []


def test_every_alarm_has_an_event() -> None:
    assert {slug_of(name) for name in SUSPECT} == set(ALARMS)


def test_every_topic_of_the_benchmark_is_watched_once() -> None:
    watched = Counter(alarm.source for alarm in CIS_ALARMS)
    assert watched == Counter(f"CIS AWS 5.{number}" for number in range(1, 16))


# Who may not change a trail but tries is worth knowing as well.
@pytest.mark.parametrize(
    "name",
    [name for name, event in SUSPECT.items() if "eventName" in event and "errorCode" not in event],
)
def test_a_call_that_failed_is_counted_like_one_that_did_not(name: str) -> None:
    failed = {**SUSPECT[name], "errorCode": "ThrottlingException"}
    assert matching(failed, absent_differs=False) == [slug_of(name)]


# Calls of one service by name; the other alarms look at who calls, or at what came of it.
CALLS = {
    name: event
    for name, event in read("trail").items()
    if slug_of(name) not in ("root-usage", "unauthorized-api-calls") and event["eventType"] == "AwsApiCall"
}
SUCCESSFUL = {
    name: event
    for name, event in read("audit").items()
    if slug_of(name)
    in (
        "kubernetes-pod-session",
        "kubernetes-rbac-change",
        "kubernetes-secret-read",
        "kubernetes-token-issued",
        "kubernetes-admission-change",
    )
}
OF_THE_CONTROL_PLANE = (
    "eks:addon-manager",
    "system:apiserver",
    "system:kube-controller-manager",
    "system:serviceaccount:kube-system:namespace-controller",
)
WRITES = ("create", "update", "patch", "delete", "deletecollection")
READS = ("get", "list", "watch")


def changed(event: Any, path: str, value: Any) -> Any:
    """Give an event with another value of one property."""
    name, _, rest = path.partition(".")
    return {**event, name: changed(event[name], rest, value) if rest else value}


def counted(event: Any) -> list[str]:
    return matching(event, absent_differs=False)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_of_the_same_name_of_another_service_is_counted_by_none(name: str) -> None:
    assert counted(changed(CALLS[name], "eventSource", "example.amazonaws.com")) == []


@pytest.mark.parametrize("name", CALLS)
def test_another_call_of_the_same_service_is_counted_by_none(name: str) -> None:
    assert counted(changed(CALLS[name], "eventName", "DescribeSomething")) == []


def test_refused_probes_of_the_log_delivery_and_of_buckets_are_counted_by_none() -> None:
    refused = SUSPECT["unauthorized-api-calls.denied"]
    assert counted(changed(refused, "eventName", "HeadBucket")) == []
    assert counted(changed(refused, "sourceIPAddress", "delivery.logs.amazonaws.com")) == []


@pytest.mark.parametrize("code", [101, 404, 409, 500])
@pytest.mark.parametrize("name", SUCCESSFUL)
def test_what_had_no_success_is_counted_by_none(name: str, code: int) -> None:
    session = slug_of(name) == "kubernetes-pod-session" and code == 101
    event = changed(SUCCESSFUL[name], "responseStatus.code", code)
    assert counted(event) == (["kubernetes-pod-session"] if session and "debug" not in name else [])


@pytest.mark.parametrize("user", OF_THE_CONTROL_PLANE)
@pytest.mark.parametrize("name", SUCCESSFUL)
def test_the_control_plane_is_counted_only_for_sessions_in_pods(name: str, user: str) -> None:
    event = changed(SUCCESSFUL[name], "user.username", user)
    assert counted(event) == ([slug_of(name)] if slug_of(name) == "kubernetes-pod-session" else [])


@pytest.mark.parametrize("verb", [*WRITES, *READS])
@pytest.mark.parametrize(
    "resource",
    [
        "roles",
        "rolebindings",
        "clusterroles",
        "clusterrolebindings",
        "validatingadmissionpolicies",
        "validatingadmissionpolicybindings",
        "mutatingadmissionpolicies",
        "mutatingadmissionpolicybindings",
        "validatingwebhookconfigurations",
        "mutatingwebhookconfigurations",
        "secrets",
    ],
)
def test_rights_and_admission_are_watched_for_writes_and_secrets_for_reads(resource: str, verb: str) -> None:
    event = SUSPECT["kubernetes-rbac-change.binding"]
    event = changed(changed(event, "verb", verb), "objectRef.resource", resource)
    slug = "kubernetes-rbac-change" if "role" in resource else "kubernetes-admission-change"
    if resource == "secrets":
        assert counted(event) == (["kubernetes-secret-read"] if verb in READS else [])
    else:
        assert counted(event) == ([slug] if verb in WRITES else [])


@pytest.mark.parametrize(
    ("subresource", "found"),
    [("exec", True), ("attach", True), ("portforward", True), ("log", False), ("ephemeralcontainers", False)],
)
def test_a_session_is_one_that_was_opened(subresource: str, found: bool) -> None:
    event = changed(SUSPECT["kubernetes-pod-session.exec"], "objectRef.subresource", subresource)
    assert counted(event) == (["kubernetes-pod-session"] if found else [])
    assert counted(changed(event, "objectRef.resource", "services")) == []


@pytest.mark.parametrize("uri", ["/healthz", "/livez?verbose", "/readyz", "/version"])
def test_asking_for_health_and_version_without_a_name_is_counted_by_none(uri: str) -> None:
    assert counted(changed(SUSPECT["kubernetes-anonymous.allowed"], "requestURI", uri)) == []


def test_only_tokens_of_service_accounts_are_tokens() -> None:
    event = SUSPECT["kubernetes-token-issued"]
    assert counted(changed(event, "objectRef.subresource", "status")) == []
    assert counted(changed(event, "objectRef.resource", "pods")) == []


def test_the_log_of_the_authenticator_is_counted_by_none() -> None:
    line = (
        'time="2026-11-20T10:00:00Z" level=info msg="access granted" arn="arn:aws:iam::111122223333:role/x"'
    )
    assert matching(line, absent_differs=True) == []


def test_names_fit_into_aws() -> None:
    for alarm in ALARMS.values():
        assert len(alarm.description()) <= 1024
        assert alarm.slug in alarm.description()
    assert len(ALARMS) == len((*CIS_ALARMS, *PLATFORM_ALARMS, *AUDIT_ALARMS))
