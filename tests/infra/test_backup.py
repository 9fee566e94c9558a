"""Backups of the prod stack, as they would be applied."""

from preview.model import Result
from tests.support.filter_pattern import FilterPattern
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.resources import of_type, only_inputs


def test_the_cluster_is_backed_up_daily_for_as_long_as_the_settings_say(prod: Result) -> None:
    (plan,) = of_type(prod, "aws:backup/plan:Plan")
    (rule,) = plan.inputs["rules"]
    assert rule["lifecycle"] == {"deleteAfter": 35}
    assert rule["schedule"].split()[2:] == ["*", "*", "?", "*)"]
    assert rule["startWindow"] < rule["completionWindow"]
    selection = only_inputs(prod, "aws:backup/selection:Selection")
    (cluster,) = of_type(prod, "aws:eks/cluster:Cluster")
    assert selection["planId"] == plan.id
    assert selection["resources"] == [cluster.outputs["arn"]]


def test_the_vault_is_encrypted_protected_and_locked_for_the_retention(prod: Result) -> None:
    (vault,) = of_type(prod, "aws:backup/vault:Vault")
    keys = {key.outputs["arn"]: key.name for key in of_type(prod, "aws:kms/key:Key")}
    assert keys[vault.inputs["kmsKeyArn"]] == "volumes"
    assert vault.protect
    assert vault.inputs["forceDestroy"] is False
    lock = only_inputs(prod, "aws:backup/vaultLockConfiguration:VaultLockConfiguration")
    assert lock == {"backupVaultName": vault.outputs["name"], "minRetentionDays": 35}


def test_aws_backup_may_back_up_and_not_restore(prod: Result) -> None:
    selection = only_inputs(prod, "aws:backup/selection:Selection")
    (role,) = (
        role for role in of_type(prod, "aws:iam/role:Role") if role.outputs["arn"] == selection["iamRoleArn"]
    )
    attached = [
        attachment.inputs["policyArn"]
        for attachment in of_type(prod, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["role"] == role.outputs["name"]
    ]
    assert attached == ["arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"]
    trust = role.inputs["assumeRolePolicy"]
    for service, decision in (("backup", Decision.ALLOW), ("ec2", Decision.SILENT)):
        request = Request(f"{service}.amazonaws.com", "sts:AssumeRole", role.outputs["arn"])
        assert evaluate(trust, request) is decision


def test_the_alarm_on_secrets_knows_the_role_that_reads_all_of_them(prod: Result) -> None:
    (role,) = (role for role in of_type(prod, "aws:iam/role:Role") if role.name == "backup")
    (alarm,) = (
        item.inputs
        for item in of_type(prod, "aws:cloudwatch/logMetricFilter:LogMetricFilter")
        if item.name == "kubernetes-secret-read"
    )
    account, name = role.outputs["arn"].split(":")[4], role.outputs["name"]

    def counts(role_name: str) -> bool:
        event = {
            "verb": "list",
            "user": {"username": f"arn:aws:sts::{account}:assumed-role/{role_name}/session"},
            "objectRef": {"resource": "secrets"},
            "responseStatus": {"code": 200},
        }
        return FilterPattern.parse(alarm["pattern"]).matches(event)

    assert counts("developer")
    assert not counts(name)


def test_the_role_has_its_policy_before_a_backup_begins(prod: Result) -> None:
    (selection,) = of_type(prod, "aws:backup/selection:Selection")
    types = {prod.applied.resources[urn].type for urn in selection.dependencies}
    assert "aws:iam/rolePolicyAttachment:RolePolicyAttachment" in types


def test_a_stack_without_backups_has_no_vault(dev: Result) -> None:
    assert not any(resource.type.startswith("aws:backup/") for resource in dev.applied.resources.values())
