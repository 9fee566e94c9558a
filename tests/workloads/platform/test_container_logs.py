"""Fluent Bit reads every container's log once, writes it where it may, and can do nothing else."""

import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from typing import Any

import pytest

from infra.iam.documents import policy_document
from preview.model import Result
from tests.support.filter_pattern import FilterPattern
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.resources import inputs_of_type, of_type
from tests.support.variants import Changes
from workloads.platform.container_logs import write_logs
from workloads.platform.container_logs_values import PLATFORM, SERVICES, values
from workloads.platform.external_secrets_alarms import FAILED

GROUPS = {SERVICES: "/palisade-dev/containers/services", PLATFORM: "/palisade-dev/containers/platform"}
VALUES = values(region="eu-central-1", registry=None, log_groups=GROUPS, service_namespace="microservices")

# Parameters that are used here. Source: Fluent Bit manual, pages of the plugins and of the classic mode.
PARAMETERS: Mapping[str, set[str]] = {
    "tail": {
        *("name", "tag", "path", "exclude_path", "multiline.parser", "db", "db.locking", "mem_buf_limit"),
        *("buffer_max_size", "skip_long_lines", "refresh_interval", "read_from_head"),
    },
    "parser": {"name", "match", "key_name", "parser", "reserve_data"},
    "cloudwatch_logs": {
        *("name", "match", "region", "log_group_name", "log_stream_prefix", "auto_create_group"),
        "retry_limit",
    },
}
ID = "3f1c2a7d9b" * 6 + "beef"


def sections(text: str) -> list[tuple[str, dict[str, str]]]:
    """Read Fluent Bit's classic form: sections of keys and values, the values to the end of the line."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in filter(str.strip, text.splitlines()):
        if line.startswith("["):
            found.append((line.strip("[]"), {}))
        else:
            key, value = line.strip().split(None, 1)
            assert key.lower() not in found[-1][1], line
            found[-1][1][key.lower()] = value
    return found


def plugins(kind: str) -> list[dict[str, str]]:
    key = {"INPUT": "inputs", "FILTER": "filters", "OUTPUT": "outputs"}[kind]
    found = sections(VALUES["config"][key])
    assert {name for name, _ in found} == {kind}
    return [keys for _, keys in found]


def readers(file: str) -> list[str]:
    """Name the tags that a file's lines get."""
    return [
        keys["tag"]
        for keys in plugins("INPUT")
        if fnmatch(file, keys["path"])
        and not any(fnmatch(file, each) for each in keys.get("exclude_path", "").split(", "))
    ]


def file_of(pod: str, namespace: str, container: str) -> str:
    """Where containerd writes for the kubelet. Source: kubelet, LogSymlink."""
    return f"/var/log/containers/{pod}_{namespace}_{container}-{ID}.log"


@pytest.mark.parametrize(
    ("pod", "namespace", "tags"),
    [
        ("patient-7d8f9c-x2x1c", "microservices", ["services.*"]),
        ("aws-node-4x2bz", "kube-system", ["platform.*"]),
        ("external-secrets-6665-bqjs5", "external-secrets", ["platform.*"]),
        ("falco-9k2wq", "falco", ["platform.*"]),
        ("microservices-x1", "team-one", ["platform.*"]),
        ("fluent-bit-0", "team-one", ["platform.*"]),
        # What it says of itself would be read, and give it something to say.
        ("fluent-bit-7xk2p", "logging", []),
    ],
)
def test_every_log_is_read_once_and_its_own_never(pod: str, namespace: str, tags: list[str]) -> None:
    assert readers(file_of(pod, namespace, "main")) == tags


def test_plugins_get_parameters_that_they_have() -> None:
    for kind in ("INPUT", "FILTER", "OUTPUT"):
        for keys in plugins(kind):
            assert keys.keys() <= PARAMETERS[keys["name"]], keys["name"]


def test_each_tag_goes_to_its_group_and_waits_while_aws_does_not_answer() -> None:
    outputs = {keys["match"]: keys for keys in plugins("OUTPUT")}
    assert {keys["tag"] for keys in plugins("INPUT")} == outputs.keys()
    for kind, group in GROUPS.items():
        output = outputs[f"{kind}.*"]
        assert (output["log_group_name"], output["region"]) == (group, "eu-central-1")
        assert (output["auto_create_group"], output["retry_limit"]) == ("false", "no_limits")


def test_where_it_has_read_to_is_kept_on_the_node_and_is_all_that_it_writes() -> None:
    mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in VALUES["daemonSetVolumeMounts"]}
    assert mounts == {"/var/log": True, "/var/fluent-bit/state": False}
    databases = [keys["db"] for keys in plugins("INPUT")]
    assert len(set(databases)) == len(databases)
    assert all(path.startswith("/var/fluent-bit/state/") for path in databases)


