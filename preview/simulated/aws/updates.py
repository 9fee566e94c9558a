"""Outputs that an update of an AWS resource changes; all others of an existing resource stay as they are.

Ids and ARNs never change. Sources: hashicorp/terraform-provider-aws v6.58.0, the Update function and the
CustomizeDiff of each resource.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from preview.model import Properties
from preview.property_paths import lies_in, parts, plain
from preview.simulated.made_up import hexadecimal

# What it takes to know a new value: the old outputs, and the new inputs.
_Value = Callable[[Properties, Properties], Any]


@dataclass(frozen=True)
class ChangingOutput:
    """An output that follows from some changes.

    Attributes:
        name: the output.
        value: gives its new value.
        inputs: plain paths of the inputs whose change changes it; none stands for all of them.
        others: plain paths of the inputs that leave it as it is.
    """

    name: str
    value: _Value
    inputs: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def _next_number(name: str) -> _Value:
    return lambda old, _: int(old.get(name) or 0) + 1


def _another(name: str) -> _Value:
    """Return a made-up text as long as the old one, which depends on it alone."""
    return lambda old, _: hexadecimal(str(old.get(name)), len(str(old.get(name) or "")))


def _default_version(old: Properties, new: Properties) -> Any:
    if new.get("updateDefaultVersion"):
        return old.get("latestVersion")
    return new.get("defaultVersion") or old.get("defaultVersion")


_VERSIONLESS = frozenset({"name", "namePrefix", "defaultVersion", "updateDefaultVersion", "tags", "tagsAll"})
_TABLE: Mapping[str, tuple[ChangingOutput, ...]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": (
        ChangingOutput("latestVersion", _next_number("latestVersion"), others=_VERSIONLESS),
        ChangingOutput("defaultVersion", _default_version),
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": (
        ChangingOutput("version", _next_number("version"), inputs=frozenset({"entries"})),
    ),
    "aws:backup/plan:Plan": (
        ChangingOutput(
            "version",
            _another("version"),
            inputs=frozenset({"advancedBackupSettings", "rules", "scanSettings"}),
        ),
    ),
    "aws:ssm/parameter:Parameter": (
        ChangingOutput(
            "version", _next_number("version"), others=frozenset({"overwrite", "tags", "tagsAll"})
        ),
    ),
}


def after_update(
    type_token: str, old_outputs: Properties, new_inputs: Properties, changed: Iterable[str]
) -> Properties:
    """Return the outputs that an update in place sets besides the inputs themselves.

    A preview does not know their values yet.

    Args:
        type_token: type of the resource.
        old_outputs: its outputs before, without secret marks.
        new_inputs: its inputs now, without secret marks.
        changed: paths of the changed inputs in the engine's notation.
    """
    names = {plain(parts(path)) for path in changed}
    found: Properties = {}
    for output in _TABLE.get(type_token, ()):
        if any(_concerns(output, name) for name in names):
            found[output.name] = output.value({**old_outputs, **found}, new_inputs)
    return found


def _concerns(output: ChangingOutput, name: str) -> bool:
    if output.inputs:
        return any(lies_in(name, path) for path in output.inputs)
    return not any(lies_in(name, path) for path in output.others)
