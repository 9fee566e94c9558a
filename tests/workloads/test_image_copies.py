"""Without NAT nodes pull from the account's registry alone, which has all that they pull."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from preview.model import Result
from tests.support.resources import inputs_of_type
from tests.support.variants import Changes
from workloads.catalogue import find_specs

# The same changes as in tests/infra/network/test_packets.py, which share the run.
WITHOUT_NAT: Changes = {
    "network.nat": "none",
    **{f"network.endpoints.{to_camel(name)}": True for name in NEEDED_WITHOUT_NAT},
}
HOST = "444455556666.dkr.ecr.eu-central-1.amazonaws.com"


@pytest.fixture(scope="module")
def without_nat(variant: Callable[[str, Changes], Result]) -> Result:
    return variant("prod", WITHOUT_NAT)


def values_of(result: Result, chart: str) -> dict[str, Any]:
    releases = inputs_of_type(result, "kubernetes:helm.sh/v3:Release")
    (values,) = (release["values"] for release in releases if release["chart"] == chart)
    return values


def test_without_nat_the_charts_pull_copies(without_nat: Result) -> None:
    secrets, falco = (values_of(without_nat, chart) for chart in ("external-secrets", "falco"))
    assert secrets["image"]["repository"] == f"{HOST}/external-secrets/external-secrets"
    assert values_of(without_nat, "fluent-bit")["image"]["repository"] == f"{HOST}/fluent/fluent-bit"
    assert falco["image"]["registry"] == falco["falcosidekick"]["image"]["registry"] == HOST
    karpenter = values_of(without_nat, "oci://public.ecr.aws/karpenter/karpenter")
    assert karpenter["controller"]["image"]["repository"] == f"{HOST}/karpenter/controller"


def test_without_nat_there_is_a_repository_for_each_copy(without_nat: Result) -> None:
    names = {each["name"] for each in inputs_of_type(without_nat, "aws:ecr/repository:Repository")}
    copies = {
        "external-secrets/external-secrets",
        "falcosecurity/falco",
        "falcosecurity/falcosidekick",
        "karpenter/controller",
        "fluent/fluent-bit",
    }
    assert names == {*(spec.repository for spec in find_specs()), *copies}


def test_with_nat_charts_and_registry_know_nothing_of_copies(prod: Result) -> None:
    assert "image" not in values_of(prod, "external-secrets")
    names = {each["name"] for each in inputs_of_type(prod, "aws:ecr/repository:Repository")}
    assert names == {spec.repository for spec in find_specs()}
