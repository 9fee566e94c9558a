"""What watches watches something that is there, in a way that can tell."""

import json
from typing import Any

from preview.model import Resource, Result
from tests.support.resources import of_type
from tests.support.texts import entries

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
# Properties of events that name things of a stack, with the type of these things.
NAMED = {
    "backupVaultName": "aws:backup/vault:Vault",
    "clusterName": "aws:eks/cluster:Cluster",
    "repository-name": "aws:ecr/repository:Repository",
}


def counted(result: Result) -> dict[tuple[str, str], Resource]:
    """Give the filters by namespace and name of the metric that they count."""
    return {
        (metric["namespace"], metric["name"]): item
        for item in of_type(result, FILTER)
        for metric in (item.inputs["metricTransformation"],)
    }


def test_alarms_on_counts_add_up_what_filters_count(prod: Result) -> None:
    filters = counted(prod)
    alarms = [
        alarm.inputs
        for alarm in of_type(prod, ALARM)
        if (alarm.inputs.get("namespace", ""), alarm.inputs.get("metricName", "")) in filters
    ]
    assert len(alarms) == len(filters)
    for alarm in alarms:
        assert alarm["statistic"] == "Sum", alarm["name"]
        assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold", alarm["name"]
        assert alarm["threshold"] >= 1, alarm["name"]
    assert {item.inputs["metricTransformation"]["value"] for item in filters.values()} == {"1"}


def test_every_alarm_tells_somebody(either_stack: Result) -> None:
    topics = {topic.outputs["arn"] for topic in of_type(either_stack, "aws:sns/topic:Topic")}
    for alarm in [item for item in either_stack.applied.resources.values() if item.type == ALARM]:
        assert set(alarm.inputs.get("alarmActions", [])) & topics, alarm.urn
        assert alarm.inputs.get("actionsEnabled", True) is True, alarm.urn


def test_every_rule_of_events_is_on_and_has_a_target_of_the_stack_that_hears_it(either_stack: Result) -> None:
    hearing = {
        item.outputs["arn"]
        for item in either_stack.applied.resources.values()
        if item.type in ("aws:sns/topic:Topic", "aws:sqs/queue:Queue")
    }
    targets = of_type(either_stack, "aws:cloudwatch/eventTarget:EventTarget")
    for rule in of_type(either_stack, "aws:cloudwatch/eventRule:EventRule"):
        assert rule.inputs.get("state", "ENABLED") == "ENABLED", rule.urn
        own = {target.inputs["arn"] for target in targets if target.inputs["rule"] == rule.outputs["name"]}
        assert own, rule.urn
        assert own <= hearing, rule.urn


def test_events_of_things_of_the_stack_name_things_that_it_has(prod: Result) -> None:
    asked: list[tuple[str, Any]] = []
    for rule in of_type(prod, "aws:cloudwatch/eventRule:EventRule"):
        for key, value in entries(json.loads(rule.inputs["eventPattern"])):
            if key in NAMED:
                asked += [(key, name) for name in value if isinstance(name, str)]
    assert asked
    for key, name in asked:
        assert name in {item.inputs.get("name") for item in of_type(prod, NAMED[key])}, f"{key} {name}"
