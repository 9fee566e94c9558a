"""A deployment waits for images and secret values, or says which are missing and how to provide them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from preview.model import Resource, Result
from preview.provisions import IMAGES, KINDS, SECRET_VALUES
from tests.support.dependency_graph import must_outlive
from tests.support.stack_settings import stack_settings
from workloads.catalogue import find_specs
from workloads.platform.images import copies

Variant = Callable[..., Result]
WITHOUT_NAT = {
    "network.nat": "none",
    **{f"network.endpoints.{to_camel(name)}": True for name in NEEDED_WITHOUT_NAT},
}
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
RELEASE = "kubernetes:helm.sh/v3:Release"
EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"  # noqa: S105 - a type


def message(result: Result) -> str:
    (error,) = [entry.message for entry in result.applied.diagnostics if entry.severity == "error"]
    return error


def types(result: Result) -> set[str]:
    return {resource.type for resource in result.applied.resources.values()}


def secrets(stack: str) -> list[str]:
    prefix = stack_settings(stack)[1].external_secrets.prefix
    return [f"{prefix}/{spec.name}/{secret}" for spec in find_specs() for secret in spec.secrets]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_all_that_is_missing_is_in_one_message_with_what_provides_it(variant: Variant, stack: str) -> None:
    result = variant(stack, {}, KINDS)
    said = message(result)
    for spec in find_specs():
        assert f"- image {spec.repository}@sha256:" in said
        assert f"/{spec.repository}:TAG" in said
    for name in secrets(stack):
        assert f"- value of the secret {name}:\n    aws secretsmanager put-secret-value " in said
        assert f"--secret-id {name} " in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("kind", "told", "untold"),
    [(IMAGES, "- image", "- value"), (SECRET_VALUES, "- value", "- image")],
)
def test_what_is_there_is_not_asked_for(variant: Variant, kind: str, told: str, untold: str) -> None:
    said = message(variant("dev", {}, [kind]))
    assert told in said
    assert untold not in said


def test_nothing_that_needs_it_is_registered(variant: Variant) -> None:
    result = variant("dev", {}, KINDS)
    assert not types(result) & {DEPLOYMENT, EXTERNAL_SECRET, RELEASE}


@pytest.mark.parametrize("stage", ["foundation", "platform"])
def test_stages_before_the_services_ask_for_neither_images_of_services_nor_values(
    variant: Variant, stage: str
) -> None:
    assert not variant("dev", {"stage": stage}, KINDS).applied.diagnostics


@pytest.mark.parametrize("falco", [True, False])
def test_without_the_internet_the_platform_waits_for_copies_of_its_own_images(
    variant: Variant, falco: bool
) -> None:
    changes = {**WITHOUT_NAT, "falco.enabled": falco, "stage": "platform"}
    result = variant("dev", changes, KINDS)
    assert RELEASE not in types(result)
    images = copies(internet=False, falco=falco, karpenter=False, container_logs=True)
    said = message(result)
    assert said.count("- image") == len(images)
    for image in images:
        name = f"{image.repository}:{image.tag}"
        assert f"- image {name}:\n    crane copy {image.source}/{name} 111122223333.dkr.ecr." in said


def test_where_another_stack_makes_the_repositories_their_images_are_asked_for_as_well(
    variant: Variant,
) -> None:
    said = message(variant("dev", {"registry.create": False}, [IMAGES]))
    assert said.count("- image") == len(find_specs())


def needing(result: Result) -> Iterator[Resource]:
    for resource in result.applied.resources.values():
        if resource.type in (DEPLOYMENT, EXTERNAL_SECRET, RELEASE):
            yield resource


def test_what_needs_images_and_values_comes_after_repositories_and_secrets(either_stack: Result) -> None:
    resources = either_stack.applied.resources
    first = {
        urn
        for urn, resource in resources.items()
        if resource.type in ("aws:ecr/repository:Repository", "aws:secretsmanager/secret:Secret")
    }
    for resource in needing(either_stack):
        assert first <= must_outlive(resources, resource.urn), resource.urn


def test_no_value_is_read(either_stack: Result) -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for item in value.values():
                yield from texts(item)
        elif isinstance(value, list):
            for item in value:
                yield from texts(item)
        elif isinstance(value, str):
            yield value

    for resource in either_stack.applied.resources.values():
        for text in (*texts(resource.inputs), *texts(resource.outputs)):
            assert "simulated-secret" not in text
