"""How a setting's form is checked, and what is said of a value that has not got it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import AfterValidator
from pydantic_core import ErrorDetails


def matching(pattern: str, words: str) -> AfterValidator:
    """Require a form of a text.

    Args:
        pattern: regular expression that the whole text must match.
        words: what the text must be, such as `12 digits`.
    """
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"must be {words}")
        return value

    return AfterValidator(check)


# What is said of each kind of error, in the terms of a stack's file. Source: Pydantic, "Validation errors".
_WORDS: Mapping[str, str] = {
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length}",
    "too_long": "must have at most {max_length}, not {actual_length}",
}


def explained(detail: ErrorDetails) -> str:
    """Say what is wrong with a value, in our words and never in the validator's.

    Args:
        detail: what the validator found.
    """
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    return _WORDS.get(detail["type"], "has a form that is not allowed here").format(**context)


def blamed(file: str, path: str, from_command_line: Sequence[str]) -> str:
    """Name where a wrong value comes from.

    Args:
        file: the stack's file.
        path: the value's path, such as network.clientCidrs.0; empty for a rule over several areas.
        from_command_line: keys, or paths into them such as network.zones or nodeGroups.a.instanceTypes[0].
    """
    given = [setting.replace("[", ".").replace("]", "").replace('"', "") for setting in from_command_line]
    if any(path == setting or path.startswith(f"{setting}.") for setting in given):
        return "--config"
    # A rule over several values, one of which was given.
    if any(not path or setting.startswith(f"{path}.") for setting in given):
        return f"{file} and --config"
    return file
