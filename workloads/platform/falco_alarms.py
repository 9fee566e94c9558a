"""Who hears of Falco's findings, and what to do about each of our own rules."""

from collections.abc import Mapping

from infra.detection.log_alarms import LogAlarm, any_of
from workloads.platform.falco_rules import CREDENTIAL_FILE, NETWORK_TOOL, PUBLIC_CONNECTION

SLUG = "falco-finding"
# From the gravest, as Falcosidekick writes them into a finding. Source: falcosidekick, types/priority.go.
PRIORITIES = (
    "Emergency",
    "Alert",
    "Critical",
    "Error",
    "Warning",
    "Notice",
    "Informational",
    "Debug",
)

# By the name of the rule, which the finding names as well.
RUNBOOKS: Mapping[str, str] = {
    NETWORK_TOOL: (
        "Ask who works in that pod: kubernetes-pod-session tells of sessions. Otherwise quarantine the "
        "workload, keep the pod's log and the flow log of its node, and look for how the tool came into the "
        "image."
    ),
    CREDENTIAL_FILE: (
        "Take the secrets and the token of that pod for stolen: quarantine the workload, rotate its secrets "
        "in Secrets Manager, and look in the trail and the audit log for what its role and its service "
        "account did since."
    ),
    PUBLIC_CONNECTION: (
        "A spec declares where its service may go. Otherwise quarantine the workload, look up the address "
        "in the flow log for how much was sent, and check the network policies of its namespace."
    ),
}


def finding_alarm(lowest: str) -> LogAlarm:
    """Describe the alarm on Falco's findings.

    Args:
        lowest: the lowest priority that is told, as the settings write it, such as error.
    """
    grave = PRIORITIES[: PRIORITIES.index(lowest.capitalize()) + 1]
    return LogAlarm(
        slug=SLUG,
        title=f"Falco saw what should not happen in a container or on a node, of priority {lowest} or above",
        pattern=f"{{ {any_of('$.priority', grave)} }}",
        first_step=(
            "Read the finding in the log group of Falco: it names rule, pod, image and command. The runbook "
            "has what to do about each rule of ours. If nobody can explain it, quarantine the workload."
        ),
        severity="high",
    )
