"""What is lost with a resource is said of types that exist."""

import pytest

from preview.rehearsal import stateful as module
from preview.rehearsal.stateful import stateful
from preview.simulated.sdk import sdk_type

AWS = sorted(token for token in module.STATEFUL if token.startswith("aws:"))


@pytest.mark.parametrize("token", AWS)
def test_every_aws_type_is_one_of_the_sdk(token: str) -> None:
    assert sdk_type(token) is not None


def test_a_bucket_loses_its_objects_and_goes_only_when_it_is_empty() -> None:
    bucket = stateful("aws:s3/bucket:Bucket")
    assert bucket is not None
    assert bucket.lost == "its objects and their versions are lost"
    assert bucket.must_be_empty


def test_a_log_group_goes_with_what_it_holds() -> None:
    group = stateful("aws:cloudwatch/logGroup:LogGroup")
    assert group is not None
    assert not group.must_be_empty


def test_what_must_be_empty_has_its_source() -> None:
    assert all(bool(found.source) == found.must_be_empty for found in module.STATEFUL.values())


@pytest.mark.parametrize("token", ["aws:ec2/route:Route", "kubernetes:apps/v1:Deployment"])
def test_nothing_is_lost_with_what_the_program_makes_again(token: str) -> None:
    assert stateful(token) is None
