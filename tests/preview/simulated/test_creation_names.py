"""Names that exist already."""

from typing import Any

import pytest

from preview.simulated.aws.creation_names import UNIQUE
from preview.simulated.aws.creation_policies import refuse_documents
from preview.simulated.sdk import sdk_type
from tests.support.simulated_account import SimulatedAccount

ROLE = "aws:iam/role:Role"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type, not a secret
PARAMETER = "aws:ssm/parameter:Parameter"
# The API takes a second creation for a change, or returns the first (see the module's docstring).
OVERWRITTEN = (
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:sns/topic:Topic",
)


def named(token: str, name: str) -> dict[str, Any]:
    return dict.fromkeys(UNIQUE[token].keys, name)


@pytest.mark.parametrize("token", sorted(UNIQUE))
def test_the_table_names_properties_of_the_type(token: str) -> None:
    known = sdk_type(token)

    assert known is not None
    assert set(UNIQUE[token].keys) <= known.inputs


@pytest.mark.parametrize("token", sorted(UNIQUE))
def test_a_second_of_the_name_is_refused_in_words_of_the_service(
    account: SimulatedAccount, token: str
) -> None:
    account.create(token, **named(token, "first-name"))
    account.exists(token, "first-name", **named(token, "first-name"))

    refusal = account.refusal_of_create(token, **named(token, "first-name"))

    assert refusal.startswith(f"{UNIQUE[token].code}: ")
    assert refusal.endswith(f"({token} first-name, first-name exists)")


@pytest.mark.parametrize("token", sorted(token for token in UNIQUE if UNIQUE[token].keys))
def test_another_name_is_taken(account: SimulatedAccount, token: str) -> None:
    account.exists(token, "first-name", **named(token, "first-name"))

    account.create(token, **named(token, "other-name"))
    account.create(token)


@pytest.mark.parametrize("token", OVERWRITTEN)
def test_what_is_overwritten_or_returned_is_not_refused(account: SimulatedAccount, token: str) -> None:
    account.exists(token, "same", name="same")

    account.create(token, name="same")


def test_names_of_iam_are_not_distinguished_by_case_and_those_of_others_are(
    account: SimulatedAccount,
) -> None:
    account.exists(ROLE, "Deploy", name="Deploy")
    account.exists(PARAMETER, "Deploy", name="Deploy")

    assert "EntityAlreadyExists: Role with name deploy already exists." in account.refusal_of_create(
        ROLE, name="deploy"
    )
    account.create(PARAMETER, name="deploy")


def test_a_name_counts_only_within_its_cluster_or_vpc(account: SimulatedAccount) -> None:
    account.exists("aws:eks/addon:Addon", "a:coredns", clusterName="a", addonName="coredns")

    account.create("aws:eks/addon:Addon", clusterName="b", addonName="coredns")


def test_a_parameter_can_be_asked_to_overwrite(account: SimulatedAccount) -> None:
    account.exists(PARAMETER, "/a", name="/a")

    account.create(PARAMETER, name="/a", overwrite=True)


def test_the_name_of_a_secret_is_free_after_its_recovery_window_only(account: SimulatedAccount) -> None:
    account.deleted(SECRET, "arn:1", name="database", recoveryWindowInDays=30)
    account.deleted(SECRET, "arn:2", name="forced", recoveryWindowInDays=0)

    refusal = account.refusal_of_create(SECRET, name="database")

    assert "a secret with this name is already scheduled for deletion." in refusal
    account.create(SECRET, name="forced")
    account.create(SECRET, name="another")


def test_a_type_without_documents_and_names_is_not_judged(account: SimulatedAccount) -> None:
    refuse_documents("aws:ec2/vpc:Vpc", {"policy": "{"}, account.store)
    account.create("aws:ec2/vpc:Vpc", name="x")
