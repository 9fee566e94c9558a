"""Whatever is wrong with a setting is said in our words, and the right place is blamed."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from infra.configuration import COMMAND_LINE_VARIABLE as READ
from infra.configuration import ConfigurationError, parse
from infra.settings import InfraSettings
from preview.program import COMMAND_LINE_VARIABLE as WRITTEN
from tests.support.shared_preview import REPOSITORY
from workloads.settings import WorkloadSettings

# Words of Pydantic, ipaddress and regular expressions, which mean nothing to who writes a file.
FOREIGN = (
    "should", "input", "valid", "tuple", "dict", "bool", "string", "integer", "after validation", "pattern",
    "^", "$'", "octet", "host bits", "ipv4network", "netmask", "none of", "not allowed here", "assertion",
)  # fmt: skip
# Wrong for one constraint or another: of the wrong type, too short, too long, too small, too large.
WRONG: tuple[Any, ...] = (
    None, True, -1, 0, 7, 10**6, 1.5, "", "no", "%%%", "A" * 600, "10.0.0.1/8", "300.0.0.0/8", [], [""], [7],
    ["no"] * 2, [f"{n}" for n in range(60)], {}, {"": ""}, {"A B": 1}, {"a": {"b": "c"}},
)  # fmt: skip


def example() -> dict[str, Any]:
    """Settings with every optional value given, so that every constraint can be broken."""
    config = yaml.safe_load((REPOSITORY / "Pulumi.prod.yaml").read_text(encoding="utf-8"))["config"]
    values = {
        key.removeprefix("palisade:"): value for key, value in config.items() if key.startswith("palisade:")
    }
    values["stage"] = "services"
    values["iam"]["permissionsBoundary"] = "arn:aws:iam::444455556666:policy/boundary"
    values["network"]["zoneNames"] = [f"eu-central-1{letter}" for letter in "abc"]
    values["cluster"]["addOnVersions"] = {}
    values["access"]["teams"] = {
        "one": {
            "principals": ["arn:aws:iam::444455556666:role/one"],
            "namespaces": ["team-one"],
            "level": "view",
        }
    }
    values["teamNamespaces"] = {"team-one": {"pods": 5, "cpuLimit": "2", "memoryLimit": "2Gi"}}
    values["secrets"] = {
        "administrators": ["arn:aws:iam::444455556666:role/security"],
        "rotation": {
            "palisade/prod/a/b": {
                "functionArn": "arn:aws:lambda:eu-central-1:444455556666:function:rotate",
                "functionRoleArn": "arn:aws:iam::444455556666:role/rotate",
                "days": 30,
            }
        },
    }
    for group in values["nodeGroups"].values():
        group["labels"] = {"team": "one"}
        group["taints"] = [{"key": "team", "value": "one", "effect": "PREFER_NO_SCHEDULE"}]
    return values


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of every value, areas and items of lists among them."""
    if path:
        yield path
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, item in items:
        yield from paths(item, (*path, key))


def replaced(values: Mapping[str, Any], path: tuple[Any, ...], wrong: Any) -> dict[str, Any]:
    changed = copy.deepcopy(dict(values))
    holder: Any = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = wrong
    return changed


def said(values: Mapping[str, Any], *from_command_line: str) -> str:
    """Give the message for some settings, empty if they are right."""
    try:
        parse("FILE", values, frozenset(), InfraSettings, WorkloadSettings, from_command_line)
    except ConfigurationError as error:
        return str(error)
    return ""


def test_the_example_breaks_nothing_by_itself() -> None:
    assert said(example()) == ""


@pytest.mark.parametrize("depth", range(1, 1 + max(map(len, paths(example())))))
def test_no_constraint_is_told_in_the_words_of_a_library(depth: int) -> None:
    places = [path for path in paths(example()) if len(path) == depth]
    refused: set[str] = set()
    for wrong in WRONG:
        values = example()
        for path in places:
            values = replaced(values, path, wrong)
        for line in said(values).splitlines():
            told = line.removeprefix("FILE: ")
            refused |= {
                ".".join(map(str, path)) for path in places if told.startswith(".".join(map(str, path)))
            }
            # What was found is quoted, and may be anything.
            reason = told.rpartition(": ")[2]
            assert not [word for word in FOREIGN if word in reason.lower()], line
    assert refused == {".".join(map(str, path)) for path in places}


def test_both_sides_call_the_variable_the_same() -> None:
    assert READ == WRITTEN


@pytest.mark.parametrize(
    ("given", "path", "wrong", "source"),
    [
        ((), ("network", "zones"), 4, "FILE"),
        (("network.zones",), ("network", "zones"), 4, "--config"),
        (("network",), ("network", "zones"), 4, "--config"),
        (("protect",), ("network", "zones"), 4, "FILE"),
        (("network.zone",), ("network", "zones"), 4, "FILE"),
        (("network.natt",), ("network", "natt"), "single", "--config"),
        (("network.vpcCidr",), ("network", "vpcCidr"), "10.0.0.0/8", "--config"),
        (("network.clientCidrs[0]",), ("network", "clientCidrs"), ["0.0.0.0/0"], "--config"),
        (("network.zones",), ("network", "vpcCidr"), "10.40.0.0/22", "FILE and --config"),
    ],
)
def test_a_wrong_value_is_blamed_on_where_it_comes_from(
    given: tuple[str, ...], path: tuple[Any, ...], wrong: Any, source: str
) -> None:
    message = said(replaced(example(), path, wrong), *given)
    assert [line for line in message.splitlines() if line.startswith(f"{source}: ")], message
