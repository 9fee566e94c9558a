"""The properties of a Kubernetes object, also where none is known yet."""

from guardrails.core.control import Resource
from guardrails.core.parts import Part
from guardrails.core.values import UNKNOWN


def whole(resource: Resource) -> Part:
    """Give all properties of a Kubernetes object.

    A resource without any property is one whose outputs are not known yet (an object of a cluster that does
    not exist): apiVersion and kind at least are set on every other.
    """
    return Part("", resource.properties or UNKNOWN)


def field(resource: Resource, path: str) -> Part:
    """Look up a property of a Kubernetes object; UNKNOWN while none of its properties is known."""
    return whole(resource).part(path)
