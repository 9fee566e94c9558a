"""Faults of what watches, and of what it hears."""

from tests.faults.fault import Fault

_ALERTS = "tests/infra/detection/test_alerts.py::{}"
_FALCO = "tests/workloads/platform/test_falco_alarms.py::{}"
_LOGS = "tests/workloads/platform/test_container_logs.py::{}"

FAULTS = (
    Fault(
        slug="add-ons-unheard",
        wrong="a degraded add-on sends no mail",
        file="infra/detection/add_on_alerts.py",
        old="EKS Addon Health Degraded",
        new="EKS Add-on Health Degraded",
        caught_by=_ALERTS.format("test_a_rule_takes_its_own_event_alone[add-on-failed]"),
    ),
    Fault(
        slug="restores-unheard",
        wrong="the state of a restore is looked for where that of a backup is",
        file="infra/backup.py",
        old='"detail": {"status": ["FAILED", "ABORTED"]}',
        new='"detail": {"state": ["FAILED", "ABORTED"]}',
        caught_by=_ALERTS.format("test_a_rule_takes_its_own_event_alone[restore-failed]"),
    ),
    Fault(
        slug="findings-below-the-limit",
        wrong="Falco's findings of the chosen priority are not told, only graver ones",
        file="workloads/platform/falco_alarms.py",
        old="PRIORITIES.index(lowest.capitalize()) + 1]",
        new="PRIORITIES.index(lowest.capitalize())]",
        caught_by=_FALCO.format(
            "test_findings_of_the_chosen_priority_and_above_are_told_and_no_others[error]"
        ),
    ),
    Fault(
        slug="rule-without-runbook",
        wrong="a rule of ours has no runbook",
        file="workloads/platform/falco_alarms.py",
        old="    NETWORK_TOOL: (",
        new='    "Another rule": (',
        caught_by=_FALCO.format("test_each_rule_of_ours_has_a_runbook_on_the_page_of_alarms"),
    ),
    Fault(
        slug="container-logs-in-the-clear",
        wrong="logs of containers are not under the key of logs",
        file="workloads/platform/container_logs.py",
        old="            kms_key_id=foundation.logs_key_arn,\n",
        new="",
        caught_by=_LOGS.format(
            "test_the_groups_exist_encrypted_with_a_retention_before_anything_is_shipped[prod]"
        ),
    ),
    Fault(
        slug="container-logs-of-themselves",
        wrong="Fluent Bit reads what it writes itself",
        file="workloads/platform/container_logs_values.py",
        old="excluded=(services, own)",
        new="excluded=(services,)",
        caught_by=_LOGS.format(
            "test_every_log_is_read_once_and_its_own_never[fluent-bit-7xk2p-logging-tags6]"
        ),
    ),
    Fault(
        slug="container-logs-twice",
        wrong="lines of services are shipped into both groups",
        file="workloads/platform/container_logs_values.py",
        old="excluded=(services, own)",
        new="excluded=(own,)",
        caught_by=_LOGS.format(
            "test_every_log_is_read_once_and_its_own_never[patient-7d8f9c-x2x1c-microservices-tags0]"
        ),
    ),
    Fault(
        slug="container-logs-write-the-node",
        wrong="Fluent Bit may write into the logs of the node",
        file="workloads/platform/container_logs_values.py",
        old='"mountPath": "/var/log", "readOnly": True',
        new='"mountPath": "/var/log", "readOnly": False',
        caught_by=_LOGS.format("test_where_it_has_read_to_is_kept_on_the_node_and_is_all_that_it_writes"),
    ),
    Fault(
        slug="trail-unprotected",
        wrong="the trail of a protected stack can be deleted",
        file="infra/detection/trail.py",
        old="depends_on=[bucket.policy, permission], protect=args.protect",
        new="depends_on=[bucket.policy, permission]",
        caught_by=(
            "tests/infra/detection/test_trail.py::"
            "test_pulumi_deletes_no_trail_and_no_log_of_a_protected_stack"
        ),
    ),
    Fault(
        slug="preflight-writes",
        wrong="the preflight can make calls that change something",
        file="preflight/account.py",
        old='READS = ("Describe", "Get", "Head", "List")',
        new='READS = ("Create", "Describe", "Get", "Head", "List")',
        caught_by="tests/preflight/test_run.py::test_a_call_that_would_change_something_does_not_leave_the_machine",
    ),
    Fault(
        slug="preflight-role-by-half-a-name",
        wrong="a role whose name an administrator's begins with counts as administrator",
        file="preflight/checks/caller.py",
        old='admin.rsplit("/", 1)[1] == role',
        new='admin.rsplit("/", 1)[1].startswith(role[:9])',
        caught_by="tests/preflight/test_blockers.py::"
        "test_a_caller_who_is_no_administrator_is_named[prod-arn:aws:iam::{account}:role/team/palisade-deployer]",
    ),
)
