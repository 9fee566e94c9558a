"""The AWS that the bootstrap runs against: moto, in this process."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.support.state_bucket import Aws


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """An empty AWS account and credentials for it."""
    # By default moto lets one account into the buckets of another.
    monkeypatch.setenv("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "false")
    with mock_aws():
        yield Aws()


@pytest.fixture(scope="module")
def made() -> Iterator[Aws]:
    """An account in which the command has run; a test leaves it as it found it."""
    with mock_aws():
        account = Aws()
        account.bootstrap()
        yield account
