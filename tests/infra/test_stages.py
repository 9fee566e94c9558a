"""A stack is built in stages: each is clean, and a later one changes nothing of an earlier one."""

import itertools
from collections.abc import Callable
from typing import Any, get_args

import pytest

from infra.configuration import ConfigurationError
from infra.setting_types import Stage
from infra.stages import check_no_cluster
from preview.model import Result
from tests.support.variants import Changes

STAGES: tuple[Stage, ...] = get_args(Stage)
Variant = Callable[[str, Changes], Result]


def kept(result: Result) -> dict[str, dict[str, Any]]:
    """Give the inputs of everything that is registered, by URN."""
    return {urn: resource.inputs for urn, resource in result.applied.resources.items()}


@pytest.mark.parametrize("stack", ["dev", "prod"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_clean_under_the_pack(variant: Variant, stack: str, stage: Stage) -> None:
    result = variant(stack, {"stage": stage})
    assert not result.applied.diagnostics
    assert not [decision for decision in result.decisions if decision.blocks]


@pytest.mark.parametrize("stack", ["dev", "prod"])
@pytest.mark.parametrize(("earlier", "later"), list(itertools.pairwise(STAGES)))
def test_the_next_stage_only_adds(variant: Variant, stack: str, earlier: Stage, later: Stage) -> None:
    before, after = kept(variant(stack, {"stage": earlier})), kept(variant(stack, {"stage": later}))
    assert len(before) < len(after)
    assert {urn: after.get(urn) for urn in before} == before


def test_without_a_setting_a_stack_is_built_as_a_whole(variant: Variant, dev: Result) -> None:
    assert kept(variant("dev", {"stage": STAGES[-1]})).keys() == kept(dev).keys()


def test_the_foundation_has_no_cluster_and_nothing_inside_one(variant: Variant) -> None:
    types = {resource.type for resource in variant("dev", {"stage": "foundation"}).applied.resources.values()}
    assert not {
        token
        for token in types
        if token.startswith(("aws:eks/", "eks:", "kubernetes:", "pulumi:providers:k"))
    }


def test_the_platform_has_no_services(variant: Variant) -> None:
    resources = variant("dev", {"stage": "platform"}).applied.resources.values()
    types = {resource.type for resource in resources}
    assert "kubernetes:helm.sh/v3:Release" in types
    assert "kubernetes:apps/v1:Deployment" not in types


def test_a_stack_with_a_cluster_does_not_go_back_to_a_stage_without() -> None:
    check_no_cluster("palisade-dev", ["palisade-prod"])
    with pytest.raises(
        ConfigurationError, match='stage is "foundation", and the cluster palisade-dev exists'
    ):
        check_no_cluster("palisade-dev", ["palisade-dev"])
