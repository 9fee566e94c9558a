"""The outputs are a contract: other stacks read them by name."""

import json
from dataclasses import fields
from pathlib import Path
from typing import get_args

from infra.outputs import OUTPUTS_VERSION, StackOutputs
from preview.model import Result
from tests.support.shared_preview import REPOSITORY

# Each output of this version with its type and whether it is a secret. A name may be added here; one that
# goes or changes breaks other stacks, and is a new version.
SNAPSHOT = json.loads(Path(__file__).with_name("outputs.snapshot.json").read_text(encoding="utf-8"))
SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - marks a secret on the wire, sdk/go/common/resource


def described(value: object) -> dict[str, object]:
    """Give the type and the secrecy of an output."""
    secret = isinstance(value, dict) and SECRET in value
    plain = value["value"] if isinstance(value, dict) and secret else value
    return {"type": kind_of(plain), "secret": secret}


def kind_of(value: object) -> str:
    match value:
        case str() | None:  # null while the stack has switched off what it names
            return "string"
        case int() | float():
            return "number"
        case list():
            return "list"
        case dict():
            return "map"
        case _:
            raise TypeError(type(value))


def test_the_outputs_are_those_of_the_snapshot(either_stack: Result) -> None:
    outputs = {
        name: described(value) for name, value in either_stack.applied.outputs.items() if name != "readme"
    }
    assert outputs == SNAPSHOT["outputs"]


def test_a_preview_knows_the_same_outputs(either_stack: Result) -> None:
    assert set(either_stack.preview.outputs) == set(either_stack.applied.outputs)


def test_the_snapshot_is_of_the_version_that_the_stack_tells(either_stack: Result) -> None:
    assert either_stack.applied.outputs["outputsVersion"] == SNAPSHOT["version"] == OUTPUTS_VERSION


def test_every_output_is_described() -> None:
    for item in fields(StackOutputs):
        assert get_args(item.type)[1], item.name


def test_the_page_for_pulumi_cloud_names_outputs_that_exist(dev: Result) -> None:
    page = (REPOSITORY / "Pulumi.README.md").read_text(encoding="utf-8")
    named = {part.partition("}")[0] for part in page.split("${outputs.")[1:]}
    assert named
    assert named <= set(dev.applied.outputs)
