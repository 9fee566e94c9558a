"""What EC2 refuses of instances and launch templates."""

import base64
from typing import Any

import pytest

from preview.simulated.aws.creation_compute import INSTANCE, LAUNCH_TEMPLATE
from tests.support.simulated_account import SimulatedAccount

GROUP = "aws:autoscaling/group:Group"


def encoded(size: int) -> str:
    return base64.b64encode(b"#" * size).decode()


def test_an_instance_type_that_does_not_exist_is_refused(account: SimulatedAccount) -> None:
    refusal = account.refusal_of_create(INSTANCE, instanceType="t3.gigantic")

    assert refusal.startswith("InvalidParameterValue: Invalid value 't3.gigantic' for InstanceType.")
    assert "t3.gigantic is not in the list of botocore" in refusal
    account.create(INSTANCE, instanceType="t3.micro")


@pytest.mark.parametrize("token", [INSTANCE, GROUP])
@pytest.mark.parametrize("reference", [{"id": "lt-1"}, {"name": "nodes"}])
def test_the_instance_type_of_a_template_is_judged_where_it_is_used(
    account: SimulatedAccount, token: str, reference: dict[str, Any]
) -> None:
    account.create(LAUNCH_TEMPLATE, name="nodes", instanceType="t3.gigantic")
    account.exists(LAUNCH_TEMPLATE, "lt-1", name="nodes", instanceType="t3.gigantic")
    account.exists(LAUNCH_TEMPLATE, "lt-2", name="good", instanceType="t3.micro")

    assert "'t3.gigantic' for InstanceType." in account.refusal_of_create(token, launchTemplate=reference)
    account.create(token, launchTemplate={"id": "lt-2"})
    account.create(token, launchTemplate={"id": "lt-elsewhere"})


def test_user_data_of_a_template_is_base64(account: SimulatedAccount) -> None:
    refusal = account.refusal_of_create(LAUNCH_TEMPLATE, userData="#!/bin/sh")

    assert refusal.startswith("InvalidUserData.Malformed: Invalid BASE64 encoding of user data.")
    account.create(LAUNCH_TEMPLATE, userData=encoded(20))
    account.create(LAUNCH_TEMPLATE, userData=encoded(60).replace(encoded(60)[40:], "\n" + encoded(60)[40:]))


@pytest.mark.parametrize(
    ("token", "key"),
    [(LAUNCH_TEMPLATE, "userData"), (INSTANCE, "userDataBase64")],
)
def test_user_data_has_16_kilobytes_before_it_is_encoded(
    account: SimulatedAccount, token: str, key: str
) -> None:
    account.create(token, **{key: encoded(16384)})

    assert "User data is limited to 16384 bytes" in account.refusal_of_create(token, **{key: encoded(16385)})


def test_plain_user_data_of_an_instance_is_encoded_by_the_provider(account: SimulatedAccount) -> None:
    account.create(INSTANCE, userData="#" * 16384)

    assert "limited to 16384 bytes" in account.refusal_of_create(INSTANCE, userData="#" * 16385)
