"""Findings of Falco reach people by their priority, and each rule of ours has a runbook."""

from typing import Any, get_args

import pytest

from docs.alarms import alarms_page
from preview.model import Result
from tests.support.filter_pattern import FilterPattern
from tests.support.resources import of_type
from workloads.platform.falco_alarms import PRIORITIES, RUNBOOKS, SLUG, finding_alarm
from workloads.platform.falco_rules import CREDENTIAL_FILE, rules
from workloads.settings import FalcoPriority

# As Falcosidekick puts it into the log. Source: falcosidekick, outputs/aws.go and types/types.go.
FINDING: dict[str, Any] = {
    "uuid": "0f7f5a3e-57a1-4b0e-9f0f-7a4cf4a0c1b2",
    "output": "10:02:07.118374012: Critical Credential file read in a workload | file=/etc/shadow",
    "priority": "Critical",
    "rule": CREDENTIAL_FILE,
    "time": "2026-11-20T10:02:07.118374012Z",
    "output_fields": {"k8s.ns.name": "microservices", "proc.name": "cat", "priority": "Debug"},
    "source": "syscall",
    "tags": ["palisade", "filesystem"],
    "hostname": "ip-10-40-33-17.eu-central-1.compute.internal",
}


def heard(lowest: str, finding: dict[str, Any]) -> bool:
    pattern = FilterPattern.parse(finding_alarm(lowest).pattern)
    answers = {pattern.matches(finding, absent_differs=absent) for absent in (False, True)}
    (answer,) = answers
    return answer


@pytest.mark.parametrize("lowest", get_args(FalcoPriority))
def test_findings_of_the_chosen_priority_and_above_are_told_and_no_others(lowest: str) -> None:
    told = [name for name in PRIORITIES if heard(lowest, {**FINDING, "priority": name})]
    assert told == list(PRIORITIES[: len(told)])
    assert told[-1].lower() == lowest


def test_what_is_no_finding_is_not_told() -> None:
    assert not heard("debug", {**FINDING, "priority": ""})
    assert not heard("debug", {"message": "2026/11/20 10:02:07 [ERROR] : AWS CloudWatchLogs"})


def test_the_alarm_reads_the_findings_and_goes_to_the_topic(either_stack: Result) -> None:
    (found,) = (
        item.inputs
        for item in of_type(either_stack, "aws:cloudwatch/logMetricFilter:LogMetricFilter")
        if item.name == SLUG
    )
    (alarm,) = (
        item.inputs
        for item in of_type(either_stack, "aws:cloudwatch/metricAlarm:MetricAlarm")
        if item.name == SLUG
    )
    (topic,) = of_type(either_stack, "aws:sns/topic:Topic")
    assert found["logGroupName"] == f"/palisade-{either_stack.stack}/falco"
    assert alarm["metricName"] == found["metricTransformation"]["name"]
    assert alarm["alarmActions"] == [topic.outputs["arn"]]


def test_each_rule_of_ours_has_a_runbook_on_the_page_of_alarms() -> None:
    declared = rules(service_namespaces=["one"], platform_namespaces=["two"], outside={})
    assert {str(rule["rule"]) for rule in declared if "rule" in rule} == set(RUNBOOKS)
    page = alarms_page("")
    assert f"### {SLUG}\n" in page
    for rule, runbook in RUNBOOKS.items():
        assert f"#### {rule}\n\n{runbook}\n" in page
