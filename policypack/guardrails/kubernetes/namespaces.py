"""Which namespace an object is in, also where its name is not known yet."""

from dataclasses import dataclass

from guardrails.core.control import Context, Resource
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.parts import field
from guardrails.kubernetes.truth import Truth

NAMESPACE = "kubernetes:core/v1:Namespace"


@dataclass(frozen=True)
class Place:
    """A namespace, as far as it is known.

    Attributes:
        name: its name, "" while not known.
        urn: the Namespace resource of the stack that makes it, "" when the stack has none.
    """

    name: str = ""
    urn: str = ""

    def same(self, other: "Place") -> Truth:
        """Tell whether two places are one namespace."""
        if self.urn and other.urn:
            return self.urn == other.urn
        if self.name and other.name:
            return self.name == other.name
        return UNKNOWN


def place_of(resource: Resource, context: Context) -> Place:
    """Find the namespace of a Namespace resource or of an object in one.

    A name that is not known yet is traced to the one Namespace resource that the object's metadata was
    computed from. An object without a namespace is in its provider's default one, or in "default".
    """
    namespaces = context.of_type(NAMESPACE)
    if resource.type == NAMESPACE:
        return Place(name=_text(field(resource, "metadata.name").value), urn=resource.urn)
    found = field(resource, "metadata.namespace").value
    if found is ABSENT:
        found = resource.provider.get("namespace") or "default"
    name = _text(found)
    if name:
        owners = [each.urn for each in namespaces if field(each, "metadata.name").value == name]
        return Place(name=name, urn=owners[0] if len(owners) == 1 else "")
    origins = resource.property_dependencies.get("metadata", frozenset())
    owners = [each.urn for each in namespaces if each.urn in origins]
    return Place(urn=owners[0] if len(owners) == 1 else "")


def _text(value: object) -> str:
    return value if isinstance(value, str) and value is not UNKNOWN else ""
