"""The quota bounds the services, and holds them all at their largest."""

from typing import Any

import pytest

from workloads.quota import QuotaError, check_fit, hard_limits
from workloads.settings import QuotaSettings, ServiceSettings

PATIENT = ServiceSettings.model_validate(
    {
        "imageDigest": "sha256:" + "a" * 64,
        "replicas": {"min": 1, "max": 3},
        "resources": {"cpu": "100m", "cpuLimit": "500m", "memory": "256Mi", "ephemeralStorage": "64Mi"},
    }
)


def quota(**changes: Any) -> QuotaSettings:
    return QuotaSettings.model_validate({"pods": 8, "cpuLimit": "4", "memoryLimit": "2Gi"} | changes)


def test_the_quota_bounds_what_pods_may_use_and_allows_no_volumes() -> None:
    assert hard_limits(quota()) == {
        "pods": "8",
        "limits.cpu": "4",
        "limits.memory": "2Gi",
        "persistentvolumeclaims": "0",
    }


def test_services_fit_when_all_of_them_can_be_updated_at_their_largest() -> None:
    check_fit(quota(), {"patient": PATIENT, "appointment": PATIENT}, file="Pulumi.dev.yaml")


def test_every_limit_that_is_too_low_is_in_the_message() -> None:
    with pytest.raises(QuotaError) as caught:
        check_fit(
            quota(pods=7, cpuLimit="3999m", memoryLimit="2047Mi"),
            {"patient": PATIENT, "appointment": PATIENT},
            file="Pulumi.dev.yaml",
        )
    assert str(caught.value).splitlines() == [
        "Pulumi.dev.yaml: quota.pods is 7: too low for the services, which may need 8",
        "Pulumi.dev.yaml: quota.cpuLimit is 3999m: too low for the services, which may need 4000m",
        "Pulumi.dev.yaml: quota.memoryLimit is 2047Mi: too low for the services, which may need 2048Mi",
    ]
