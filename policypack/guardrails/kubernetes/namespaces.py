"""Which namespace an object is in, also where its name is not known yet."""

from dataclasses import dataclass

from guardrails.core.control import Context, Resource
from guardrails.core.truth import Truth
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.objects import field

NAMESPACE = "kubernetes:core/v1:Namespace"


@dataclass(frozen=True)
class Place:
    """A namespace, as far as it is known.

    Attributes:
        name: its name, "" while not known.
        urn: the Namespace resource that makes it, "" where that does not show.
    """

    name: str = ""
    urn: str = ""

    def same(self, other: "Place") -> Truth:
        """Tell whether two places are one namespace."""
        if self.name and other.name:
            return self.name == other.name
        if self.urn and other.urn:
            return self.urn == other.urn
        return UNKNOWN


def place_of(resource: Resource, context: Context) -> Place:
    """Find the namespace of a Namespace resource or of an object in one.

    A name that is not known yet is traced to the one Namespace resource that the object's metadata was
    computed from. An object without a namespace is in its provider's default one, or in "default".
    """
    if resource.type == NAMESPACE:
        return Place(name=_text(field(resource, "metadata.name").value), urn=resource.urn)
    found = field(resource, "metadata.namespace").value
    if found is ABSENT:
        found = resource.provider.get("namespace") or "default"
    if name := _text(found):
        return Place(name=name)
    origins = resource.property_dependencies.get("metadata", frozenset())
    makers = [namespace for namespace in context.of_type(NAMESPACE) if namespace.urn in origins]
    return place_of(makers[0], context) if len(makers) == 1 else Place()


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
