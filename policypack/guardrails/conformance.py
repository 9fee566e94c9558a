"""Judges cases that others wrote, in the form of a list of resources with type tokens and properties."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from google.protobuf.struct_pb2 import Struct

from guardrails.core.control import Resource, Scope
from guardrails.core.decision import Outcome
from guardrails.core.decode import decode
from guardrails.core.evaluate import evaluate as decisions_on
from guardrails.core.registry import discover


class BrokenControlError(RuntimeError):
    """A control that failed to judge a case."""


def evaluate(resources: Iterable[Mapping[str, Any]], context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (control id, resource address) for each control that fails on a resource.

    Args:
        resources: maps of addr, type, name, props and, where known, deps: the addresses that the resource
            depends on, as a list or by property.
        context: `mode` is "stack" where the resources belong together; otherwise stack controls do not run.

    Raises:
        BrokenControlError: a control raised.
    """
    judged = [_resource(entry) for entry in resources]
    whole = context.get("mode") == "stack"
    controls = [control for control in discover().controls if whole or control.scope is Scope.RESOURCE]
    for decision in decisions_on(judged, controls):
        if decision.outcome is Outcome.ERROR:
            raise BrokenControlError(f"{decision.control.id} on {decision.urn}: {decision.findings[0]}")
        if decision.outcome is Outcome.FAIL:
            yield decision.control.id, decision.urn


def _resource(entry: Mapping[str, Any]) -> Resource:
    # Through the wire form, so that a control sees here what it sees in a preview.
    wire = Struct()
    wire.update(entry["props"])
    deps = entry.get("deps") or ()
    by_property = deps if isinstance(deps, Mapping) else {}
    return Resource(
        type=entry["type"],
        name=entry["name"],
        urn=entry["addr"],
        properties=decode(wire).properties,
        dependencies=frozenset(urn for urns in by_property.values() for urn in urns)
        if by_property
        else frozenset(deps),
        property_dependencies={key: frozenset(urns) for key, urns in by_property.items()},
    )
