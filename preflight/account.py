"""The account, to look at and not to touch."""

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel

from bootstrap.errors import DENIED, code_of

# Operations that only read begin so, in every API that is asked here.
READS = ("Describe", "Get", "Head", "List")
# Somebody waits for the answer: give up on a network that is not there after seconds, not minutes.
_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})

# Where IAM's name of a service or of an action is another than boto3's. Source: Service Authorization
# Reference, "Service Quotas" and "Amazon S3".
_PREFIXES = {"service-quotas": "servicequotas"}
_ACTIONS = {"s3:HeadBucket": "s3:ListBucket", "s3:ListBuckets": "s3:ListAllMyBuckets"}


class DeniedError(Exception):
    """The caller may not look at something; `action` is the permission that is missing."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class WriteError(Exception):
    """A call that does not only read was about to be made."""


class Account:
    """Reads what is in an account and region.

    Every client refuses operations that may change something before they leave the machine.
    """

    def __init__(self, session: boto3.Session, region: str) -> None:
        self._session = session
        self._region = region
        self._clients: dict[str, Any] = {}

    def read(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Call an operation and return its answer.

        Args:
            service: name of the service, as boto3 has it.
            operation: method of its client, such as describe_vpcs.
            parameters: of the operation.

        Raises:
            DeniedError: the caller may not.
            ClientError: AWS refuses it for another reason.
        """
        try:
            return getattr(self._client(service), operation)(**parameters)
        except ClientError as error:
            raise _explained(service, error) from error

    def pages(self, service: str, operation: str, key: str, **parameters: Any) -> Iterator[Any]:
        """Call an operation page by page, and give the items below a key of its answers.

        Raises:
            DeniedError: the caller may not.
            ClientError: AWS refuses it for another reason.
        """
        try:
            for page in self._client(service).get_paginator(operation).paginate(**parameters):
                yield from page.get(key, [])
        except ClientError as error:
            raise _explained(service, error) from error

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            client = self._session.client(service, region_name=self._region, config=_CONFIG)
            client.meta.events.register_first("before-call", refuse_writes)
            self._clients[service] = client
        return self._clients[service]


def refuse_writes(model: OperationModel, **_: Any) -> None:
    """Stop a call that is not known to read only.

    Raises:
        WriteError: it may change something.
    """
    if not str(model.name).startswith(READS):
        raise WriteError(f"preflight does not call {model.name}: it changes nothing")


def action_of(service: str, operation: str) -> str:
    """Name the permission that a call takes, such as ec2:DescribeVpcs.

    Args:
        service: name of the service, as boto3 has it.
        operation: name of the operation in its API, such as DescribeVpcs.
    """
    action = f"{_PREFIXES.get(service, service)}:{operation}"
    return _ACTIONS.get(action, action)


def _explained(service: str, error: ClientError) -> DeniedError | ClientError:
    denied = code_of(error) in DENIED
    return DeniedError(action_of(service, error.operation_name)) if denied else error