def test_it_has_no_capability_and_no_right_in_the_cluster() -> None:
    context = VALUES["securityContext"]
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert context["allowPrivilegeEscalation"] is False
    assert context["readOnlyRootFilesystem"] is True
    assert "privileged" not in context
    assert VALUES["rbac"]["create"] is False
    assert VALUES["serviceAccount"]["automountServiceAccountToken"] is False
    assert VALUES["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert VALUES["testFramework"]["enabled"] is False


def test_it_runs_on_every_node() -> None:
    assert VALUES["kind"] == "DaemonSet"
    assert VALUES["tolerations"] == [{"operator": "Exists"}]


def test_it_may_write_to_its_groups_and_to_no_other(either_stack: Result) -> None:
    place = f"arn:aws:logs:eu-central-1:{account(either_stack)}:log-group:"
    (policy,) = (
        item.inputs["policy"]
        for item in of_type(either_stack, "aws:iam/rolePolicy:RolePolicy")
        if "/containers/" in str(item.inputs["policy"])
    )

    def may(action: str, group: str) -> bool:
        asked = Request("role", action, f"{place}{group}:log-stream:node-1")
        return evaluate(policy, asked) is Decision.ALLOW

    for group in groups(either_stack):
        assert may("logs:CreateLogStream", group)
        assert may("logs:PutLogEvents", group)
        assert not may("logs:DeleteLogStream", group)
    assert not may("logs:PutLogEvents", f"/palisade-{either_stack.stack}/falco")


def test_statements_name_every_group() -> None:
    from infra.place import Place, RoleRules  # noqa: PLC0415 - one test needs them

    place = Place("palisade-dev", "aws", "111122223333", "eu-central-1", RoleRules(None, "/", ""))
    policy = policy_document(write_logs(place, GROUPS))
    assert all(f"{group}:log-stream:*" in policy for group in GROUPS.values())


def account(result: Result) -> str:
    return str(result.applied.outputs["accountId"])


def groups(result: Result) -> dict[str, dict[str, Any]]:
    return {
        group["name"]: group
        for group in inputs_of_type(result, "aws:cloudwatch/logGroup:LogGroup")
        if "/containers/" in group["name"]
    }


def test_the_groups_exist_encrypted_with_a_retention_before_anything_is_shipped(either_stack: Result) -> None:
    found = groups(either_stack)
    assert {name.rsplit("/", 1)[1] for name in found} == {SERVICES, PLATFORM}
    assert all(":key/" in group["kmsKeyId"] and group["retentionInDays"] >= 30 for group in found.values())
    (release,) = (
        item
        for item in of_type(either_stack, "kubernetes:helm.sh/v3:Release")
        if item.inputs["chart"] == "fluent-bit"
    )
    needed = {urn.rpartition("::")[2] for urn in release.dependencies}
    assert {"container-logs-services", "container-logs-platform"} <= needed


def test_switched_off_there_is_none_of_it(variant: Callable[[str, Changes], Result]) -> None:
    off = variant("dev", {"containerLogs.enabled": False})
    assert groups(off) == {}
    assert all(
        release["chart"] != "fluent-bit" for release in inputs_of_type(off, "kubernetes:helm.sh/v3:Release")
    )


def test_a_protected_stack_keeps_what_was_logged(dev: Result, prod: Result) -> None:
    for result, protected in ((dev, False), (prod, True)):
        kept = [
            group
            for group in of_type(result, "aws:cloudwatch/logGroup:LogGroup")
            if group.name.startswith("container-logs-")
        ]
        assert [group.protect for group in kept] == [protected] * 2


def shipped(line: str) -> dict[str, Any]:
    """What arrives of a line: the parser puts fields in the place of JSON, beside what containerd says."""
    around = {"stream": "stderr", "_p": "F"}
    try:
        return {**around, **json.loads(line)}
    except json.JSONDecodeError:
        return {**around, "log": line}


# As the operator writes it. Source: external-secrets, its log in issues and guides of 2025 and 2026.
SECRET = {
    "level": "error",
    "ts": 1789242957.7308912,
    "msg": "Reconciler error",
    "controller": "externalsecret",
    "controllerGroup": "external-secrets.io",
    "controllerKind": "ExternalSecret",
    "ExternalSecret": {"name": "patient-database", "namespace": "microservices"},
    "namespace": "microservices",
    "name": "patient-database",
    "reconcileID": "f1768527-da2b-455e-9396-7ed4a6fc975b",
    "error": "error processing spec.data[0] (key: palisade/dev/patient/database), err: Secret does not exist",
}
STORE = {
    "level": "error",
    "ts": 1771476499.0254486,
    "logger": "controllers.SecretStore",
    "msg": "unable to validate store",
    "secretstore": {"name": "aws-secrets-manager", "namespace": "microservices"},
    "error": "could not get provider client: AccessDenied",
}


@pytest.mark.parametrize("absent_differs", [False, True])
@pytest.mark.parametrize(
    ("event", "told"),
    [
        (SECRET, True),
        (STORE, True),
        ({**STORE, "msg": "Reconciler error", "logger": None, "controller": "secretstore"}, True),
        ({**SECRET, "level": "info", "msg": "reconciled secret"}, False),
        ({**SECRET, "level": "info", "msg": "Starting Controller"}, False),
        # Other programs of the platform that are written with the same library.
        ({**SECRET, "controller": "targetgroupbinding"}, False),
        ({**STORE, "logger": "cert-controller"}, False),
    ],
)
def test_secrets_and_stores_that_fail_are_told_and_nothing_near_it(
    event: dict[str, Any], told: bool, absent_differs: bool
) -> None:
    pattern = FilterPattern.parse(FAILED.pattern)
    assert pattern.matches(shipped(json.dumps(event)), absent_differs=absent_differs) is told


def test_a_line_that_is_no_json_is_told_of_nobody() -> None:
    line = 'level="error" controller="externalsecret"'
    assert not FilterPattern.parse(FAILED.pattern).matches(shipped(line), absent_differs=True)
