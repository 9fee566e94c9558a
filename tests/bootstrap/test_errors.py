"""Whatever AWS or the way to it answers becomes one line and an exit code."""

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

from bootstrap.errors import explain
from tests.support.state_bucket import run_command


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
