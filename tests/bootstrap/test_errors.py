"""Whatever AWS or the way to it answers becomes one line and an exit code."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ProfileNotFound,
    UnauthorizedSSOTokenError,
)
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from bootstrap.errors import explain
from tests.support.state_bucket import Aws, run_command


def answer(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "PutBucketPolicy")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NoCredentialsError(), "no AWS credentials found: log in"),
        (UnauthorizedSSOTokenError(), "AWS credentials cannot be read:"),
        (ProfileNotFound(profile="nobody"), "nobody"),
        (EndpointConnectionError(endpoint_url="https://s3"), "AWS cannot be reached:"),
        (answer("ExpiredToken", "too late"), "AWS does not accept the credentials (ExpiredToken)"),
        (answer("AccessDenied", "no"), "AWS refuses PutBucketPolicy: no; docs/bootstrap.md lists"),
        (
            answer("MalformedPolicy", "two\nlines"),
            "AWS answers PutBucketPolicy with MalformedPolicy: two lines",
        ),
    ],
)
def test_an_error_is_explained_in_one_line(error: BotoCoreError | ClientError, expected: str):
    explained = explain(error)
    assert expected in explained
    assert "\n" not in explained


def test_a_refused_signature_does_not_repeat_the_request():
    assert "planted" not in explain(answer("SignatureDoesNotMatch", "The canonical string was: planted"))


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with mock_aws(config={"core": {"mock_credentials": False}}):
        yield


def test_without_credentials_the_command_says_so(no_credentials: None):
    run = run_command(boto3.Session())
    assert (run.code, run.said) == (2, "")
    assert run.error == "error: no AWS credentials found: log in with `aws sso login`, or set AWS_PROFILE\n"


def test_a_permission_that_is_missing_midway_stops_the_run_and_the_next_goes_on(aws: Aws):
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="somebody")
    allow = {"Effect": "Allow", "Action": ["sts:*", "kms:*", "s3:*"], "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "s3:PutBucketVersioning", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]})
    iam.put_user_policy(UserName="somebody", PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    somebody = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"])
    # From the first call on, moto asks the policies of whoever calls.
    run = set_initial_no_auth_action_count(0)(run_command)(somebody)
    assert run.code == 2
    assert run.error.startswith("error: AWS refuses PutBucketVersioning: ")
    assert "what was done stands above, and another run goes on from there" in run.error
    assert "  set all four public access blocks" in run.said.splitlines()
    again = aws.bootstrap()
    assert again.code == 0
    assert again.changes[0] == "set versioning"
    assert len(aws.key_ids()) == 1
