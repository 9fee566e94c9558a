"""Daily backups of the cluster and its volumes."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.detection.event_alert import AlertTopic, EventAlert, create_event_alert
from infra.iam.documents import policy_document
from infra.iam.role import create_role
from infra.place import Place

# Covers the state of EKS and its volumes on EBS. Restoring takes a role of its own with
# AWSBackupServiceRolePolicyForRestores, which nobody has until then.
# Source: EKS user guide, "Backup your EKS Clusters with AWS Backup".
BACKUP_POLICY = "service-role/AWSBackupServiceRolePolicyForBackup"
# At 02:00 UTC: begun within an hour, done within three.
_SCHEDULE = "cron(0 2 * * ? *)"
_START_MINUTES = 60
_COMPLETION_MINUTES = 180
# Name in the program of the role of AWS Backup.
ROLE = "backup"


@dataclass(frozen=True)
class BackupArgs:
    """What Backup needs.

    Attributes:
        place: where it lives.
        cluster_arn: the cluster.
        volumes_key_arn: KMS key of the vault.
        retention_days: how long a backup is kept.
        topic: who hears of backups that fail.
        protect: whether Pulumi refuses to delete the vault, and AWS Backup its backups before their time.
    """

    place: Place
    cluster_arn: pulumi.Input[str]
    volumes_key_arn: pulumi.Input[str]
    retention_days: int
    topic: AlertTopic
    protect: bool


class Backup(pulumi.ComponentResource):
    """A daily backup of the cluster.

    Creates an encrypted vault, a plan, the role of AWS Backup, the selection of the cluster, and alerts on
    failed jobs and restores; in a protected stack also the lock of the vault, in governance mode. A backup of
    a cluster holds the objects in it and a snapshot of each volume that a claim is bound to, so volumes need
    no selection of their own. There is no cold storage: it is for backups kept 90 days and more, and takes no
    snapshots of clusters. Sources: AWS Backup developer guide, "Amazon EKS backups" and "AWS Backup Vault
    Lock".
    """

    vault_name: pulumi.Output[str]

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Backup", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        vault = self._create_vault()
        self._select(self._create_plan(vault), *self._create_role())
        for alert in (failed_jobs(args.place.name), RESTORE_FAILED):
            create_event_alert(alert, stack_name=args.place.name, topic=args.topic, opts=self._child)
        self.vault_name = vault.name
        self.register_outputs({"vaultName": self.vault_name})

    def _create_vault(self) -> aws.backup.Vault:
        args = self._args
        vault = aws.backup.Vault(
            self._name,
            name=args.place.name,
            kms_key_arn=args.volumes_key_arn,
            force_destroy=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        if args.protect:
            # Without days until it cannot be changed the lock is one of governance.
            aws.backup.VaultLockConfiguration(
                self._name,
                backup_vault_name=vault.name,
                min_retention_days=args.retention_days,
                opts=self._child,
            )
        return vault

    def _create_plan(self, vault: aws.backup.Vault) -> aws.backup.Plan:
        return aws.backup.Plan(
            self._name,
            name=self._args.place.name,
            rules=[
                aws.backup.PlanRuleArgs(
                    rule_name="daily",
                    target_vault_name=vault.name,
                    schedule=_SCHEDULE,
                    start_window=_START_MINUTES,
                    completion_window=_COMPLETION_MINUTES,
                    lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=self._args.retention_days),
                )
            ],
            opts=self._child,
        )

    def _create_role(self) -> tuple[aws.iam.Role, pulumi.Resource]:
        place = self._args.place
        role = create_role(
            ROLE,
            place=place,
            description="AWS Backup reads the cluster and its volumes",
            trust=backup_trust(),
            opts=self._child,
        )
        attachment = aws.iam.RolePolicyAttachment(
            self._name,
            role=role.name,
            policy_arn=f"arn:{place.partition}:iam::aws:policy/{BACKUP_POLICY}",
            opts=self._child,
        )
        return role, attachment

    def _select(self, plan: aws.backup.Plan, role: aws.iam.Role, permission: pulumi.Resource) -> None:
        aws.backup.Selection(
            self._name,
            name=self._args.place.name,
            plan_id=plan.id,
            iam_role_arn=role.arn,
            # What is named by its ARN is backed up whatever the account has opted in to.
            # Source: AWS Backup API reference, UpdateRegionSettings.
            resources=[self._args.cluster_arn],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )


def backup_trust() -> str:
    """Let AWS Backup assume the role.

    There is no condition: AWS Backup documents none for its roles. A stranger's plan cannot have the role,
    since a role is passed within its account only. Source: IAM user guide, "Grant a user permissions to pass
    a role to an AWS service".
    """
    return policy_document(
        [{"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    )


def failed_jobs(vault_name: str) -> EventAlert:
    """Describe the alert on backups of one vault that did not complete.

    Args:
        vault_name: the vault.
    """
    return EventAlert(
        slug="backup-failed",
        description="A backup failed, was stopped, came too late or is not whole",
        pattern={
            "source": ["aws.backup"],
            "detail-type": ["Backup Job State Change"],
            "detail": {
                "state": ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"],
                "backupVaultName": [vault_name],
            },
        },
        message="The backup of <resource> ended as <state>, job <job>.",
        fields={
            "resource": "$.detail.resourceArn",
            "state": "$.detail.state",
            "job": "$.detail.backupJobId",
        },
        first_step=(
            "aws backup describe-backup-job says why. Start the backup again by hand; until one completes, "
            "the last good one is what there is to restore."
        ),
    )


# EKS and volumes are restored by hand (docs/restore.md), by a job that names no vault.
# Source: AWS Backup developer guide, "Monitoring AWS Backup events using Amazon EventBridge".
RESTORE_FAILED = EventAlert(
    slug="restore-failed",
    description="A restore from a backup failed or was stopped",
    pattern={
        "source": ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        "detail": {"status": ["FAILED", "ABORTED"]},
    },
    message="The restore of <type> ended as <status>, job <job>, account <account>.",
    fields={
        "type": "$.detail.resourceType",
        "status": "$.detail.status",
        "job": "$.detail.restoreJobId",
        "account": "$.account",
    },
    first_step=(
        "aws backup describe-restore-job says why; mostly the role lacks a permission or the target exists "
        "already. docs/restore.md has the steps."
    ),
)
