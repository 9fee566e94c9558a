"""Which resource of the stack a property refers to, also where its id is not known yet."""

from guardrails.core.control import Context, Resource
from guardrails.core.truth import Truth
from guardrails.core.values import UNKNOWN


def refers(resource: Resource, key: str, target: Resource, context: Context, of: str = "id") -> Truth:
    """Tell whether a property of a resource is the id of another resource of the stack.

    Known ids are compared. An id that is not known yet is traced to the resources that the property was
    computed from.

    Args:
        resource: the resource that refers.
        key: its property.
        target: the resource in question.
        context: the stack.
        of: the property of the target that is referred to.
    """
    found = resource.get(key)
    wanted = target.get(of)
    if isinstance(found, str) and isinstance(wanted, str):
        return found == wanted
    origins = resource.property_dependencies.get(key, frozenset())
    if not origins and found is UNKNOWN:
        # Whoever does not record properties one by one records dependencies of the whole.
        origins = resource.dependencies
    rivals = {other.urn for other in context.of_type(target.type)} & origins
    if target.urn in rivals:
        return True if len(rivals) == 1 else UNKNOWN
    if rivals or found is not UNKNOWN:
        return False
    return UNKNOWN
