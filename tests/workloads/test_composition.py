"""The pieces from which the layer is put together."""

from workloads.composition import quota, registry_host
from workloads.settings import QuotaSettings


def test_images_come_from_the_accounts_own_registry() -> None:
    assert (
        registry_host("aws", "111122223333", "eu-central-1")
        == "111122223333.dkr.ecr.eu-central-1.amazonaws.com"
    )
    assert registry_host("aws-cn", "111122223333", "cn-north-1").endswith(".cn-north-1.amazonaws.com.cn")


def test_the_quota_bounds_what_pods_may_use_and_allows_no_volumes() -> None:
    settings = QuotaSettings.model_validate({"pods": 20, "cpuLimit": "8", "memoryLimit": "16Gi"})
    assert quota(settings) == {
        "pods": "20",
        "limits.cpu": "8",
        "limits.memory": "16Gi",
        "persistentvolumeclaims": "0",
    }
