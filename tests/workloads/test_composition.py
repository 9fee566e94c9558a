"""The pieces from which the layer is put together."""

from workloads.composition import registry_host


def test_images_come_from_the_accounts_own_registry() -> None:
    assert (
        registry_host("aws", "111122223333", "eu-central-1")
        == "111122223333.dkr.ecr.eu-central-1.amazonaws.com"
    )
    assert registry_host("aws-cn", "111122223333", "cn-north-1").endswith(".cn-north-1.amazonaws.com.cn")
