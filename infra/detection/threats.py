"""Findings of AWS's own watchers: GuardDuty, ECR's scanner, AWS Health."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.detection.event_alert import AlertTopic, EventAlert, create_event_alert

# Medium and above. Source: GuardDuty user guide, "Severity levels of GuardDuty findings": 4.0 to 6.9 is
# medium.
LOWEST_SEVERITY = 4

# Whose agents GuardDuty installs by itself. It answers with all kinds, so that one left out would make each
# update replace the feature. Source: terraform-provider-aws, issue 36695.
MANAGED_AGENTS = {
    "EKS_ADDON_MANAGEMENT": "ENABLED",
    "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
    "EC2_AGENT_MANAGEMENT": "DISABLED",
}

# GuardDuty's findings come as events where the organisation owns the detector as well.
EVENT_ALERTS = (
    EventAlert(
        slug="guardduty-finding",
        description="GuardDuty found a threat of medium severity or above",
        pattern={
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", LOWEST_SEVERITY]}]},
        },
        message="GuardDuty, severity <severity>, account <account>, <region>: <title>. Type <type>, id <id>.",
        fields={
            "severity": "$.detail.severity",
            "account": "$.account",
            "region": "$.region",
            "title": "$.detail.title",
            "type": "$.detail.type",
            "id": "$.detail.id",
        },
        first_step=(
            "Open the finding in GuardDuty by its id. It names the principal, the pod or the node: take its "
            "access or quarantine it first, then look in the trail and the audit log for what it did before."
        ),
    ),
    EventAlert(
        slug="image-vulnerable",
        description="A scan of an image found critical or high vulnerabilities",
        pattern={
            "source": ["aws.ecr"],
            "detail-type": ["ECR Image Scan"],
            "detail": {
                "scan-status": ["COMPLETE"],
                "$or": [
                    {"finding-severity-counts": {"CRITICAL": [{"numeric": [">", 0]}]}},
                    {"finding-severity-counts": {"HIGH": [{"numeric": [">", 0]}]}},
                ],
            },
        },
        message="Image <repository>, <digest>: vulnerabilities critical <critical>, high <high>.",
        fields={
            "repository": "$.detail.repository-name",
            "digest": "$.detail.image-digest",
            "critical": "$.detail.finding-severity-counts.CRITICAL",
            "high": "$.detail.finding-severity-counts.HIGH",
        },
        first_step=(
            "aws ecr describe-image-scan-findings lists them. Build the image anew on a newer base, publish "
            "it, and put its digest into the stack's file."
        ),
    ),
    EventAlert(
        slug="aws-health-event",
        description="AWS announces an event of a service that the platform runs on",
        pattern={
            "source": ["aws.health"],
            "detail-type": ["AWS Health Event"],
            "detail": {"service": ["EKS", "EC2", "KMS", "ECR", "RISK", "ABUSE"]},
        },
        message="AWS Health, <service>, <region>: <code> (<category>), from <start>.",
        fields={
            "service": "$.detail.service",
            "region": "$.region",
            "code": "$.detail.eventTypeCode",
            "category": "$.detail.eventTypeCategory",
            "start": "$.detail.startTime",
        },
        first_step="The AWS Health Dashboard lists what the event affects, and until when to act.",
    ),
)


@dataclass(frozen=True)
class ThreatsArgs:
    """What Threats needs.

    Attributes:
        stack_name: what names begin with.
        guard_duty: whether the stack switches GuardDuty on for the account; an organisation may own it.
        topic: who hears of findings.
    """

    stack_name: str
    guard_duty: bool
    topic: AlertTopic


class Threats(pulumi.ComponentResource):
    """Findings of AWS's watchers, and GuardDuty where the stack owns it.

    Creates an event rule for each of EVENT_ALERTS. With GuardDuty: the detector of the account and region,
    EKS audit log monitoring and runtime monitoring, whose agent GuardDuty installs on the clusters as an
    add-on. The agents report to an endpoint that the network has for them.
    Source: GuardDuty user guide, "GuardDuty Runtime Monitoring".
    """

    def __init__(self, name: str, args: ThreatsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Threats", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        for alert in EVENT_ALERTS:
            create_event_alert(alert, stack_name=args.stack_name, topic=args.topic, opts=self._child)
        if args.guard_duty:
            self._switch_guard_duty_on()
        self.register_outputs({})

    def _switch_guard_duty_on(self) -> None:
        detector = aws.guardduty.Detector(
            "guardduty", enable=True, finding_publishing_frequency="FIFTEEN_MINUTES", opts=self._child
        )
        aws.guardduty.DetectorFeature(
            "eks-audit-logs",
            detector_id=detector.id,
            name="EKS_AUDIT_LOGS",
            status="ENABLED",
            opts=self._child,
        )
        aws.guardduty.DetectorFeature(
            "runtime-monitoring",
            detector_id=detector.id,
            name="RUNTIME_MONITORING",
            status="ENABLED",
            additional_configurations=[
                aws.guardduty.DetectorFeatureAdditionalConfigurationArgs(name=agents, status=status)
                for agents, status in MANAGED_AGENTS.items()
            ],
            opts=self._child,
        )
