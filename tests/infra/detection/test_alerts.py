"""What becomes an alert, and where it goes, as it would be applied."""

import json
import re
from typing import Any

import pytest
from moto.events.models import EventPattern, EventPatternParser

from infra.backup import RESTORE_FAILED, failed_jobs
from infra.detection.add_on_alerts import ADD_ON_FAILED
from infra.detection.event_alert import EventAlert
from infra.detection.threats import EVENT_ALERTS
from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.key_uses import stack_of
from tests.support.resources import of_type, only_inputs
from tests.support.shared_preview import REPOSITORY

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
# The logs that filters read, by what their names begin with; the others read the trail.
LOGS = {
    "kubernetes": "/aws/eks/palisade-prod/cluster",
    "falco": "/palisade-prod/falco",
    "external": "/palisade-prod/containers/platform",
}
TRAIL_LOG = "/aws/cloudtrail/palisade-prod"

# What AWS's watchers send, cut to what a rule may ask for and a message show.
# Sources: GuardDuty, ECR, AWS Health and AWS Backup user guides, on their events in EventBridge; EventBridge
# events reference for EKS, which documents no detail of an add-on's event.
EVENTS: dict[str, dict[str, Any]] = {
    "guardduty-finding": {
        "source": "aws.guardduty",
        "detail-type": "GuardDuty Finding",
        "account": "111122223333",
        "region": "eu-central-1",
        "detail": {
            "severity": 8,
            "title": "A container was started with an interactive shell.",
            "type": "Execution:Kubernetes/ExecInKubeSystemPod",
            "id": "16afba5c5c43e07c9e3e5e2e544e95df",
        },
    },
    "image-vulnerable": {
        "source": "aws.ecr",
        "detail-type": "ECR Image Scan",
        "detail": {
            "scan-status": "COMPLETE",
            "repository-name": "palisade/patient",
            "image-digest": "sha256:7c2e9b4d1f6a8053c9e7b2d4f1a3068e5c7b9d2f4e6a1c3b5d7f9e0a2c4b6d8f",
            "finding-severity-counts": {"CRITICAL": 1, "HIGH": 2, "LOW": 9},
        },
    },
    "aws-health-event": {
        "source": "aws.health",
        "detail-type": "AWS Health Event",
        "region": "eu-central-1",
        "detail": {
            "service": "EKS",
            "eventTypeCode": "AWS_EKS_PLANNED_LIFECYCLE_EVENT",
            "eventTypeCategory": "scheduledChange",
            "startTime": "Sat, 27 Mar 2027 00:00:00 GMT",
        },
    },
    "backup-failed": {
        "source": "aws.backup",
        "detail-type": "Backup Job State Change",
        "detail": {
            "state": "FAILED",
            "backupVaultName": "palisade-prod",
            "resourceArn": "arn:aws:eks:eu-central-1:111122223333:cluster/palisade-prod",
            "backupJobId": "7e4c1b2a-6d5f-4e3c-9b8a-0f1e2d3c4b5a",
        },
    },
    "restore-failed": {
        "source": "aws.backup",
        "detail-type": "Restore Job State Change",
        "account": "111122223333",
        "detail": {
            "restoreJobId": "B3E1C9A2-52A1-4C0B-9A3F-6E1D2C3B4A59",
            "resourceType": "EKS",
            "status": "FAILED",
        },
    },
    "add-on-failed": {
        "source": "aws.eks",
        "detail-type": "EKS Addon Health Degraded",
        "account": "111122223333",
        "region": "eu-central-1",
        "resources": ["arn:aws:eks:eu-central-1:111122223333:addon/palisade-prod/coredns/42c8a1f0"],
        "detail": {},
    },
}
ALERTS = {
    alert.slug: alert
    for alert in (*EVENT_ALERTS, failed_jobs("palisade-prod"), RESTORE_FAILED, ADD_ON_FAILED)
}


