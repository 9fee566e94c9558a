"""The outputs are a contract: other stacks read them by name."""

import json
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import get_args

import pytest
from pydantic.alias_generators import to_camel

from infra.outputs import OUTPUTS, OUTPUTS_VERSION
from infra.setting_types import Stage
from preview.model import Result
from tests.support.shared_preview import REPOSITORY
from tests.support.variants import Changes

# Each output of this version: its type, whether it is a secret, and whether a stack may lack it. A name may
# be added here; one that goes or changes breaks other stacks, and is a new version.
SNAPSHOT = json.loads(Path(__file__).with_name("outputs.snapshot.json").read_text(encoding="utf-8"))
SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105 - marks a secret on the wire, sdk/go/common/resource
KINDS: dict[type, str] = {str: "string", int: "number", float: "number", list: "list", dict: "map"}


def declared() -> list[Field[object]]:
    """Give the fields of the whole contract."""
    return [item for outputs in OUTPUTS.values() for item in fields(outputs)]


def described(value: object) -> tuple[str, bool]:
    """Give the type of an output and whether it is a secret."""
    if isinstance(value, dict) and SECRET in value:
        return KINDS[type(value["value"])], True
    return KINDS[type(value)], False


def test_the_outputs_are_those_of_the_snapshot(either_stack: Result) -> None:
    outputs = {name: value for name, value in either_stack.applied.outputs.items() if name != "readme"}
    known = SNAPSHOT["outputs"]
    assert {name for name, entry in known.items() if not entry["optional"]} <= set(outputs) <= set(known)
    for name, value in outputs.items():
        assert described(value) == (known[name]["type"], known[name]["secret"]), name


def test_an_output_is_optional_where_the_contract_says_that_it_may_be_absent() -> None:
    optional = {to_camel(item.name) for item in declared() if "absent" in get_args(item.type)[1]}
    assert optional == {name for name, entry in SNAPSHOT["outputs"].items() if entry["optional"]}


def test_a_preview_knows_the_same_outputs(either_stack: Result) -> None:
    assert set(either_stack.preview.outputs) == set(either_stack.applied.outputs)


@pytest.mark.parametrize("stage", OUTPUTS)
def test_a_stack_has_the_outputs_of_its_stage_and_of_those_before_it(
    variant: Callable[[str, Changes], Result], stage: Stage
) -> None:
    stages = list(OUTPUTS)
    reached = stages[: stages.index(stage) + 1]
    of_the_stage = {to_camel(item.name) for name in reached for item in fields(OUTPUTS[name])}
    outputs = variant("dev", {"stage": stage}).applied.outputs
    assert outputs["stage"] == stage
    optional = {name for name, entry in SNAPSHOT["outputs"].items() if entry["optional"]}
    assert of_the_stage - optional <= outputs.keys() - {"readme"} <= of_the_stage


def test_the_snapshot_is_of_the_version_that_the_stack_tells(either_stack: Result) -> None:
    assert either_stack.applied.outputs["outputsVersion"] == SNAPSHOT["version"] == OUTPUTS_VERSION


def test_every_output_is_described() -> None:
    for item in declared():
        assert get_args(item.type)[1], item.name


def test_the_page_for_pulumi_cloud_names_outputs_that_exist(dev: Result) -> None:
    page = (REPOSITORY / "Pulumi.README.md").read_text(encoding="utf-8")
    named = {part.partition("}")[0] for part in page.split("${outputs.")[1:]}
    assert named
    assert named <= set(dev.applied.outputs)
