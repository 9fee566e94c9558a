"""Policy documents of resources that AWS refuses."""

import json
from typing import Any

import pytest

from preview.simulated.aws.policy_grammar import KEY
from preview.simulated.aws.policy_inputs import POLICY_INPUTS
from preview.simulated.sdk import sdk_type
from tests.support.simulated_account import SimulatedAccount

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
POLICY = "aws:iam/policy:Policy"
KMS = "aws:kms/key:Key"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
ARN = "arn:aws:iam::123456789012:role/deploy"


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def permissions(size: int = 0) -> str:
    """Return a policy for an identity; with a size, one of so many characters without white space."""
    text = document(Action="s3:GetObject", Resource="arn:aws:s3:::")
    missing = size - len("".join(text.split()))
    return document(Action="s3:GetObject", Resource="arn:aws:s3:::" + "b" * missing) if size else text


def trust(size: int = 0, **principal: Any) -> str:
    principals = principal or {"Service": "ec2.amazonaws.com"}
    text = document(Principal=principals, Action="sts:AssumeRole", Sid="")
    missing = size - len("".join(text.split()))
    return document(Principal=principals, Action="sts:AssumeRole", Sid="s" * missing) if size else text


def key_policy(**statement: Any) -> str:
    return document(**{"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Resource": "*", **statement})


@pytest.mark.parametrize("token", sorted(POLICY_INPUTS))
def test_the_table_names_inputs_of_the_type(token: str) -> None:
    known = sdk_type(token)

    assert known is not None
    assert POLICY_INPUTS[token].path in known.inputs


@pytest.mark.parametrize("token", sorted(POLICY_INPUTS))
def test_a_malformed_document_is_refused_with_the_code_of_the_service(
    account: SimulatedAccount, token: str
) -> None:
    given = POLICY_INPUTS[token]

    refusal = account.refusal_of_create(token, **{given.path: '{"Statement": ['})

    assert refusal.startswith(f"{given.code}: {given.words or 'Syntax errors in policy.'}")
    assert f"{given.path}: " in refusal
    assert "it is not a JSON object" in refusal


@pytest.mark.parametrize("token", sorted(POLICY_INPUTS))
def test_a_good_document_is_taken(account: SimulatedAccount, token: str) -> None:
    given = POLICY_INPUTS[token]
    good = {"aws:iam/": permissions(), ROLE: trust()}
    text = good.get(token) or (good["aws:iam/"] if token.startswith("aws:iam/") else "")
    if not text:
        action = "kms:*" if given.dialect is KEY else "s3:GetObject"
        text = document(Principal="*", Action=action, Resource="*")

    account.create(token, **{given.path: text})


def test_inline_policies_of_a_role_are_judged_as_well(account: SimulatedAccount) -> None:
    inline = [{"name": "a", "policy": permissions()}, {"name": "b", "policy": document(Action="s3:*")}]

    refusal = account.refusal_of_create(ROLE, assumeRolePolicy=trust(), inlinePolicies=inline)

    assert "Policy statement must contain resources. (inlinePolicies.policy: statement 1)" in refusal


def test_iam_counts_characters_of_a_policy_without_white_space(account: SimulatedAccount) -> None:
    account.create(POLICY, policy=json.dumps(json.loads(permissions(6144)), indent=8))
    account.create(ROLE, assumeRolePolicy=trust(2048))

    refusal = account.refusal_of_create(POLICY, policy=permissions(6145))

    assert refusal.startswith("LimitExceeded: Cannot exceed quota for PolicySize: 6144")
    assert "Cannot exceed quota for ACLSizePerRole: 2048" in account.refusal_of_create(
        ROLE, assumeRolePolicy=trust(2049)
    )


def test_inline_policies_of_a_role_are_counted_together(account: SimulatedAccount) -> None:
    account.exists(ROLE_POLICY, "r:a", role="r", name="a", policy=permissions(6000))
    account.exists(ROLE_POLICY, "other:a", role="other", name="a", policy=permissions(9000))

    refusal = account.refusal_of_create(ROLE_POLICY, role="r", name="b", policy=permissions(4241))

    assert "Maximum policy size of 10240 bytes exceeded for role r" in refusal
    account.create(ROLE_POLICY, role="r", name="b", policy=permissions(4240))
    account.create(ROLE_POLICY, role="r", name="a", policy=permissions(10240))
    account.update(ROLE_POLICY, "r:a", role="r", name="a", policy=permissions(10240))


