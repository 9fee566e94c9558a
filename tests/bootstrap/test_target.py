from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from bootstrap.errors import BootstrapError
from bootstrap.target import Target

TARGET = Target("eu-central-1", "111122223333", "palisade")
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_the_longest_names_fit_into_the_name_of_a_bucket():
    longest = Target("ap-southeast-1", "111122223333", "a" * 20)
    assert len(longest.bucket) <= 63


def test_arns_are_of_the_partition():
    assert replace(TARGET, region="cn-north-1", partition="aws-cn").bucket_arn.startswith("arn:aws-cn:s3:::")


def test_the_backend_url_makes_pulumi_ask_for_the_key():
    url = urlsplit(TARGET.backend(KEY))
    assert (url.scheme, url.netloc) == ("s3", TARGET.bucket)
    assert parse_qs(url.query) == {
        "region": ["eu-central-1"],
        "awssdk": ["v2"],
        "ssetype": ["aws:kms"],
        "kmskeyid": [KEY],
    }


@pytest.mark.parametrize("region", ["Frankfurt", "eu-central", "eu-central-1a", ""])
def test_what_cannot_be_a_region_is_refused(region: str):
    with pytest.raises(BootstrapError, match=f"--region is {region!r}; it must be a region"):
        replace(TARGET, region=region)


@pytest.mark.parametrize("account", ["1234", "1111-2222-3333", "1111222233334"])
def test_what_cannot_be_an_account_is_refused(account: str):
    with pytest.raises(BootstrapError, match=f"--account-id is {account!r}; it must be .* 12 digits"):
        replace(TARGET, account_id=account)


@pytest.mark.parametrize("name", ["p", "Palisade", "-x", "x-", "a" * 21, "a.b", "1a"])
def test_what_cannot_be_a_name_is_refused(name: str):
    with pytest.raises(BootstrapError, match=f"--name is {name!r}; it must be 2 to 20"):
        replace(TARGET, name=name)
