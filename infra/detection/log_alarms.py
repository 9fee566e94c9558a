"""Alarms on what is written to a log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

PERIOD_SECONDS = 300


@dataclass(frozen=True)
class LogAlarm:
    """An event in a log that somebody should hear of.

    Attributes:
        slug: short name of alarm, metric and runbook.
        title: what has happened, in a few words.
        pattern: filter pattern that the event matches, at most 1024 characters.
        first_step: what to do or ask first.
        severity: how urgent it is.
        threshold: how many events in five minutes raise the alarm.
        source: the benchmark that asks for it; empty for an addition of ours.
    """

    slug: str
    title: str
    pattern: str
    first_step: str
    severity: Literal["critical", "high", "medium", "low"]
    threshold: int = 1
    source: str = ""

    def description(self) -> str:
        """Tell whoever reads the mail what it is and what to do."""
        reference = f" ({self.source})" if self.source else ""
        return f"[{self.severity}] {self.title}{reference}. {self.first_step} Runbook: {self.slug}."


@dataclass(frozen=True)
class LogAlarmsArgs:
    """What LogAlarms needs.

    Attributes:
        stack_name: what names of alarms begin with; also the namespace of the metrics, so that two stacks
            do not count for each other.
        log_group_name: the log.
        alarms: what to look for.
        topic_arn: who hears of it.
    """

    stack_name: str
    log_group_name: pulumi.Input[str]
    alarms: Sequence[LogAlarm]
    topic_arn: pulumi.Input[str]


class LogAlarms(pulumi.ComponentResource):
    """Alarms on events in a log.

    Creates a metric filter and an alarm for each. There is no default value: a metric costs only for the
    hours in which something matches.
    """

    def __init__(self, name: str, args: LogAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:LogAlarms", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        namespace = f"Palisade/{args.stack_name}"
        for alarm in args.alarms:
            aws.cloudwatch.LogMetricFilter(
                alarm.slug,
                name=alarm.slug,
                log_group_name=args.log_group_name,
                pattern=alarm.pattern,
                metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
                    name=alarm.slug, namespace=namespace, value="1"
                ),
                opts=child,
            )
            aws.cloudwatch.MetricAlarm(
                alarm.slug,
                name=f"{args.stack_name}-{alarm.slug}",
                alarm_description=alarm.description(),
                namespace=namespace,
                metric_name=alarm.slug,
                statistic="Sum",
                period=PERIOD_SECONDS,
                evaluation_periods=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                threshold=alarm.threshold,
                treat_missing_data="notBreaching",
                alarm_actions=[args.topic_arn],
                opts=child,
            )
        self.register_outputs({})


def any_of(selector: str, values: Sequence[str]) -> str:
    """Write the part of a filter pattern that one of some values matches.

    Args:
        selector: such as $.eventName.
        values: texts to compare with.
    """
    return " || ".join(f'({selector} = "{value}")' for value in values)


def none_of(selector: str, values: Sequence[str]) -> str:
    """Write the part of a filter pattern that no listed value matches.

    What `!=` gives for an event without the property is not documented: ask it only of one that all have.

    Args:
        selector: such as $.user.username.
        values: texts to compare with.
    """
    return " && ".join(f'({selector} != "{value}")' for value in values)
