"""The page of everything that sends a mail, which `make docs` writes."""

from collections.abc import Sequence

from infra.backup import RESTORE_FAILED, failed_jobs
from infra.detection.add_on_alerts import ADD_ON_FAILED
from infra.detection.cis_alarms import CIS_ALARMS
from infra.detection.cluster_alarms import API_ERRORS, audit_alarms
from infra.detection.event_alert import EventAlert
from infra.detection.log_alarms import LogAlarm
from infra.detection.platform_alarms import PLATFORM_ALARMS
from infra.detection.threats import EVENT_ALERTS
from infra.place import Place, RoleRules
from workloads.platform.external_secrets_alarms import FAILED
from workloads.platform.falco_alarms import RUNBOOKS, finding_alarm

# Stands for the names of a stack in what is written of it.
_ANY = Place("STACK", "aws", "ACCOUNT", "REGION", RoleRules(None, "/", ""))
_REFUSED_CALLS = (
    "The Kubernetes API answers more calls than usual with an error of the caller. See in the audit log "
    "whose calls they are."
)


def alarms_page(note: str) -> str:
    """Write the page about alarms and alerts, with a heading for each that its mail names.

    Args:
        note: that the page is generated.
    """
    return "\n".join(
        [
            "# Alarms\n",
            note,
            "Each mail names one of these headings as its runbook.\n",
            *_logs("In the audit trail of the account (detection.trail)", (*CIS_ALARMS, *PLATFORM_ALARMS)),
            *_logs("In the audit log of the cluster (detection.clusterAlarms)", audit_alarms(_ANY)),
            f"### {API_ERRORS}\n",
            f"{_REFUSED_CALLS}\n",
            *_logs("In the findings of Falco (falco.alarmPriority)", (finding_alarm("error"),)),
            "Each rule of ours has a runbook; those that come with Falco describe themselves.\n",
            *(f"#### {rule}\n\n{runbook}\n" for rule, runbook in RUNBOOKS.items()),
            *_logs("In the logs of the platform's containers (containerLogs)", (FAILED,)),
            "## Events of AWS\n",
            *map(_event, (*EVENT_ALERTS, ADD_ON_FAILED, failed_jobs(_ANY.name), RESTORE_FAILED)),
        ]
    )


def _logs(title: str, alarms: Sequence[LogAlarm]) -> list[str]:
    return [f"## {title}\n", *map(_log, alarms)]


def _log(alarm: LogAlarm) -> str:
    reference = f" ({alarm.source})" if alarm.source else ""
    count = f"{alarm.threshold} events" if alarm.threshold > 1 else "one event"
    return (
        f"### {alarm.slug}\n\n{alarm.title}{reference}. Severity {alarm.severity}, raised by {count} in five "
        f"minutes.\n\n{alarm.first_step}\n\n```\n{alarm.pattern}\n```\n"
    )


def _event(alert: EventAlert) -> str:
    return f"### {alert.slug}\n\n{alert.description}.\n\n{alert.first_step}\n"
