"""Falco: the runtime sensor on every node, and Falcosidekick, which takes its findings to CloudWatch."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from infra.detection.log_alarms import LogAlarms, LogAlarmsArgs
from infra.foundation import Platform
from infra.iam.documents import Statement
from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from workloads.destinations import aws_paths
from workloads.labels import labels
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Flow, Pods, Port, allow
from workloads.platform.falco_alarms import finding_alarm
from workloads.platform.falco_rules import Rule, rules_file
from workloads.platform.falco_values import values
from workloads.platform.release import install_chart
from workloads.settings import FalcoSettings

NAMESPACE = "falco"
CHART_VERSION = "9.1.0"
REPOSITORY = "https://falcosecurity.github.io/charts"

# The charts' names for their pods and service account when the release is called like the chart.
_SENSOR = "falco"
_SIDEKICK = "falcosidekick"
_SIDEKICK_ACCOUNT = "falco-falcosidekick"
_SIDEKICK_PORT = 2801
# What Falcosidekick calls, by the prefix of the actions; its credentials come from the agent on the node.
_APIS = ("logs",)
_STREAM = "findings"
# No count of pods: there is one sensor for each node.
_QUOTA = {"persistentvolumeclaims": "0"}


@dataclass(frozen=True)
class FalcoArgs:
    """What Falco needs to know.

    Attributes:
        foundation: the AWS side.
        settings: the stack's settings of this area.
        provided: fails as long as a copy of the chart's images is missing.
        rules: our own rules.
        log_group: name of the CloudWatch log group for the findings.
    """

    foundation: Platform
    settings: FalcoSettings
    provided: pulumi.Output[pulumi.Resource]
    rules: tuple[Rule, ...]
    log_group: str


class Falco(pulumi.ComponentResource):
    """Falco with modern eBPF at least privilege, its findings encrypted and kept in CloudWatch.

    Creates: the namespace, privileged because the sensor looks into the node, with its policies; a log group
    and stream; Falcosidekick's Pod Identity role, which may only write to that stream; the Helm release; the
    alarm on grave findings.

    Attributes:
        log_group_name: where the findings are.
    """

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FalcoArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:workloads:Falco", name, None, opts)
        self._args = args
        namespace = self._create_namespace()
        policies = self._create_network_policies(namespace)
        group, stream = self._create_log()
        role = self._create_role()
        self._create_release([*namespace.ready, *policies, stream, role])
        LogAlarms(
            "falco-alarms",
            LogAlarmsArgs(
                stack_name=args.foundation.place.name,
                log_group_name=group.name,
                alarms=(finding_alarm(args.settings.alarm_priority),),
                topic_arn=args.foundation.alerts_topic_arn,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.log_group_name = group.name
        self.register_outputs({"logGroupName": self.log_group_name})

    def _create_namespace(self) -> HardenedNamespace:
        foundation = self._args.foundation
        return HardenedNamespace(
            NAMESPACE,
            NamespaceArgs(
                name=NAMESPACE,
                kubernetes_version=foundation.settings.cluster.version,
                quota=_QUOTA,
                pod_security="privileged",
                after=foundation.ready,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_network_policies(self, namespace: HardenedNamespace) -> list[pulumi.Resource]:
        foundation = self._args.foundation
        port = (Port(_SIDEKICK_PORT),)
        cloudwatch = Flow(aws_paths(foundation).peers(_APIS), HTTPS)
        specs = {
            _SENSOR: allow(_SENSOR, egress=[Flow((Pods(_SIDEKICK),), port)]),
            _SIDEKICK: allow(
                _SIDEKICK,
                ingress=[Flow((Pods(_SENSOR),), port)],
                egress=[cloudwatch, POD_IDENTITY_AGENT],
            ),
        }
        return [
            kubernetes.networking.v1.NetworkPolicy(
                f"{self.pulumi_resource_name}-{name}",
                metadata=ObjectMetaArgs(name=name, namespace=NAMESPACE, labels=labels(name)),
                spec=spec,
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(namespace.ready)),
            )
            for name, spec in specs.items()
        ]

    def _create_log(self) -> tuple[aws.cloudwatch.LogGroup, aws.cloudwatch.LogStream]:
        group = aws.cloudwatch.LogGroup(
            f"{self.pulumi_resource_name}-findings",
            name=self._args.log_group,
            kms_key_id=self._args.foundation.logs_key_arn,
            retention_in_days=self._args.settings.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.foundation.settings.protect),
        )
        stream = aws.cloudwatch.LogStream(
            f"{self.pulumi_resource_name}-findings",
            name=_STREAM,
            log_group_name=group.name,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return group, stream

    def _create_role(self) -> PodIdentityRole:
        foundation = self._args.foundation
        return PodIdentityRole(
            _SIDEKICK_ACCOUNT,
            PodIdentityRoleArgs(
                cluster_name=foundation.cluster_name,
                cluster_arn=foundation.cluster_arn,
                place=foundation.place,
                namespace=NAMESPACE,
                service_account=_SIDEKICK_ACCOUNT,
                statements=write_findings(
                    partition=foundation.place.partition,
                    region=foundation.place.region,
                    account_id=foundation.place.account_id,
                    log_group=self._args.log_group,
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_release(self, needed: list[pulumi.Resource]) -> None:
        install_chart(
            _SENSOR,
            chart="falco",
            version=CHART_VERSION,
            repository=REPOSITORY,
            namespace=NAMESPACE,
            values=values(
                rules=rules_file(self._args.rules),
                priority=self._args.settings.priority,
                region=self._args.foundation.place.region,
                registry=self._args.foundation.image_copies,
                log_group=self._args.log_group,
                log_stream=_STREAM,
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*needed, self._args.provided]),
        )


def write_findings(*, partition: str, region: str, account_id: str, log_group: str) -> list[Statement]:
    """Return what Falcosidekick may do: add events to the one log stream, which exists already."""
    group = f"arn:{partition}:logs:{region}:{account_id}:log-group:{log_group}"
    return [
        {
            "Sid": "WriteFindings",
            "Effect": "Allow",
            "Action": "logs:PutLogEvents",
            "Resource": f"{group}:log-stream:{_STREAM}",
        }
    ]
