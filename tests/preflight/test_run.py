"""The whole run: what it says of an account in order, what it leaves alone, and where it cannot look."""

import pytest

from preflight.account import READS, WriteError
from preview.model import Result
from tests.support.preflight_account import SoundAccount, sound_account


def test_an_account_in_which_nothing_stands_in_the_way_gives_no_blocker_and_no_warning(
    account: SoundAccount,
):
    looked = account.look()
    assert (looked.code, looked.beginning("BLOCKER"), looked.beginning("warning")) == (0, [], [])
    assert looked.lines[-1] == "blockers: 0, warnings: 0; nothing was changed"


def test_every_call_only_reads(account: SoundAccount):
    calls = account.look().calls
    assert len(calls) > 15
    assert [name for _, name in calls if not name.startswith(READS)] == []


def test_a_call_that_would_change_something_does_not_leave_the_machine(account_of_prod: SoundAccount):
    with pytest.raises(WriteError, match="does not call CreateVpc"):
        account_of_prod.reader().read("ec2", "create_vpc", CidrBlock="10.0.0.0/16")
    assert len(account_of_prod.client("ec2").describe_vpcs()["Vpcs"]) == 1  # the default one


def test_what_the_caller_may_not_look_at_is_a_warning_that_names_the_permission(
    account_of_prod: SoundAccount,
):
    operations = {name for _, name in account_of_prod.look().calls} - {"GetCallerIdentity", "HeadBucket"}
    for operation in sorted(operations):
        account_of_prod.denied = {operation}
        looked = account_of_prod.look()
        (action,) = {action for action in looked.actions if action.endswith(f":{operation}")} or {
            "s3:ListAllMyBuckets"
        }
        warnings = looked.beginning("warning")
        assert looked.code == 0, operation
        assert warnings, operation
        assert all(f"not checked: the caller has no {action} " in line for line in warnings), operation


def test_what_aws_answers_otherwise_is_a_warning_and_the_other_checks_go_on(account_of_prod: SoundAccount):
    error = {"Error": {"Code": "ServiceUnavailable", "Message": "later"}}
    account_of_prod.answers["eks", "DescribeAddonVersions"] = lambda _: error
    looked = account_of_prod.look()
    assert looked.beginning("warning") == [
        "warning  add-ons: not checked: AWS answers DescribeAddonVersions with ServiceUnavailable: later"
    ]
    assert len(looked.beginning("ok")) > 10


def test_credentials_of_another_account_end_the_run_at_once(prod: Result):
    with sound_account(prod, caller="arn:aws:iam::999999999999:role/palisade-deploy") as elsewhere:
        looked = elsewhere.look()
    assert looked.code == 2
    assert [name for _, name in looked.calls] == ["GetCallerIdentity"]
    (line,) = looked.beginning("BLOCKER")
    assert "account 999999999999" in line
    assert f"aws.accountId is {elsewhere.plan.settings.aws.account_id}" in line
