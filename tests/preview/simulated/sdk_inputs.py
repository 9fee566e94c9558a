"""The inputs of AWS types at every depth, read from the source of the installed SDK."""

import importlib.util
import re
from functools import cache
from pathlib import Path

_GETTER = re.compile(
    r'@pulumi\.getter(?:\(name="(?P<name>\w+)"\))?\s+'
    r"(?:@_utilities\.deprecated\(.*\)\s+)?"
    r"def (?P<attribute>\w+)\(self\) -> (?P<annotation>.*):"
)
_CLASS = re.compile(r"'(\w+Args)'")
_TYPE = re.compile(r'@pulumi\.type_token\("([^"]+)"\)')


def has_input(token: str, path: str) -> bool:
    """Return whether a type has an input at a path such as `remoteAccess.ec2SshKey`."""
    file = _files()[token]
    source = file.read_text(encoding="utf-8")
    properties = _getters(source[: source.index("\nclass _")])
    annotation = ""
    for depth, key in enumerate(path.split(".")):
        if depth:
            nested = _CLASS.search(annotation)
            properties = _nested(file.parent)[nested[1]] if nested else {}
        if key not in properties:
            return False
        annotation = properties[key]
    return True


@cache
def _files() -> dict[str, Path]:
    spec = importlib.util.find_spec("pulumi_aws")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    found: dict[str, Path] = {}
    for file in package.glob("*/*.py"):
        if file.name != "_inputs.py":
            found |= dict.fromkeys(_TYPE.findall(file.read_text(encoding="utf-8")), file)
    return found


@cache
def _nested(folder: Path) -> dict[str, dict[str, str]]:
    source = (folder / "_inputs.py").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^class (\w+)(?:\(TypedDict\))?:$", source)
    return {name: _getters(body) for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def _getters(source: str) -> dict[str, str]:
    return {found["name"] or found["attribute"]: found["annotation"] for found in _GETTER.finditer(source)}
