"""What a Pulumi SDK says of a resource type: its inputs and outputs, read from the source of its class.

Reading the one file takes milliseconds; importing a large SDK takes seconds.
"""

import importlib.util
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_GETTER = re.compile(
    r'@pulumi\.getter(?:\(name="(?P<name>\w+)"\))?\s+'
    r"(?:@_utilities\.deprecated\(.*\)\s+)?"
    r"def (?P<attribute>\w+)\(self\) -> pulumi\.(?P<kind>Input|Output)\[(?P<annotation>.*)\]:"
)


@dataclass(frozen=True)
class SdkType:
    """The properties of a resource type; outputs with their annotation, such as `Sequence[_builtins.str]`."""

    inputs: frozenset[str]
    outputs: Mapping[str, str]


@cache
def sdk_type(token: str) -> SdkType | None:
    """Read a resource type of an installed SDK, None if there is none.

    Args:
        token: type such as `aws:ec2/vpc:Vpc`.
    """
    source = _source(token)
    if source is None:
        return None
    resource_class = max(source.rfind("(pulumi.CustomResource)"), source.rfind("(pulumi.ComponentResource)"))
    state_class = source.find("\nclass _")
    arguments = source[: state_class if state_class >= 0 else resource_class]
    return SdkType(
        inputs=frozenset(_properties(arguments, "Input")),
        outputs=_properties(source[resource_class:], "Output"),
    )


def _properties(source: str, kind: str) -> dict[str, str]:
    return {
        found["name"] or found["attribute"]: found["annotation"]
        for found in _GETTER.finditer(source)
        if found["kind"] == kind
    }


def _source(token: str) -> str | None:
    package, module, name = token.split(":")
    try:
        spec = importlib.util.find_spec(f"pulumi_{package.replace('-', '_')}")
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    group = module.split("/")[0]
    if group not in ("index", ""):
        # A package cannot be named as a keyword is: `lambda_`.
        folder /= _snake(group) + ("_" if keyword.iskeyword(_snake(group)) else "")
    mark = f'@pulumi.type_token("{token}")'
    likely = folder / f"{_snake(name)}.py"
    candidates = [likely] if likely.is_file() else sorted(folder.glob("*.py"))
    for candidate in candidates:
        source = candidate.read_text(encoding="utf-8")
        if mark in source:
            return source
    return None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
