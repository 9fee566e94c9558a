"""What to watch in the audit log of the cluster.

The fields are those of audit.k8s.io/v1. Filters compare with `!=` only what every event has: the verb, the
URI and, once the caller is known, the user. Source: Kubernetes reference, "kube-apiserver Audit
Configuration (v1)".
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.backup import ROLE as BACKUP_ROLE
from infra.detection.log_alarms import PERIOD_SECONDS, LogAlarm, LogAlarms, LogAlarmsArgs, any_of, none_of
from infra.place import Place

# The alarm on the metric of refused calls, which no filter makes.
API_ERRORS = "kubernetes-api-errors"

_USER = "$.user.username"
_RESOURCE = "$.objectRef.resource"
_SUBRESOURCE = "$.objectRef.subresource"
_CODE = "$.responseStatus.code"

_WRITES = f"({any_of('$.verb', ('create', 'update', 'patch', 'delete', 'deletecollection'))})"
_SUCCEEDED = f"({_CODE} >= 200) && ({_CODE} < 300)"
# The control plane, its controllers and what EKS itself runs.
_CONTROL_PLANE = (
    "eks:*",
    "system:apiserver",
    "system:kube-*",
    "system:serviceaccount:kube-system:*",
)
# The kubelets, which read the secrets of their pods.
_NODES = ("system:node:*",)
# The operator that writes secrets, and what keeps the certificate of its webhook.
_SECRETS_OPERATOR = (
    "system:serviceaccount:external-secrets:external-secrets",
    "system:serviceaccount:external-secrets:external-secrets-cert-controller",
)
_ADMISSION = (
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
    "validatingwebhookconfigurations",
    "mutatingwebhookconfigurations",
)


def audit_alarms(place: Place) -> tuple[LogAlarm, ...]:
    """Say what to look for in the audit log.

    Args:
        place: where the cluster and the role of AWS Backup live.
    """
    # AWS Backup enters the cluster under its role and reads all of it, every day. EKS calls a role by its
    # session. Source: EKS user guide, "Create access entries".
    backups = (
        f"arn:{place.partition}:sts::{place.account_id}:assumed-role/{place.role_name(BACKUP_ROLE)}/*",
    )
    return (
        LogAlarm(
            slug="kubernetes-forbidden",
            title="Calls of the Kubernetes API were refused (403)",
            pattern=f"{{ ({_CODE} = 403) && {none_of(_USER, ('system:anonymous', 'eks:*'))} }}",
            first_step="Find the caller; a pod or person that tries many verbs explores.",
            severity="medium",
            # Dashboards and kubectl try what they may not; an exploration tries dozens of calls.
            threshold=20,
        ),
        LogAlarm(
            slug="kubernetes-unauthenticated",
            title="Calls of the Kubernetes API had no valid credentials (401)",
            pattern=f"{{ {_CODE} = 401 }}",
            first_step="See from which address; a token that has expired looks the same.",
            severity="medium",
            threshold=20,
        ),
        LogAlarm(
            slug="kubernetes-anonymous",
            title="Somebody without a name used the Kubernetes API",
            # Load balancers and EKS ask for health and version without credentials.
            pattern=(
                f'{{ ({_USER} = "system:anonymous")'
                f" && {none_of('$.requestURI', ('/healthz*', '/livez*', '/readyz*', '/version*'))} }}"
            ),
            first_step="See what was asked and answered; no role should allow it.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-pod-session",
            title="Somebody opened a session in a pod or a way into it",
            # kubectl opens sessions with create until 1.30 and with get, over a web socket, since.
            pattern=(
                f'{{ ({_RESOURCE} = "pods") && ((({any_of(_SUBRESOURCE, ("exec", "attach", "portforward"))})'
                f' && ({_CODE} = 101)) || (({_SUBRESOURCE} = "ephemeralcontainers") && {_SUCCEEDED})) }}'
            ),
            first_step="Ask the user why; treat the pod as changed.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-rbac-change",
            title="Roles or their bindings were changed",
            pattern=(
                f"{{ ({any_of(_RESOURCE, ('roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'))})"
                f" && {_WRITES} && {_SUCCEEDED} && {none_of(_USER, _CONTROL_PLANE)} }}"
            ),
            first_step="Expected in a deployment. Otherwise revert it and see how it was used.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-secret-read",
            title="Secrets were read by neither a controller nor a kubelet",
            pattern=(
                f'{{ ({_RESOURCE} = "secrets") && ({any_of("$.verb", ("get", "list", "watch"))})'
                f" && {_SUCCEEDED} && (($.objectRef.name NOT EXISTS)"
                ' || ($.objectRef.name != "sh.helm.release.*"))'
                f" && {none_of(_USER, (*_CONTROL_PLANE, *_NODES, *_SECRETS_OPERATOR, *backups))} }}"
            ),
            first_step="Helm lists them in a deployment. Otherwise rotate what was read.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-token-issued",
            title="A token for a service account was made by hand",
            pattern=(
                f'{{ ({_RESOURCE} = "serviceaccounts") && ({_SUBRESOURCE} = "token") && {_SUCCEEDED}'
                f" && {none_of(_USER, (*_CONTROL_PLANE, *_NODES))} }}"
            ),
            first_step="Ask the user why; the token outlives their own access.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-impersonation",
            title="Somebody acted in the name of another user",
            pattern='{ $.impersonatedUser.username = "*" }',
            first_step="Nobody should have the right; find out who gave it.",
            severity="high",
        ),
        LogAlarm(
            slug="kubernetes-admission-change",
            title="What admits objects to the cluster was changed",
            pattern=(
                f"{{ ({any_of(_RESOURCE, _ADMISSION)})"
                f" && {_WRITES} && {_SUCCEEDED}"
                f" && {none_of(_USER, (*_CONTROL_PLANE, *_SECRETS_OPERATOR))} }}"
            ),
            first_step="Expected in a deployment. Otherwise restore it and list what came in meanwhile.",
            severity="critical",
        ),
    )


@dataclass(frozen=True)
class ClusterAlarmsArgs:
    """What ClusterAlarms needs.

    Attributes:
        place: where the cluster lives; it has the place's name, with which names of alarms begin.
        log_group_name: its log group, which must exist.
        topic_arn: who hears of it.
    """

    place: Place
    log_group_name: pulumi.Input[str]
    topic_arn: pulumi.Input[str]


class ClusterAlarms(pulumi.ComponentResource):
    """Alarms on what is done in a cluster.

    Creates a metric filter and an alarm for each event of audit_alarms, and an alarm on how many calls the
    API refuses or does not understand, compared with what is usual.
    """

    def __init__(
        self, name: str, args: ClusterAlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:ClusterAlarms", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        LogAlarms(
            f"{name}-audit",
            LogAlarmsArgs(
                stack_name=args.place.name,
                log_group_name=args.log_group_name,
                alarms=audit_alarms(args.place),
                topic_arn=args.topic_arn,
            ),
            opts=self._child,
        )
        self._watch_errors()
        self.register_outputs({})

    def _watch_errors(self) -> None:
        """Declare the alarm on an unusual number of answers from 400 to 499.

        Source: EKS user guide, "Amazon EKS observability", the metrics of the control plane in CloudWatch.
        """
        aws.cloudwatch.MetricAlarm(
            API_ERRORS,
            name=f"{self._args.place.name}-{API_ERRORS}",
            alarm_description=(
                "[low] The Kubernetes API answers more calls than usual with an error of the caller. "
                f"See in the audit log whose calls they are. Runbook: {API_ERRORS}."
            ),
            comparison_operator="GreaterThanUpperThreshold",
            threshold_metric_id="usual",
            evaluation_periods=3,
            treat_missing_data="notBreaching",
            metric_queries=[
                aws.cloudwatch.MetricAlarmMetricQueryArgs(
                    id="errors",
                    return_data=True,
                    metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                        namespace="AWS/EKS",
                        metric_name="apiserver_request_total_4XX",
                        dimensions={"ClusterName": self._args.place.name},
                        period=PERIOD_SECONDS,
                        stat="Sum",
                    ),
                ),
                aws.cloudwatch.MetricAlarmMetricQueryArgs(
                    id="usual",
                    # Three standard deviations: what a normal day does not reach.
                    expression="ANOMALY_DETECTION_BAND(errors, 3)",
                    label="Usual errors",
                    return_data=True,
                ),
            ],
            alarm_actions=[self._args.topic_arn],
            opts=self._child,
        )
