"""Property paths in the engine's notation, such as `ingress[0].fromPort` or `tags["a.b"]`, and plain ones.

A plain path leaves list indexes out, so it names a property of every item: `ingress.fromPort`.
Source of the notation: pulumi/pulumi sdk/go/common/resource, ParsePropertyPath.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from preview.model import Properties

Part = str | int
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PART = re.compile(r'\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<index>\d+)\]|\.?(?P<key>[^.\[\]]+)')


def parts(path: str) -> tuple[Part, ...]:
    """Take a path apart into keys and list indexes."""
    found: list[Part] = []
    for match in _PART.finditer(path):
        if match["index"] is not None:
            found.append(int(match["index"]))
        elif match["quoted"] is not None:
            found.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            found.append(match["key"])
    return tuple(found)


def joined(path: str, step: Part) -> str:
    """Extend a path, which may be empty, by a key or a list index."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    if not _IDENTIFIER.fullmatch(step):
        quoted = step.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{step}" if path else step


def plain(path: Sequence[Part]) -> str:
    """Return the plain path of a path taken apart."""
    return ".".join(part for part in path if isinstance(part, str))


def lies_in(path: str, root: str) -> bool:
    """Return whether a plain path is another one or lies below it."""
    return path == root or path.startswith(f"{root}.")


def value_at(properties: Properties, path: Sequence[Part]) -> Any:
    """Return the value at a path, None where there is none."""
    value: Any = properties
    for part in path:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def values_below(value: Any, keys: Sequence[str]) -> list[Any]:
    """Return the values at a plain path below a value, one for each item of the lists on the way."""
    if isinstance(value, list):
        return [found for item in value for found in values_below(item, keys)]
    if not keys:
        return [] if value is None else [value]
    return values_below(value.get(keys[0]), keys[1:]) if isinstance(value, dict) else []


def prefixes(path: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield the path and all paths above it, the shortest first."""
    for length in range(1, len(path) + 1):
        yield tuple(path[:length])