def matches(alert: EventAlert, event: dict[str, Any]) -> bool:
    text = json.dumps(alert.pattern)
    return EventPattern(text, EventPatternParser(text).parse()).matches_event(event)  # pyright: ignore[reportArgumentType] - moto's type asks for fields that rules do not read


def changed(slug: str, **detail: Any) -> dict[str, Any]:
    return {**EVENTS[slug], "detail": {**EVENTS[slug]["detail"], **detail}}


def value_at(event: dict[str, Any], path: str) -> Any:
    value: Any = event
    for step in re.findall(r"[\w-]+", path.removeprefix("$.")):
        value = value[int(step) if step.isdigit() else step]
    return value


def topic_of(result: Result) -> Resource:
    (topic,) = of_type(result, "aws:sns/topic:Topic")
    return topic


@pytest.mark.parametrize("slug", ALERTS)
def test_a_rule_takes_its_own_event_alone(slug: str) -> None:
    assert [name for name, event in EVENTS.items() if matches(ALERTS[slug], event)] == [slug]


@pytest.mark.parametrize(
    ("slug", "detail"),
    [
        ("guardduty-finding", {"severity": 3.9}),
        ("image-vulnerable", {"finding-severity-counts": {"LOW": 9}}),
        ("image-vulnerable", {"finding-severity-counts": {"CRITICAL": 0, "HIGH": 0}}),
        ("image-vulnerable", {"scan-status": "FAILED"}),
        ("aws-health-event", {"service": "LIGHTSAIL"}),
        ("backup-failed", {"state": "COMPLETED"}),
        ("backup-failed", {"backupVaultName": "palisade-dev"}),
        ("restore-failed", {"status": "COMPLETED"}),
        ("restore-failed", {"status": "RUNNING"}),
    ],
)
def test_a_rule_leaves_what_concerns_nobody(slug: str, detail: dict[str, Any]) -> None:
    assert not matches(ALERTS[slug], changed(slug, **detail))


@pytest.mark.parametrize("kind", ["Health Restored", "Creation Succeeded", "Update Succeeded"])
def test_an_add_on_that_is_well_is_no_alert(kind: str) -> None:
    assert not matches(ADD_ON_FAILED, {**EVENTS["add-on-failed"], "detail-type": f"EKS Addon {kind}"})


@pytest.mark.parametrize("kind", ["Creation", "Update", "Deletion"])
def test_a_change_of_an_add_on_that_fails_is_an_alert(kind: str) -> None:
    assert matches(ADD_ON_FAILED, {**EVENTS["add-on-failed"], "detail-type": f"EKS Addon {kind} Failed"})


def test_a_medium_finding_and_a_critical_vulnerability_are_alerts() -> None:
    assert matches(ALERTS["guardduty-finding"], changed("guardduty-finding", severity=4))
    for severity in ("CRITICAL", "HIGH"):
        found = changed("image-vulnerable", **{"finding-severity-counts": {severity: 1}})
        assert matches(ALERTS["image-vulnerable"], found)


@pytest.mark.parametrize("slug", ALERTS)
def test_a_message_shows_fields_that_the_event_has(slug: str) -> None:
    alert = ALERTS[slug]
    assert set(re.findall(r"<(\w+)>", alert.message)) == set(alert.fields)
    for path in alert.fields.values():
        assert isinstance(value_at(EVENTS[slug], path), str | int)


def test_every_rule_sends_its_message_to_the_topic(either_stack: Result) -> None:
    targets = {
        target.inputs["rule"]: target.inputs
        for target in of_type(either_stack, TARGET)
        if not target.name.startswith("interruption-")
    }
    rules = [rule for rule in of_type(either_stack, RULE) if not rule.name.startswith("interruption-")]
    assert {rule.outputs["name"] for rule in rules} == set(targets)
    for rule in rules:
        target = targets[rule.outputs["name"]]
        assert target["arn"] == topic_of(either_stack).outputs["arn"]
        message = json.loads(target["inputTransformer"]["inputTemplate"])
        assert message.endswith(f"Runbook: {rule.name}.")


