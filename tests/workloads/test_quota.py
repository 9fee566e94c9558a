"""The quota bounds the services, and holds them all at their largest."""

from typing import Any

import pytest

from workloads.quota import Demand, QuotaError, check_fit, demand, hard_limits
from workloads.settings import QuotaSettings, ServiceSettings

PATIENT = ServiceSettings.model_validate(
    {
        "imageDigest": "sha256:" + "a" * 64,
        "replicas": {"min": 1, "max": 3},
        "resources": {"cpu": "100m", "cpuLimit": "500m", "memory": "256Mi", "ephemeralStorage": "64Mi"},
    }
)


def quota(**changes: Any) -> QuotaSettings:
    return QuotaSettings.model_validate({"pods": 14, "cpuLimit": "7", "memoryLimit": "3584Mi"} | changes)


def test_the_quota_bounds_what_pods_may_use_and_allows_no_volumes() -> None:
    assert hard_limits(quota()) == {
        "pods": "14",
        "limits.cpu": "7",
        "limits.memory": "3584Mi",
        "persistentvolumeclaims": "0",
    }


def test_services_fit_when_all_of_them_can_be_updated_at_their_largest() -> None:
    check_fit(quota(), {"patient": PATIENT, "appointment": PATIENT}, file="Pulumi.dev.yaml")


def test_every_limit_that_is_too_low_is_in_the_message() -> None:
    with pytest.raises(QuotaError) as caught:
        check_fit(
            quota(pods=13, cpuLimit="6999m", memoryLimit="3583Mi"),
            {"patient": PATIENT, "appointment": PATIENT},
            file="Pulumi.dev.yaml",
        )
    assert str(caught.value).splitlines() == [
        "Pulumi.dev.yaml: quota.pods is 13: too low for the services, which may need 14",
        "Pulumi.dev.yaml: quota.cpuLimit is 6999m: too low for the services, which may need 7000m",
        "Pulumi.dev.yaml: quota.memoryLimit is 3583Mi: too low for the services, which may need 3584Mi",
    ]


def test_pods_that_are_still_ending_count_but_not_more_than_there_are() -> None:
    large = PATIENT.model_copy(update={"replicas": PATIENT.replicas.model_copy(update={"max": 12})})
    assert demand({"large": large}) == Demand(pods=12 + 1 + 4, millicores=17 * 500, mebibytes=17 * 256)
    assert demand({"small": PATIENT}).pods == 3 + 1 + 3
