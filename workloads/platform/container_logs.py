"""Fluent Bit: what containers write, from every node to CloudWatch."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from infra.detection.log_alarms import LogAlarms, LogAlarmsArgs
from infra.foundation import Platform
from infra.iam.documents import Statement
from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from infra.place import Place
from workloads.destinations import aws_paths
from workloads.labels import labels
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Flow, allow
from workloads.platform.container_logs_values import PLATFORM, SERVICES, values
from workloads.platform.external_secrets_alarms import FAILED
from workloads.platform.release import install_chart
from workloads.settings import ContainerLogsSettings

NAMESPACE = "logging"
CHART_VERSION = "0.58.1"
REPOSITORY = "https://fluent.github.io/helm-charts"

# The chart's name for its pods and service account when the release is called like the chart.
_SHIPPER = "fluent-bit"
_APIS = ("logs",)
# No count of pods: there is one for each node.
_QUOTA = {"persistentvolumeclaims": "0"}


@dataclass(frozen=True)
class ContainerLogsArgs:
    """What ContainerLogs needs to know.

    Attributes:
        foundation: the AWS side.
        settings: the stack's settings of this area.
        provided: fails as long as a copy of the chart's image is missing.
        service_namespace: the namespace whose containers have a log group of their own.
    """

    foundation: Platform
    settings: ContainerLogsSettings
    provided: pulumi.Output[pulumi.Resource]
    service_namespace: str


class ContainerLogs(pulumi.ComponentResource):
    """Logs of all containers, encrypted and kept in CloudWatch; docs/adr/container-logs.md says why this way.

    Creates: the namespace, privileged because the logs lie on the node, with its policy; a log group for the
    services and one for everything else; Fluent Bit's Pod Identity role, which may only write to these; the
    Helm release; the alarm on what External Secrets writes there.
    """

    def __init__(
        self, name: str, args: ContainerLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:workloads:ContainerLogs", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._names = {kind: log_group(args.foundation.place, kind) for kind in (SERVICES, PLATFORM)}
        namespace = self._create_namespace()
        policy = self._create_network_policy(namespace)
        groups = {kind: self._create_log(kind) for kind in self._names}
        role = self._create_role()
        self._create_release([*namespace.ready, policy, *groups.values(), role])
        LogAlarms(
            "container-log-alarms",
            LogAlarmsArgs(
                stack_name=args.foundation.place.name,
                log_group_name=groups[PLATFORM].name,
                alarms=(FAILED,),
                topic_arn=args.foundation.alerts_topic_arn,
            ),
            opts=self._child,
        )
        self.register_outputs({})

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
            opts=self._child,
        )

    def _create_network_policy(self, namespace: HardenedNamespace) -> pulumi.Resource:
        cloudwatch = Flow(aws_paths(self._args.foundation).peers(_APIS), HTTPS)
        return kubernetes.networking.v1.NetworkPolicy(
            f"{self.pulumi_resource_name}-{_SHIPPER}",
            metadata=ObjectMetaArgs(name=_SHIPPER, namespace=NAMESPACE, labels=labels(_SHIPPER)),
            spec=allow(_SHIPPER, egress=[cloudwatch, POD_IDENTITY_AGENT]),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(namespace.ready)),
        )

    def _create_log(self, kind: str) -> aws.cloudwatch.LogGroup:
        foundation = self._args.foundation
        return aws.cloudwatch.LogGroup(
            f"{self.pulumi_resource_name}-{kind}",
            name=self._names[kind],
            kms_key_id=foundation.logs_key_arn,
            retention_in_days=self._args.settings.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=foundation.settings.protect),
        )

    def _create_role(self) -> PodIdentityRole:
        foundation = self._args.foundation
        return PodIdentityRole(
            _SHIPPER,
            PodIdentityRoleArgs(
                cluster_name=foundation.cluster_name,
                cluster_arn=foundation.cluster_arn,
                place=foundation.place,
                namespace=NAMESPACE,
                service_account=_SHIPPER,
                statements=write_logs(foundation.place, self._names),
            ),
            opts=self._child,
        )

    def _create_release(self, needed: list[pulumi.Resource]) -> None:
        foundation = self._args.foundation
        install_chart(
            _SHIPPER,
            chart="fluent-bit",
            version=CHART_VERSION,
            repository=REPOSITORY,
            namespace=NAMESPACE,
            values=values(
                region=foundation.place.region,
                registry=foundation.image_copies,
                log_groups=self._names,
                service_namespace=self._args.service_namespace,
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*needed, self._args.provided]),
        )


def log_group(place: Place, kind: str) -> str:
    """Name the log group of one kind of containers."""
    return f"/{place.name}/containers/{kind}"


def write_logs(place: Place, log_groups: Mapping[str, str]) -> list[Statement]:
    """Return what Fluent Bit may do: add streams and events to groups that exist already.

    Source: Fluent Bit manual, "Amazon CloudWatch", permissions without auto_create_group.

    Args:
        place: where the groups are.
        log_groups: their names, by kind.
    """
    return [
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [place.arn("logs", f"log-group:{name}:log-stream:*") for name in log_groups.values()],
        }
    ]
