"""Runs the bootstrap command in a simulated AWS, and looks at what it left there."""

import contextlib
import io
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from botocore.model import OperationModel
from moto.core.models import DEFAULT_ACCOUNT_ID

from bootstrap.__main__ import main

ACCOUNT = DEFAULT_ACCOUNT_ID
OTHER_ACCOUNT = "999999999999"
REGION = "eu-central-1"
BUCKET = f"palisade-pulumi-state-{ACCOUNT}-{REGION}"
ALIAS = "alias/palisade-pulumi"
# Shared, because every new session parses the models of all services again.
_SESSION = boto3.Session()
_READS = ("Get", "List", "Head", "Describe")


@dataclass(frozen=True)
class Run:
    """What a run of the command gave, and the calls by which it changed something."""

    code: int
    said: str
    error: str
    writes: list[str]

    @property
    def changes(self) -> list[str]:
        """The lines between the heading and the commands to use."""
        lines = self.said.partition("Use them with:")[0].splitlines()[1:]
        return [line.strip() for line in lines if line.strip() != "nothing to change"]


def run_command(session: boto3.Session, *more: str, region: str = REGION, account: str = ACCOUNT) -> Run:
    """Run the real command with the credentials of a session."""
    boto3.DEFAULT_SESSION = session
    writes: list[str] = []

    def record(model: OperationModel, **_: Any) -> None:
        if not str(model.name).startswith(_READS):
            writes.append(str(model.name))

    session.events.register("before-call", record, "record")
    said, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(error):
        code = main(["--region", region, "--account-id", account, *more])
    session.events.unregister("before-call", unique_id="record")
    return Run(code, said.getvalue(), error.getvalue(), writes)


class Aws:
    """Clients of one simulated account."""

    def __init__(self) -> None:
        self.s3 = _SESSION.client("s3", region_name=REGION)
        self.kms = _SESSION.client("kms", region_name=REGION)

    def bootstrap(self, *more: str, region: str = REGION, account: str = ACCOUNT) -> Run:
        """Run the real command."""
        return run_command(_SESSION, *more, region=region, account=account)

    @contextlib.contextmanager
    def parameters(self, service: str) -> Generator[list[tuple[str, dict[str, Any]]]]:
        """Collect the name and the parameters of every call of a service."""
        calls: list[tuple[str, dict[str, Any]]] = []

        def record(params: dict[str, Any], model: OperationModel, **_: Any) -> None:
            calls.append((str(model.name), dict(params)))

        event = f"provide-client-params.{service}"
        _SESSION.events.register_first(event, record, "parameters")
        yield calls
        _SESSION.events.unregister(event, unique_id="parameters")

    @contextlib.contextmanager
    def late(self, service: str, operation: str, times: int) -> Generator[None]:
        """Let an operation not find what it is about, so many times, as while AWS spreads the news."""
        left = iter(range(times))
        error = {"Error": {"Code": "NotFoundException", "Message": "unknown"}}

        def answer(**_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
            known = next(left, None) is None
            return None if known else (AWSResponse("", 400, {}, None), error)

        event = f"before-call.{service}.{operation}"
        _SESSION.events.register_last(event, answer, "late")
        yield
        _SESSION.events.unregister(event, unique_id="late")

    def state(self) -> dict[str, Any]:
        """Everything that can be read of buckets and customer keys, in comparable form."""
        return {
            "buckets": {
                bucket["Name"]: self._bucket(bucket["Name"]) for bucket in self.s3.list_buckets()["Buckets"]
            },
            "keys": {key["KeyId"]: self._key(key["KeyId"]) for key in self.kms.list_keys()["Keys"]},
        }

    def key_ids(self) -> list[str]:
        """Ids of all keys of the account in the region."""
        return [key["KeyId"] for key in self.kms.list_keys()["Keys"]]

    def key_id(self) -> str:
        """Id of the key that the alias leads to."""
        return self.kms.describe_key(KeyId=ALIAS)["KeyMetadata"]["KeyId"]

    def key_arn(self) -> str:
        """ARN of the key that the alias leads to."""
        return self.kms.describe_key(KeyId=ALIAS)["KeyMetadata"]["Arn"]

    def bucket_policy(self) -> str:
        """The policy as S3 stores it."""
        return self.s3.get_bucket_policy(Bucket=BUCKET)["Policy"]

    def key_policy(self) -> str:
        """The policy as KMS stores it."""
        return self.kms.get_key_policy(KeyId=self.key_id(), PolicyName="default")["Policy"]

    def _bucket(self, name: str) -> dict[str, Any]:
        reads = {
            "public access": self.s3.get_public_access_block,
            "ownership": self.s3.get_bucket_ownership_controls,
            "versioning": self.s3.get_bucket_versioning,
            "encryption": self.s3.get_bucket_encryption,
            "lifecycle": self.s3.get_bucket_lifecycle_configuration,
            "policy": self.s3.get_bucket_policy,
            "tags": self.s3.get_bucket_tagging,
            "acl": self.s3.get_bucket_acl,
        }
        return {what: _answer(lambda read=read: read(Bucket=name)) for what, read in reads.items()}

    def _key(self, key: str) -> dict[str, Any]:
        return {
            "key": _answer(lambda: self.kms.describe_key(KeyId=key)),
            "policy": _answer(lambda: self.kms.get_key_policy(KeyId=key, PolicyName="default")),
            "rotation": _answer(lambda: self.kms.get_key_rotation_status(KeyId=key)),
            "tags": _answer(lambda: self.kms.list_resource_tags(KeyId=key)),
            "aliases": [alias["AliasName"] for alias in self.kms.list_aliases(KeyId=key)["Aliases"]],
        }


def session_of_somebody(policy: str) -> boto3.Session:
    """The session of a new user of the account, who may do what one policy says.

    moto asks the policy only in functions under its set_initial_no_auth_action_count.
    """
    iam = _SESSION.client("iam", region_name="us-east-1")
    iam.create_user(UserName="somebody")
    iam.put_user_policy(UserName="somebody", PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"])


def client_of_another_account(service: str, region: str = REGION) -> Any:
    """A client of a role in another simulated account."""
    sts = _SESSION.client("sts", region_name=region)
    role = f"arn:aws:iam::{OTHER_ACCOUNT}:role/stranger"
    given = sts.assume_role(RoleArn=role, RoleSessionName="stranger")["Credentials"]
    return _SESSION.client(
        service,
        region_name=region,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def _answer(call: Any) -> Any:
    try:
        answer = call()
    except ClientError as error:
        return error.response["Error"]["Code"]
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}
