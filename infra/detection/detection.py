"""What watches without a cluster, and the topic that hears of it."""

from dataclasses import dataclass

import pulumi

from infra.detection.alerts import Alerts, AlertsArgs
from infra.detection.cis_alarms import CIS_ALARMS
from infra.detection.event_alert import AlertTopic
from infra.detection.log_alarms import LogAlarms, LogAlarmsArgs
from infra.detection.platform_alarms import PLATFORM_ALARMS
from infra.detection.saved_queries import Log, SavedQueries, SavedQueriesArgs
from infra.detection.threats import Threats, ThreatsArgs
from infra.detection.trail import Trail, TrailArgs
from infra.place import Place
from infra.settings import DetectionSettings


@dataclass(frozen=True)
class DetectionArgs:
    """What Detection needs.

    Attributes:
        place: where it lives.
        settings: what is switched on, and who hears of it.
        alerts_key_arn, trail_key_arn, logs_key_arn: KMS keys.
        flow_log_group: name of the log group of the flow log, which exists.
        protect: whether Pulumi refuses to delete the trail and what it wrote.
    """

    place: Place
    settings: DetectionSettings
    alerts_key_arn: pulumi.Input[str]
    trail_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    flow_log_group: pulumi.Input[str]
    protect: bool


class Detection(pulumi.ComponentResource):
    """What watches the account and the network.

    Creates the topic for alerts, the alerts on findings of AWS's watchers and the saved queries; where the
    settings say so, the trail with its alarms, and GuardDuty.
    """

    alerts_topic_arn: pulumi.Output[str]
    event_topic: AlertTopic
    trail_bucket: pulumi.Output[str] | None

    def __init__(self, name: str, args: DetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Detection", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._logs: dict[Log, pulumi.Input[str]] = {"flow": args.flow_log_group}
        alerts = Alerts(
            "alerts",
            AlertsArgs(args.place, args.alerts_key_arn, args.settings.subscribers),
            opts=self._child,
        )
        self.alerts_topic_arn = alerts.topic_arn
        self.event_topic = alerts.event_topic
        self.trail_bucket = self._follow_the_account() if args.settings.trail else None
        Threats(
            "threats",
            ThreatsArgs(args.place.name, args.settings.guard_duty, self.event_topic),
            opts=self._child,
        )
        SavedQueries("saved-queries", SavedQueriesArgs(args.place.name, self._logs), opts=self._child)
        self.register_outputs({"alertsTopicArn": self.alerts_topic_arn, "trailBucket": self.trail_bucket})

    def _follow_the_account(self) -> pulumi.Output[str]:
        args = self._args
        trail = Trail(
            "trail",
            TrailArgs(
                place=args.place,
                retention_days=args.settings.trail_retention_days,
                trail_key_arn=args.trail_key_arn,
                logs_key_arn=args.logs_key_arn,
                protect=args.protect,
            ),
            opts=self._child,
        )
        LogAlarms(
            "trail-alarms",
            LogAlarmsArgs(
                stack_name=args.place.name,
                log_group_name=trail.log_group_name,
                alarms=(*CIS_ALARMS, *PLATFORM_ALARMS),
                topic_arn=self.alerts_topic_arn,
            ),
            opts=self._child,
        )
        self._logs["trail"] = trail.log_group_name
        return trail.bucket_name
