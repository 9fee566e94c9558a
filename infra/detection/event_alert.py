"""Events of the account that become alerts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class EventAlert:
    """An event and the message that it becomes.

    Attributes:
        slug: short name, which a runbook has as well.
        description: what has happened.
        pattern: event pattern of EventBridge.
        message: text of the mail; `<field>` stands for a field, and for nothing where the event lacks it.
        fields: where the fields of the message are in the event: texts without quotes, or numbers, since
            EventBridge puts them into the message as they are.
        first_step: what to do or ask first; it stands in the runbook.
    """

    slug: str
    description: str
    pattern: Mapping[str, Any]
    message: str
    fields: Mapping[str, str]
    first_step: str


@dataclass(frozen=True)
class AlertTopic:
    """Where the messages of event rules go.

    Attributes:
        arn: the SNS topic.
        delivery_role_arn: the role that EventBridge publishes under.
    """

    arn: pulumi.Input[str]
    delivery_role_arn: pulumi.Input[str]


def create_event_alert(
    alert: EventAlert,
    *,
    stack_name: str,
    topic: AlertTopic,
    opts: pulumi.ResourceOptions,
) -> None:
    """Declare the rule of an alert, and the topic as its target.

    Args:
        alert: the event and its message.
        stack_name: what names of rules begin with, so that two stacks fit into an account.
        topic: where the message goes.
        opts: resource options.
    """
    rule = aws.cloudwatch.EventRule(
        alert.slug,
        name=f"{stack_name}-{alert.slug}",
        description=alert.description,
        event_pattern=json.dumps(alert.pattern),
        opts=opts,
    )
    aws.cloudwatch.EventTarget(
        alert.slug,
        rule=rule.name,
        target_id="alerts",
        arn=topic.arn,
        role_arn=topic.delivery_role_arn,
        input_transformer=aws.cloudwatch.EventTargetInputTransformerArgs(
            input_paths=dict(alert.fields),
            # A template that is text must be a JSON string. Source: EventBridge user guide, "Transforming
            # Amazon EventBridge input".
            input_template=json.dumps(f"{alert.message} Runbook: {alert.slug}."),
        ),
        opts=opts,
    )
