import pytest

from infra.configuration import ConfigurationError
from infra.naming import first_zones, partition_of, platform_name, principal_name


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_the_region_tells_the_partition(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_zones_are_the_first_that_the_region_has() -> None:
    assert first_zones("eu-central-1", 2) == ("eu-central-1a", "eu-central-1b")
    assert first_zones("cn-north-1", 3) == ("cn-north-1a", "cn-north-1b", "cn-north-1d")
    assert first_zones("ap-northeast-1", 3) == ("ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d")


def test_a_platform_is_named_by_project_and_stack() -> None:
    assert platform_name("palisade", "dev-2") == "palisade-dev-2"
    assert platform_name("palisade", "a" * 28) == f"palisade-{'a' * 28}"


@pytest.mark.parametrize("stack", ["a" * 29, "Dev", "dev_2", "dev.2", "dev-"])
def test_a_stack_of_a_name_that_no_bucket_takes_is_refused(stack: str) -> None:
    with pytest.raises(ConfigurationError, match=f"the stack is {stack}, so names in AWS begin with"):
        platform_name("palisade", stack)


def test_principals_of_one_name_in_two_accounts_stay_apart() -> None:
    one, other = (f"arn:aws:iam::{account}:role/teams/deploy" for account in ("111122223333", "444455556666"))
    assert principal_name(one) == "111122223333-role-deploy"
    assert principal_name(one) != principal_name(other)


def test_a_role_and_a_user_of_one_name_stay_apart() -> None:
    role, user = (f"arn:aws:iam::111122223333:{kind}/deploy" for kind in ("role", "user"))
    assert principal_name(role) != principal_name(user)
