import pytest

from infra.place import Place, RoleRules


def place(partition: str, region: str) -> Place:
    return Place("palisade-dev", partition, "111122223333", region, RoleRules(None, "/", ""))


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-central-1", "111122223333.dkr.ecr.eu-central-1.amazonaws.com"),
        ("aws-cn", "cn-north-1", "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_registry_is_the_accounts_in_its_region_and_partition(
    partition: str, region: str, host: str
) -> None:
    assert place(partition, region).registry_host == host


def test_an_arn_names_partition_region_and_account() -> None:
    arn = place("aws-us-gov", "us-gov-west-1").arn("logs", "log-group:/x")
    assert arn == "arn:aws-us-gov:logs:us-gov-west-1:111122223333:log-group:/x"
