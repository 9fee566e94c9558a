"""Single values of the configuration, set from the command line."""

import contextlib
import copy
import itertools
import json
import re
from collections.abc import Mapping
from typing import Any

from preview.property_paths import Part, parts

_NUMBER = re.compile(r"-?(0|[1-9]\d*)")


class OverrideError(Exception):
    """A path that leads nowhere; the message says where it ends."""


def override(
    values: dict[str, Any], defaults: Mapping[str, Any], project: str, setting: str, text: str
) -> None:
    """Set one value, or one inside of an object or list as `pulumi config set --path` does.

    Args:
        values: the configuration by full key, which is changed.
        defaults: values of keys that the configuration does not have.
        project: the project, whose keys need no prefix.
        setting: a key such as `protect`, or a path that begins with one, such as `network.zones`.
        text: the value. Inside of a key, `true`, `false`, whole numbers and JSON objects, lists and strings
            are read as such, and anything else is a string, as for `pulumi config set --path`. Where a string
            was, a string comes.

    Raises:
        OverrideError: the path goes through something that is no object or list, or past the end of a list.
    """
    namespace, colon, rest = setting.rpartition(":")
    prefix = f"{namespace if colon else project}:"
    steps = parts(rest) or (rest,)
    whole = f"{prefix}{rest}"
    key = f"{prefix}{steps[0]}"
    if len(steps) == 1 or whole in values or whole in defaults:
        values[whole] = text
        return
    area = copy.deepcopy(values.get(key, defaults.get(key)) or {})
    if isinstance(area, str):
        area = _parsed(area)
    holder = area
    for step, after in itertools.pairwise(steps[1:]):
        holder = _inside(holder, step, after, setting)
    _put(holder, steps[-1], text, setting)
    values[key] = area


def _inside(holder: Any, step: Part, after: Part, setting: str) -> Any:
    if isinstance(holder, dict) and isinstance(step, str):
        if step not in holder:
            holder[step] = {} if isinstance(after, str) else []
        return holder[step]
    if isinstance(holder, list) and isinstance(step, int) and step <= len(holder):
        if step == len(holder):
            holder.append({} if isinstance(after, str) else [])
        return holder[step]
    raise OverrideError(f"{setting}: there is no {step!r} in {_shown(holder)}")


def _put(holder: Any, step: Part, text: str, setting: str) -> None:
    if isinstance(holder, dict) and isinstance(step, str):
        holder[step] = _like(holder.get(step), text)
    elif isinstance(holder, list) and isinstance(step, int) and step <= len(holder):
        holder[step : step + 1] = [_like(next(iter(holder[step : step + 1]), None), text)]
    else:
        raise OverrideError(f"{setting}: there is no {step!r} in {_shown(holder)}")


def _like(before: Any, text: str) -> Any:
    return text if isinstance(before, str) else _parsed(text)


def _parsed(text: str) -> Any:
    if text in ("true", "false") or _NUMBER.fullmatch(text) or text[:1] in ("{", "[", '"'):
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(text)
    return text


def _shown(holder: Any) -> str:
    match holder:
        case dict():
            return f"an object of {', '.join(map(str, holder)) or 'nothing'}"
        case list():
            return f"a list of {len(holder)}"
        case _:
            # Which value it is may be a secret.
            return "a single value"