def test_a_bucket_policy_is_about_its_bucket(account: SimulatedAccount) -> None:
    def policy(*resources: str) -> str:
        return document(Principal="*", Action="s3:GetObject", Resource=list(resources))

    refusal = account.refusal_of_create(
        BUCKET_POLICY, bucket="logs", policy=policy("arn:aws:s3:::logs/*", "arn:aws:s3:::lost/*")
    )

    assert refusal.startswith("MalformedPolicy: Policy has invalid resource (arn:aws:s3:::lost/*")
    account.create(BUCKET_POLICY, bucket="logs", policy=policy("arn:aws:s3:::logs", "arn:aws:s3:::logs/*"))
    account.create(BUCKET_POLICY, bucket="logs", policy=policy("arn:aws:s3:::lo*"))


@pytest.mark.parametrize(
    "policy",
    [
        key_policy(Action="kms:Encrypt"),
        key_policy(Action="kms:*", Effect="Deny"),
        key_policy(Action="kms:*", Principal={"Service": "logs.amazonaws.com"}),
        key_policy(NotAction=["kms:Decrypt", "kms:Put*"]),
    ],
)
def test_a_key_policy_that_nobody_could_change_is_refused(account: SimulatedAccount, policy: str) -> None:
    refusal = account.refusal_of_create(KMS, policy=policy)

    assert "The new key policy will not allow you to update the key policy in the future." in refusal
    account.create(KMS, policy=policy, bypassPolicyLockoutSafetyCheck=True)


@pytest.mark.parametrize(
    "policy",
    [
        key_policy(Action="kms:*"),
        key_policy(Action=["kms:Encrypt", "kms:PutKeyPolicy"]),
        key_policy(NotAction="kms:Decrypt", Principal="*"),
        key_policy(Action="*", Principal={"AWS": ARN, "Service": "logs.amazonaws.com"}),
    ],
)
def test_a_key_policy_that_somebody_can_change_is_taken(account: SimulatedAccount, policy: str) -> None:
    account.create(KMS, policy=policy)


def test_a_key_policy_has_32_kilobytes_at_most(account: SimulatedAccount) -> None:
    missing = 32768 - len(key_policy(Action="kms:*", Sid=""))
    account.create(KMS, policy=key_policy(Action="kms:*", Sid="s" * missing))

    policy = key_policy(Action="kms:*", Sid="s" * (missing + 1))

    assert "LimitExceededException: " in account.refusal_of_create(KMS, policy=policy)


def test_a_principal_that_was_deleted_is_refused_until_it_exists_again(account: SimulatedAccount) -> None:
    account.create(ROLE, name="x", assumeRolePolicy=trust(AWS=ARN))
    account.deleted(ROLE, "deploy", {"arn": ARN}, name="deploy")

    refusal = account.refusal_of_create(ROLE, name="x", assumeRolePolicy=trust(AWS=ARN))

    assert f'Invalid principal in policy: "AWS":"{ARN}"' in refusal
    account.exists(ROLE, "deploy", {"arn": ARN}, name="deploy")
    account.create(ROLE, name="x", assumeRolePolicy=trust(AWS=ARN))


def test_a_topic_says_what_it_says_of_any_policy_and_the_reason_stands_beside(
    account: SimulatedAccount,
) -> None:
    policy = document(Action="sns:Publish", Resource="*")

    refusal = account.refusal_of_create(TOPIC_POLICY, arn="arn:aws:sns:x:1:t", policy=policy)

    assert refusal == (
        "InvalidParameter: Invalid parameter: Policy Error: null (policy: Missing required field Principal "
        "statement 1)"
    )


def test_a_document_is_judged_at_an_update_too(account: SimulatedAccount) -> None:
    account.exists(ROLE, "r", name="r", assumeRolePolicy=trust())

    assert "Syntax errors in policy." in account.refusal_of_update(ROLE, "r", name="r", assumeRolePolicy="{}")
    account.update(ROLE, "r", name="r", assumeRolePolicy=trust(AWS=ARN))
