"""What else to watch in the trail: what an intruder changes first and the CIS benchmark leaves out."""

from infra.detection.log_alarms import LogAlarm
from infra.detection.trail_patterns import calls, calls_of_services

PLATFORM_ALARMS = (
    LogAlarm(
        slug="cluster-access-changes",
        title="Who may use the cluster, or how it is reached and logged, was changed",
        # AWS Backup makes itself an entry and gives itself a policy for each backup.
        pattern=calls(
            "eks",
            (
                "CreateAccessEntry",
                "UpdateAccessEntry",
                "DeleteAccessEntry",
                "AssociateAccessPolicy",
                "DisassociateAccessPolicy",
                "CreatePodIdentityAssociation",
                "UpdatePodIdentityAssociation",
                "UpdateClusterConfig",
                "DeleteCluster",
            ),
            not_by="backup",
        ),
        first_step="Expected in a deployment. Otherwise remove the access entry and look into the caller.",
        severity="high",
    ),
    LogAlarm(
        slug="detection-switched-off",
        title="What watches the account was weakened",
        pattern=calls_of_services(
            {
                "guardduty": ("DeleteDetector", "UpdateDetector"),
                # Tells a trail to leave events out, while it goes on.
                "cloudtrail": ("PutEventSelectors",),
                "logs": ("DeleteLogGroup", "DeleteLogStream", "DeleteMetricFilter", "PutRetentionPolicy"),
                "monitoring": ("DeleteAlarms", "DisableAlarmActions"),
                "ec2": ("DeleteFlowLogs",),
                "sns": ("DeleteTopic", "Unsubscribe"),
                "events": ("DeleteRule", "DisableRule", "RemoveTargets"),
            }
        ),
        first_step="Expected in a deployment. Otherwise restore it, then search the time since.",
        severity="critical",
    ),
    LogAlarm(
        slug="backups-deleted",
        title="Backups or their vault were deleted",
        pattern=calls(
            "backup",
            (
                "DeleteRecoveryPoint",
                "DeleteBackupVault",
                "DeleteBackupPlan",
                "DeleteBackupSelection",
                "DeleteBackupVaultLockConfiguration",
            ),
        ),
        first_step="Stop whoever does it; copies come back from nowhere.",
        severity="critical",
    ),
)
