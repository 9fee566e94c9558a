"""Which repositories of the account's registry the platform needs."""

import re
from pathlib import Path

import pytest

from workloads.platform.images import EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK, copies, repositories
from workloads.service_spec import ServiceSpec

IMAGE = re.compile(r"\"image\": \"([^\"]+)\"")
SPECS = [ServiceSpec(name="one", repository="shop/one"), ServiceSpec(name="two", repository="shop/one")]


def test_with_the_internet_there_are_the_services_alone_each_once() -> None:
    assert repositories(SPECS, internet=True, falco=True) == ("shop/one",)


def test_without_it_the_charts_have_copies() -> None:
    copies = {*repositories(SPECS, internet=False, falco=True)} - {"shop/one"}
    assert copies == {EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK}
    assert {*repositories(SPECS, internet=False, falco=False)} - {"shop/one"} == {EXTERNAL_SECRETS}


@pytest.mark.parametrize("chart", ["external-secrets-2.9.0", "falco-9.1.0"])
def test_the_tags_are_those_that_the_charts_ask_for(reference_material: Path, chart: str) -> None:
    text = (reference_material / "charts" / f"{chart}.dev.json").read_text(encoding="utf-8")
    asked = {image for image in IMAGE.findall(text) if image.count("/") == 2}
    copied = {
        f"{image.source}/{image.repository}:{image.tag}" for image in copies(internet=False, falco=True)
    }
    assert asked
    assert asked <= copied
