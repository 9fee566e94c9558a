"""Which repositories of the account's registry the platform needs."""

import re
from pathlib import Path

import pytest

from workloads.platform.images import (
    EXTERNAL_SECRETS,
    FALCO,
    FALCOSIDEKICK,
    FLUENT_BIT,
    KARPENTER,
    copies,
    repositories,
)
from workloads.service_spec import ServiceSpec

IMAGE = re.compile(r"\"image\": \"([^\"]+)\"")
SPECS = [ServiceSpec(name="one", repository="shop/one"), ServiceSpec(name="two", repository="shop/one")]


def test_with_the_internet_there_are_the_services_alone_each_once() -> None:
    found = repositories(SPECS, internet=True, falco=True, karpenter=True, container_logs=True)
    assert found == ("shop/one",)


@pytest.mark.parametrize("falco", [False, True])
@pytest.mark.parametrize("karpenter", [False, True])
@pytest.mark.parametrize("container_logs", [False, True])
def test_without_it_the_charts_that_are_deployed_have_copies(
    falco: bool, karpenter: bool, container_logs: bool
) -> None:
    found = repositories(
        SPECS, internet=False, falco=falco, karpenter=karpenter, container_logs=container_logs
    )
    assert {*found} - {"shop/one"} == {
        EXTERNAL_SECRETS,
        *([FALCO, FALCOSIDEKICK] if falco else []),
        *([KARPENTER] if karpenter else []),
        *([FLUENT_BIT] if container_logs else []),
    }


@pytest.mark.parametrize("chart", ["external-secrets-2.9.0", "falco-9.1.0"])
def test_the_tags_are_those_that_the_charts_ask_for(reference_material: Path, chart: str) -> None:
    text = (reference_material / "charts" / f"{chart}.dev.json").read_text(encoding="utf-8")
    asked = {image for image in IMAGE.findall(text) if image.count("/") == 2}
    copied = {
        f"{image.source}/{image.repository}:{image.tag}"
        for image in copies(internet=False, falco=True, karpenter=True, container_logs=True)
    }
    assert asked
    assert asked <= copied
