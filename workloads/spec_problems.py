"""Says in plain words what is wrong with a declaration, from what pydantic found."""

import difflib
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workloads.service_spec import Egress, ServiceSpec

_MODELS = {model.__name__: model for model in (ServiceSpec, Egress)}
_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "True or False",
    "mapping_type": "a dict",
    "dict_type": "a dict",
    "model_type": "an Egress(...)",
    "dataclass_type": "an HttpProbes(...)",
    "dataclass_exact_type": "an HttpProbes(...)",
}


def is_of_a_spec(error: ValidationError) -> bool:
    """Tell whether pydantic looked at a ServiceSpec or a part of one."""
    return error.title in _MODELS


def problems_of(error: ValidationError) -> Iterator[str]:
    """Name each problem: the argument, what was found, what is allowed. No value of `environment` is quoted.

    Args:
        error: what pydantic raised when a ServiceSpec or a part of one was made.
    """
    arguments = list(_MODELS[error.title].model_fields)
    part = "" if error.title == ServiceSpec.__name__ else f"{error.title}: "
    for detail in error.errors(include_url=False):
        for line in _told(detail, arguments).splitlines():
            yield f"{part}{line}"


def _told(detail: ErrorDetails, arguments: list[str]) -> str:
    path = ".".join(str(step) for step in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    found = detail["input"]
    kind = detail["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(path, arguments, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(arguments)}"
        return f"{path} is no argument ({hint})"
    if kind == "missing":
        return f"{path} is missing"
    if path.startswith(("environment", "aws_statements")) and kind == "value_error":
        return "\n".join(f"{path}: {line}" for line in message.splitlines())
    if path.startswith("environment"):
        return f"{path} must be {_TYPES.get(kind, 'text')}"
    if kind == "tuple_type":
        wanted = repr((found,)) if isinstance(found, str) else "(..., )"
        return f"{path} is {found!r}: must be a tuple, such as {wanted}"
    if kind == "literal_error":
        return f"{path} is {found!r}: must be {detail.get('ctx', {}).get('expected')}"
    if kind in _TYPES:
        return f"{path} is {found!r}: must be {_TYPES[kind]}"
    return f"{path} is {found!r}: {message}" if path else message
