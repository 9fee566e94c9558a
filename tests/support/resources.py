"""Finds resources in a preview's applied pass."""

from typing import Any

from preview.model import Resource, Result


def of_type(result: Result, token: str) -> list[Resource]:
    """Give the resources of a type; a test that finds none would prove nothing."""
    found = [resource for resource in result.applied.resources.values() if resource.type == token]
    assert found, f"no {token}"
    return found


def inputs_of_type(result: Result, token: str) -> list[dict[str, Any]]:
    """Give the inputs of the resources of a type."""
    return [resource.inputs for resource in of_type(result, token)]


def only_inputs(result: Result, token: str) -> dict[str, Any]:
    """Give the inputs of the only resource of a type."""
    (resource,) = of_type(result, token)
    return resource.inputs
