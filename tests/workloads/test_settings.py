"""Wrong sizes, images and secrets are refused before anything is registered."""

from typing import Any

import pytest
from pydantic import ValidationError

from workloads.settings import ExternalSecretsSettings, FalcoSettings, ServiceSettings

RESOURCES = {"cpu": "100m", "cpuLimit": "1", "memory": "256Mi", "ephemeralStorage": "64Mi"}
SERVICE: dict[str, Any] = {
    "imageDigest": "sha256:" + "a" * 64,
    "replicas": {"min": 2, "max": 4},
    "resources": RESOURCES,
}


def test_a_service_is_its_image_and_its_size() -> None:
    found = ServiceSettings.model_validate(SERVICE)
    assert (found.replicas.min, found.replicas.max) == (2, 4)
    assert found.resources.of_container().cpu_limit == "1"


@pytest.mark.parametrize(
    "change",
    [
        {"imageDigest": "latest"},
        {"imageDigest": "sha256:" + "A" * 64},
        {"replicas": {"min": 0, "max": 4}},
        {"replicas": {"min": 5, "max": 4}},
        {"resources": {**RESOURCES, "memory": "256"}},
        {"resources": {**RESOURCES, "memory": "256M"}},
        {"resources": {**RESOURCES, "cpu": "0m"}},
        {"resources": {**RESOURCES, "gpu": "1"}},
    ],
)
def test_what_kubernetes_would_misread_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ServiceSettings.model_validate({**SERVICE, **change})


@pytest.mark.parametrize("prefix", ["palisade/dev", "a"])
def test_a_prefix_is_a_path(prefix: str) -> None:
    found = ExternalSecretsSettings.model_validate({"prefix": prefix, "refreshInterval": "1h", "replicas": 1})
    assert found.prefix == prefix


@pytest.mark.parametrize("prefix", ["", "/palisade", "palisade/", "palisade/*", "Palisade", "pali?ade"])
def test_a_prefix_with_a_wildcard_or_an_open_end_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError):
        ExternalSecretsSettings.model_validate({"prefix": prefix, "refreshInterval": "1h", "replicas": 1})


@pytest.mark.parametrize("interval", ["0", "0h", "30s", "1d"])
def test_secrets_are_refreshed_and_not_too_often(interval: str) -> None:
    with pytest.raises(ValidationError):
        ExternalSecretsSettings.model_validate({"prefix": "p", "refreshInterval": interval, "replicas": 1})


def test_findings_are_kept_for_a_month_at_least() -> None:
    with pytest.raises(ValidationError):
        FalcoSettings.model_validate({"enabled": True, "priority": "warning", "logRetentionDays": 7})
