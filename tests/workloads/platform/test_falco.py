"""Falco gets values and rules that it accepts; each rule fires on what it is for, and on nothing near it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.support.falco_condition import Rules
from workloads.labels import NAME
from workloads.network_policies import Addresses, Flow, Pods, Port, public_internet
from workloads.platform.falco import write_findings
from workloads.platform.falco_rules import FILE, rules, rules_file
from workloads.platform.falco_values import values

OUTSIDE = {
    "billing": [
        Flow((Addresses("203.0.113.0/28", ("203.0.113.8/29",)),), (Port(443), Port(8443))),
        Flow((Pods("patient"),), (Port(5000),)),
    ],
    "mailer": [Flow((public_internet([]),), (Port(443),))],
}
DECLARED = rules(
    service_namespaces=["microservices"], platform_namespaces=["external-secrets"], outside=OUTSIDE
)
RULES = Rules(DECLARED)

NETWORK_TOOL = "Network tool started in a Palisade workload"
CREDENTIAL_FILE = "Credential file read in a Palisade workload"
PUBLIC_CONNECTION = "Connection from a Palisade service to a public address"

IN_A_SERVICE = {"container.id": "3f1c2a", "k8s.ns.name": "microservices"}
STARTED = {**IN_A_SERVICE, "evt.type": "execve", "proc.name": "curl"}
READ = {
    **IN_A_SERVICE,
    "evt.type": "openat",
    "evt.is_open_read": True,
    "fd.typechar": "f",
    "fd.num": 5,
    "fd.name": "/etc/shadow",
    "proc.name": "cat",
}
CONNECTED = {
    **IN_A_SERVICE,
    "evt.type": "connect",
    "evt.rawres": -115,
    "evt.res": "EINPROGRESS",
    "fd.typechar": "4",
    "fd.sip": "203.0.113.9",
    "fd.snet": "203.0.113.9",
}
LABEL = f"k8s.pod.label[{NAME}]"
DECLARED_CONNECTION = {
    **CONNECTED,
    LABEL: "billing",
    "fd.sip": "203.0.113.1",
    "fd.snet": "203.0.113.1",
    "fd.sport": 443,
}
EVENTS = {NETWORK_TOOL: STARTED, CREDENTIAL_FILE: READ, PUBLIC_CONNECTION: CONNECTED}
TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token"  # noqa: S105 - a path


def test_every_rule_has_an_event_here() -> None:
    assert set(EVENTS) == set(RULES.rules)


@pytest.mark.parametrize("rule", EVENTS)
def test_a_rule_fires_on_its_event_and_on_no_other_rules_event(rule: str) -> None:
    assert [other for other, event in EVENTS.items() if RULES.fires(rule, event)] == [rule]


@pytest.mark.parametrize("rule", EVENTS)
@pytest.mark.parametrize(
    "place", [{"container.id": "host"}, {"k8s.ns.name": "kube-system"}, {"k8s.ns.name": None}]
)
def test_no_rule_fires_outside_our_namespaces(rule: str, place: Mapping[str, Any]) -> None:
    assert not RULES.fires(rule, {**EVENTS[rule], **place})


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (NETWORK_TOOL, {"proc.name": "gunicorn"}),
        (NETWORK_TOOL, {"evt.type": "clone"}),
        (CREDENTIAL_FILE, {"fd.name": "/etc/passwd"}),
        (CREDENTIAL_FILE, {"proc.name": "gunicorn"}),
        (CREDENTIAL_FILE, {"evt.is_open_read": False}),
        (CREDENTIAL_FILE, {"fd.num": -2}),
        (PUBLIC_CONNECTION, {"fd.sip": "10.0.32.7", "fd.snet": "10.0.32.7"}),
        (PUBLIC_CONNECTION, {"fd.sip": "127.0.0.1", "fd.snet": "127.0.0.1"}),
        (PUBLIC_CONNECTION, {"fd.sip": "169.254.170.23", "fd.snet": "169.254.170.23"}),
        (PUBLIC_CONNECTION, {"fd.typechar": "u"}),
        (PUBLIC_CONNECTION, {"evt.res": "ECONNREFUSED"}),
        # The operator's business is with AWS, through NAT.
        (PUBLIC_CONNECTION, {"k8s.ns.name": "external-secrets"}),
    ],
)
def test_a_rule_leaves_what_is_usual_alone(rule: str, change: Mapping[str, Any]) -> None:
    assert not RULES.fires(rule, {**EVENTS[rule], **change})


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (NETWORK_TOOL, {"proc.name": "nc", "k8s.ns.name": "external-secrets"}),
        (CREDENTIAL_FILE, {"fd.name": TOKEN}),
        (CREDENTIAL_FILE, {"fd.name": TOKEN.removeprefix("/var")}),
        (CREDENTIAL_FILE, {"fd.name": "/var/run/secrets/palisade/patient-record-encryption-key/value"}),
        (CREDENTIAL_FILE, {"fd.name": "/etc/ssh/ssh_host_ed25519_key", "evt.type": "open"}),
        (PUBLIC_CONNECTION, {"evt.rawres": 0, "evt.res": "SUCCESS"}),
        (PUBLIC_CONNECTION, {"fd.typechar": "6", "fd.sip": "2001:db8::1", "fd.snet": "2001:db8::1"}),
    ],
)
def test_a_rule_knows_its_event_in_other_forms(rule: str, change: Mapping[str, Any]) -> None:
    assert RULES.fires(rule, {**EVENTS[rule], **change})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"fd.sport": 8443},
        {LABEL: "mailer"},
        {LABEL: "mailer", "fd.sip": "198.51.100.1", "fd.snet": "198.51.100.1"},
    ],
)
def test_a_connection_that_a_service_declares_is_no_finding(change: Mapping[str, Any]) -> None:
    assert not RULES.fires(PUBLIC_CONNECTION, {**DECLARED_CONNECTION, **change})


@pytest.mark.parametrize(
    "change",
    [
        {LABEL: "patient"},
        {LABEL: None},
        {"fd.sport": 80},
        {"fd.sip": "203.0.113.9", "fd.snet": "203.0.113.9"},
        {"fd.sip": "203.0.113.16", "fd.snet": "203.0.113.16"},
        {LABEL: "mailer", "fd.sport": 25},
        {LABEL: "mailer", "fd.typechar": "6", "fd.sip": "2001:db8::1", "fd.snet": "2001:db8::1"},
    ],
)
def test_any_other_connection_to_a_public_address_is_one(change: Mapping[str, Any]) -> None:
    assert RULES.fires(PUBLIC_CONNECTION, {**DECLARED_CONNECTION, **change})


def test_no_condition_asks_for_the_direction_of_an_event_which_falco_no_longer_tells() -> None:
    assert "evt.dir" not in rules_file(DECLARED)


def test_the_rules_are_a_file_that_falco_accepts(reference_material: Path) -> None:
    schema = json.loads((reference_material / "schemas/falco-rules.schema.json").read_text())
    jsonschema.validate(yaml.safe_load(rules_file(DECLARED)), schema)


def chart_values(registry: str | None = None) -> dict[str, Any]:
    return values(
        rules=rules_file(DECLARED),
        priority="warning",
        region="eu-central-1",
        log_group="/palisade-dev/falco",
        log_stream="findings",
        registry=registry,
    )


def test_without_the_internet_sensor_and_sidekick_are_pulled_from_copies() -> None:
    found = chart_values("registry.example")
    assert found["image"] == found["falcosidekick"]["image"] == {"registry": "registry.example"}
    assert "image" not in chart_values()


def test_the_configuration_is_one_that_falco_accepts(reference_material: Path) -> None:
    schema = json.loads((reference_material / "schemas/falco-config.schema.json").read_text())
    jsonschema.validate(chart_values()["falco"], schema)


def test_the_chart_gets_our_rules_and_lets_several_rules_match() -> None:
    found = chart_values()
    assert yaml.safe_load(found["customRules"][FILE]) == [dict(rule) for rule in DECLARED]
    assert found["falco"]["rule_matching"] == "all"


def test_the_sensor_has_capabilities_instead_of_privilege_and_one_socket() -> None:
    found = chart_values()
    assert found["driver"]["kind"] == "modern_ebpf"
    assert found["driver"]["modernEbpf"]["leastPrivileged"] is True
    engines = found["collectors"]["containerEngine"]["engines"]
    assert [name for name, engine in engines.items() if engine["enabled"]] == ["cri"]
    assert engines["cri"]["sockets"] == ["/run/containerd/containerd.sock"]


def test_falcosidekick_is_hardened_and_has_no_keys() -> None:
    sidekick = chart_values()["falcosidekick"]
    assert sidekick["securityContext"]["readOnlyRootFilesystem"] is True
    assert sidekick["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert not {"accesskeyid", "secretaccesskey", "rolearn"} & sidekick["config"]["aws"].keys()


def test_falcosidekick_may_only_write_to_its_own_stream() -> None:
    (statement,) = write_findings(
        partition="aws", region="eu-central-1", account_id="111122223333", log_group="/palisade-dev/falco"
    )
    assert statement.get("Action") == "logs:PutLogEvents"
    assert statement.get("Resource") == (
        "arn:aws:logs:eu-central-1:111122223333:log-group:/palisade-dev/falco:log-stream:findings"
    )


def test_every_node_has_a_sensor() -> None:
    found = chart_values()
    assert found["controller"] == {"kind": "daemonset"}
    # Without a key or an effect it tolerates every taint. Source: Kubernetes, "Taints and Tolerations".
    assert found["tolerations"] == [{"operator": "Exists"}]
    assert "nodeSelector" not in found
    assert "affinity" not in found
