"""Keys that something is still encrypted with."""

import json
from typing import Any

import pytest

from preview.simulated.store import Store
from tests.support.simulated_account import SimulatedAccount

KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"
ARN = "arn:aws:kms:eu-central-1:123456789012:key/1234"
ALIAS_ARN = "arn:aws:kms:eu-central-1:123456789012:alias/logs"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@pytest.fixture
def keyed(account: SimulatedAccount) -> SimulatedAccount:
    """A key with an alias, a policy and a policy that names it: nothing that uses it."""
    account.exists(KEY, "1234", {"arn": ARN})
    account.exists(ALIAS, "alias/logs", {"arn": ALIAS_ARN}, name="alias/logs", targetKeyId="1234")
    account.exists("aws:kms/keyPolicy:KeyPolicy", "1234", keyId="1234")
    account.exists("aws:iam/rolePolicy:RolePolicy", "r:p", policy=json.dumps({"Resource": ARN}))
    account.exists(LOG_GROUP, "/other", kmsKeyId="arn:aws:kms:eu-central-1:123456789012:key/5678")
    return account


def test_a_key_that_nothing_is_encrypted_with_is_deleted(keyed: SimulatedAccount) -> None:
    keyed.delete(KEY, "1234")


@pytest.mark.parametrize("name", [ARN, "1234", "alias/logs", ALIAS_ARN])
@pytest.mark.parametrize(
    ("token", "setting"),
    [
        (LOG_GROUP, lambda key: {"kmsKeyId": key}),
        ("aws:ecr/repository:Repository", lambda key: {"encryptionConfigurations": [{"kmsKey": key}]}),
        ("aws:eks/cluster:Cluster", lambda key: {"encryptionConfig": {"provider": {"keyArn": key}}}),
        ("aws:sns/topic:Topic", lambda key: {"kmsMasterKeyId": key}),
    ],
)
def test_a_key_in_use_is_not_deleted_though_kms_would(
    keyed: SimulatedAccount, token: str, setting: Any, name: str
) -> None:
    keyed.exists(token, "used", **setting(name))

    refusal = keyed.refusal_of_delete(KEY, "1234")

    assert refusal.startswith("refused by the simulation, where KMS would accept it (ScheduleKeyDeletion)")
    assert f"encrypts {token} used, used, which could not be read any more" in refusal


def test_what_was_left_in_place_is_still_encrypted(keyed: SimulatedAccount) -> None:
    keyed.exists(LOG_GROUP, "/left", kmsKeyId=ARN)
    keyed.store.release(LOG_GROUP, "/left")

    assert f"encrypts {LOG_GROUP} /left" in keyed.refusal_of_delete(KEY, "1234")


def test_what_is_in_another_region_counts_and_objects_of_clusters_do_not(keyed: SimulatedAccount) -> None:
    elsewhere = Store(keyed.store.clouds, lambda _: "elsewhere")
    elsewhere.put(
        "kubernetes:storage.k8s.io/v1:StorageClass", "urn::::k::gp3", "gp3", {"parameters": {"k": ARN}}, {}
    )
    keyed.delete(KEY, "1234")
    elsewhere.put("aws:backup/vault:Vault", "urn::::v::vault", "vault", {"kmsKeyArn": ARN}, {})

    assert "encrypts aws:backup/vault:Vault vault" in keyed.refusal_of_delete(KEY, "1234")


def test_the_refusal_counts_the_others(keyed: SimulatedAccount) -> None:
    for name in ("/a", "/b", "/c"):
        keyed.exists(LOG_GROUP, name, kmsKeyId=ARN)

    assert "/a, /a and 2 more, which could not be read" in keyed.refusal_of_delete(KEY, "1234")