def test_every_runbook_that_a_mail_names_is_a_heading(either_stack: Result) -> None:
    page = (REPOSITORY / "docs" / "generated" / "alarms.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("### ") for line in page.splitlines() if line.startswith("### ")}
    mails = [
        *(alarm.inputs["alarmDescription"] for alarm in of_type(either_stack, ALARM)),
        *(
            json.loads(target.inputs["inputTransformer"]["inputTemplate"])
            for target in of_type(either_stack, TARGET)
            if "inputTransformer" in target.inputs
        ),
    ]
    named = {mail.rpartition("Runbook: ")[2].removesuffix(".") for mail in mails}
    assert len(named) == len(mails)
    assert named <= headings


def test_every_alarm_goes_to_the_topic_and_is_quiet_without_data(prod: Result) -> None:
    for alarm in of_type(prod, ALARM):
        assert alarm.inputs["alarmActions"] == [topic_of(prod).outputs["arn"]]
        assert alarm.inputs["treatMissingData"] == "notBreaching"
        assert alarm.inputs["name"].startswith("palisade-prod-")
        assert alarm.inputs["alarmDescription"].endswith(f"Runbook: {alarm.name}.")


def test_every_filter_has_an_alarm_on_its_metric_and_reads_the_log_it_is_for(prod: Result) -> None:
    alarms = {
        (alarm["namespace"], alarm["metricName"]): alarm
        for alarm in (resource.inputs for resource in of_type(prod, ALARM))
        if "metricName" in alarm
    }
    filters = of_type(prod, FILTER)
    for item in filters:
        metric = item.inputs["metricTransformation"]
        alarm = alarms.pop((metric["namespace"], metric["name"]))
        assert (alarm["statistic"], metric["value"]) == ("Sum", "1")
        # A threshold of one means that the first event is told.
        assert alarm["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert (alarm["period"], alarm["evaluationPeriods"]) == (300, 1)
        assert "defaultValue" not in metric
        assert item.inputs["logGroupName"] == LOGS.get(item.name.partition("-")[0], TRAIL_LOG)
    assert not alarms
    assert {item.inputs["metricTransformation"]["namespace"] for item in filters} == {
        "Palisade/palisade-prod"
    }


def test_refused_calls_of_the_cluster_are_compared_with_what_is_usual(prod: Result) -> None:
    (alarm,) = (item.inputs for item in of_type(prod, ALARM) if "metricQueries" in item.inputs)
    queries = {query["id"]: query for query in alarm["metricQueries"]}
    assert queries[alarm["thresholdMetricId"]]["expression"] == "ANOMALY_DETECTION_BAND(errors, 3)"
    metric = queries["errors"]["metric"]
    assert (metric["namespace"], metric["dimensions"]) == ("AWS/EKS", {"ClusterName": "palisade-prod"})


def test_dev_watches_no_log_of_aws_and_still_hears_of_findings(dev: Result) -> None:
    assert {alarm.name for alarm in of_type(dev, ALARM)} == {"falco-finding", "external-secrets-failed"}
    assert {rule.name for rule in of_type(dev, RULE)} == {
        alert.slug for alert in (*EVENT_ALERTS, ADD_ON_FAILED)
    }


def test_the_topic_is_encrypted_and_the_subscribers_are_those_of_the_settings(prod: Result) -> None:
    key = next(
        key
        for key in of_type(prod, "aws:kms/key:Key")
        if key.outputs["arn"] == topic_of(prod).inputs["kmsMasterKeyId"]
    )
    assert key.name == "alerts"
    subscription = only_inputs(prod, "aws:sns/topicSubscription:TopicSubscription")
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "security@example.com")


def test_alarms_of_the_account_publish_and_nobody_over_plain_http(prod: Result) -> None:
    account = "444455556666"
    policy = only_inputs(prod, "aws:sns/topicPolicy:TopicPolicy")["policy"]
    arn = topic_of(prod).outputs["arn"]

    def publishes(service: str, transport: str = "true", **context: str) -> Decision:
        named = {f"aws:{key}": value for key, value in context.items()}
        request = Request(service, "sns:Publish", arn, {"aws:SecureTransport": transport, **named})
        return evaluate(policy, request)

    def alarm(of: str) -> dict[str, str]:
        return {
            "SourceAccount": of,
            "SourceArn": f"arn:aws:cloudwatch:eu-central-1:{of}:alarm:palisade-prod-root-usage",
        }

    assert publishes("cloudwatch.amazonaws.com", **alarm(account)) is Decision.ALLOW
    assert publishes("cloudwatch.amazonaws.com", **alarm("999900001111")) is Decision.SILENT
    for service in ("events.amazonaws.com", "s3.amazonaws.com"):
        # A rule of any account comes as EventBridge, without a source to compare with.
        assert publishes(service) is Decision.SILENT
    assert publishes("cloudwatch.amazonaws.com", "false", **alarm(account)) is Decision.DENY


def test_rules_publish_under_a_role_that_only_rules_of_the_stack_take(either_stack: Result) -> None:
    stack = stack_of(either_stack)
    role = stack.role("alert-delivery")
    (permission,) = (
        item
        for item in of_type(either_stack, "aws:iam/rolePolicy:RolePolicy")
        if item.inputs["role"] == role.outputs["name"]
    )
    policy = permission.inputs["policy"]
    for target in of_type(either_stack, TARGET):
        if target.inputs["arn"].split(":")[2] == "sqs":  # a queue lets rules in by its own policy
            continue
        assert target.inputs["roleArn"] == role.outputs["arn"]
        # Before it is permitted a role delivers nothing.
        assert permission.urn in must_outlive(either_stack.applied.resources, target.urn)
    topic = topic_of(either_stack).outputs["arn"]
    assert evaluate(policy, Request(role.outputs["arn"], "sns:Publish", topic)) is Decision.ALLOW
    assert evaluate(policy, Request(role.outputs["arn"], "sns:Publish", f"{topic}-2")) is Decision.SILENT

    def takes(account: str, rule: str) -> bool:
        source = {
            "aws:SourceAccount": account,
            "aws:SourceArn": f"arn:aws:events:{stack.region}:{account}:rule/{rule}",
        }
        request = Request("events.amazonaws.com", "sts:AssumeRole", role.outputs["arn"], source)
        return evaluate(role.inputs["assumeRolePolicy"], request) is Decision.ALLOW

    for rule in of_type(either_stack, RULE):
        assert takes(stack.account, rule.inputs["name"])
    assert not takes(stack.account, "another-stack-finding")
    assert not takes("999900001111", f"{stack.name}-guardduty-finding")


def test_guardduty_watches_the_audit_log_and_the_nodes(prod: Result) -> None:
    assert only_inputs(prod, "aws:guardduty/detector:Detector")["enable"] is True
    features = {
        feature["name"]: feature
        for feature in (
            item.inputs for item in of_type(prod, "aws:guardduty/detectorFeature:DetectorFeature")
        )
    }
    assert {feature["status"] for feature in features.values()} == {"ENABLED"}
    assert set(features) == {"EKS_AUDIT_LOGS", "RUNTIME_MONITORING"}
    agents = features["RUNTIME_MONITORING"]["additionalConfigurations"]
    # All kinds that GuardDuty answers with, or each update would replace the feature.
    assert {agent["name"]: agent["status"] for agent in agents} == {
        "EKS_ADDON_MANAGEMENT": "ENABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
        "EC2_AGENT_MANAGEMENT": "DISABLED",
    }
