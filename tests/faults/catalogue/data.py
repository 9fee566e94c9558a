"""Faults of backups, images and secrets."""

from tests.faults.fault import Fault

_BACKUP = "infra/backup.py"
_REGISTRY = "infra/registry.py"
_SECRETS = "infra/secrets.py"

FAULTS = (
    Fault(
        slug="failed-backups-unheard",
        wrong="a backup that failed tells nobody",
        file=_BACKUP,
        old='"state": ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"]',
        new='"state": ["ABORTED"]',
        caught_by="tests/infra/detection/test_alerts.py::test_a_rule_takes_its_own_event_alone[backup-failed]",
    ),
    Fault(
        slug="backups-of-another-vault",
        wrong="the alert on backups watches a vault that does not exist",
        file=_BACKUP,
        old="failed_jobs(args.place.name)",
        new='failed_jobs(f"{args.place.name}-vault")',
        caught_by="tests/infra/detection/test_watching.py::test_events_of_things_of_the_stack_name_things_that_it_has",
    ),
    Fault(
        slug="backups-deleted-before-their-time",
        wrong="the vault's lock is shorter than its backups are kept",
        file=_BACKUP,
        old="min_retention_days=args.retention_days",
        new="min_retention_days=1",
        caught_by="tests/infra/test_backup.py::test_the_vault_is_encrypted_protected_and_locked_for_the_retention",
    ),
    Fault(
        slug="backups-of-nothing",
        wrong="the plan backs up nothing",
        file=_BACKUP,
        old="resources=[self._args.cluster_arn]",
        new="resources=[]",
        caught_by="tests/infra/test_backup.py::test_the_cluster_is_backed_up_daily_for_as_long_as_the_settings_say",
    ),
    Fault(
        slug="vault-without-key",
        wrong="backups are not under a key of the stack",
        file=_BACKUP,
        old="            kms_key_arn=args.volumes_key_arn,\n",
        new="",
        caught_by="tests/infra/test_backup.py::test_the_vault_is_encrypted_protected_and_locked_for_the_retention",
    ),
    Fault(
        slug="tags-that-move",
        wrong="a tag of an image may be moved to another",
        file=_REGISTRY,
        old='image_tag_mutability="IMMUTABLE"',
        new='image_tag_mutability="MUTABLE"',
        caught_by="tests/infra/test_registry.py::test_a_tag_stays_what_it_is_and_images_are_scanned_and_encrypted[prod]",
    ),
    Fault(
        slug="images-not-scanned",
        wrong="nobody looks for vulnerabilities in images",
        file=_REGISTRY,
        old="scan_on_push=True",
        new="scan_on_push=False",
        caught_by="tests/infra/test_registry.py::test_a_tag_stays_what_it_is_and_images_are_scanned_and_encrypted[prod]",
    ),
    Fault(
        slug="everybody-pulls",
        wrong="every account may pull the images",
        file=_REGISTRY,
        old='"Principal": {"AWS": role_arn},',
        new='"Principal": {"AWS": "*"},',
        caught_by="tests/infra/iam/test_stack_documents.py::test_everybody_is_let_in_nowhere_but_through_endpoints_which_permit_nothing[prod]",
    ),
    Fault(
        slug="images-expire-at-once",
        wrong="images that run expire",
        file=_REGISTRY,
        old='"countNumber": keep_images}',
        new='"countNumber": 1}',
        caught_by="tests/infra/test_registry.py::test_the_newest_images_stay_and_untagged_ones_go",
    ),
    Fault(
        slug="secrets-under-the-accounts-key",
        wrong="the values of secrets are under a key that everybody of the account may use",
        file=_SECRETS,
        old="            kms_key_id=args.key_arn,\n",
        new="",
        caught_by="tests/infra/test_secrets.py::test_values_are_encrypted_with_the_key_of_data[prod]",
    ),
    Fault(
        slug="secrets-that-their-store-cannot-read",
        wrong="the policy of secrets refuses the store",
        file=_SECRETS,
        old="readers=[args.place.role_arn(STORE_ROLE)],",
        new='readers=[args.place.role_arn("store")],',
        caught_by="tests/workloads/test_secret_access.py::test_the_role_of_a_store_reads_the_secrets_that_are_asked_for_and_their_key[prod]",
    ),
    Fault(
        slug="secrets-for-everybody",
        wrong="whoever may read secrets in the account reads these",
        file=_SECRETS,
        old='            _deny("OthersDoNotRead", _READ, [*readers, *administrators]),\n',
        new="",
        caught_by="tests/infra/test_secrets.py::test_every_secret_has_a_policy_that_only_the_store_and_administrators_pass[prod]",
    ),
    Fault(
        slug="secrets-gone-at-once",
        wrong="a secret that is deleted by mistake is gone",
        file=_SECRETS,
        old="recovery_window_in_days=RECOVERY_DAYS if args.protect else 0,",
        new="recovery_window_in_days=0,",
        caught_by="tests/infra/test_secrets.py::test_a_deleted_secret_comes_back_where_the_stack_is_protected",
    ),
    Fault(
        slug="protected-secrets-deleted",
        wrong="Pulumi deletes the secrets of a protected stack",
        file=_SECRETS,
        old=" else 0,\n            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),",
        new=" else 0,\n            opts=child,",
        caught_by="tests/infra/test_secrets.py::test_a_deleted_secret_comes_back_where_the_stack_is_protected",
    ),
)
