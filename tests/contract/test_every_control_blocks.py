"""A program that holds a failing resource of a control is blocked by that control, for the right reason."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from guardrails.core.control import Control, Example, Scope
from guardrails.core.registry import discover
from guardrails.core.values import Marker
from preview.model import Decision, Outcome, Result
from preview.policy import PackOptions
from preview.session import preview
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

PROGRAM = REPOSITORY / "tests" / "programs" / "any_resources"
# What one resource shows by itself. Controls that look at others, or at options, have the small platform;
# examples with unknown values, company or parameters are judged by the examples' own test.
CONTROLS = [c for c in discover().controls if c.scope is Scope.RESOURCE and c.id != "ENG-02"]


def plain(example: Example) -> bool:
    def known(value: Any) -> bool:
        if isinstance(value, Mapping):
            return all(known(item) for item in value.values())
        if isinstance(value, list | tuple):
            return all(known(item) for item in value)
        return not isinstance(value, Marker)

    return known(dict(example.properties)) and not example.company and not example.parameters


def resources(examples: str) -> Iterator[dict[str, Any]]:
    for control in CONTROLS:
        for index, example in enumerate(getattr(control, examples)):
            if plain(example):
                name = f"{control.id.lower()}-{index}"
                # Clouds take a name, and a rule of a group, once: none may be that of another example.
                own: dict[str, Any] = {
                    key: name for key in ("name", "securityGroupId") if key in example.properties
                }
                metadata = example.properties.get("metadata")
                if isinstance(metadata, Mapping) and metadata.get("name"):
                    own["metadata"] = {**metadata, "name": name}
                yield {
                    "type": example.type or control.types[0],
                    "name": name,
                    "properties": {**example.properties, **own},
                }


def previewed(examples: str, folder: Path) -> Result:
    file = folder / "resources.json"
    file.write_text(json.dumps(list(resources(examples))), encoding="utf-8")
    return preview(
        PROGRAM,
        "dev",
        config={"resources": str(file)},
        policy_packs=[PackOptions(REPOSITORY / "policypack")],
    )


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return previewed("fails", tmp_path_factory.mktemp("fails"))


@pytest.fixture(scope="module")
def passing(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return previewed("passes", tmp_path_factory.mktemp("passes"))


def decisions_of(result: Result, control: Control, examples: str) -> list[Decision]:
    """The control's decisions on its own examples; one for each that is in the program."""
    own = f"::{control.id.lower()}-"
    found = [d for d in result.decisions if d.policy.control == control.id and own in d.urn]
    assert len(found) == sum(plain(example) for example in getattr(control, examples)) > 0
    return found


def test_a_program_with_bad_resources_exits_with_1(failing: Result) -> None:
    assert failing.exit_code == 1


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_the_control_blocks_its_failing_examples_and_says_why(failing: Result, control: Control) -> None:
    for decision in decisions_of(failing, control, "fails"):
        assert decision.blocks, decision.urn
        assert decision.findings
        assert all(decision.findings)
        assert decision.policy.remediation == control.remediation


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_the_control_lets_its_passing_examples_through(passing: Result, control: Control) -> None:
    decisions = decisions_of(passing, control, "passes")
    assert {d.outcome for d in decisions} <= {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert any(d.outcome is Outcome.PASS for d in decisions)


@pytest.mark.parametrize("broken", ["false", "true"])
def test_one_changed_property_of_the_small_platform_turns_each_control_that_looks_further(
    broken: str,
) -> None:
    # Once as for a user, with real interpreters for the command, the program, the pack and the providers.
    python = REAL_PYTHON if broken == "true" else sys.executable
    done = command(python, "-C", "tests/programs/small_platform", "--config", f"broken={broken}")
    report = json.loads(done.stdout)
    blocking = {d["control"] for d in report["decisions"] if d["blocks"]}
    wider = {c.id for c in discover().controls} - {c.id for c in CONTROLS}
    assert (done.returncode, blocking) == ((1, wider) if broken == "true" else (0, set()))
    for decision in report["decisions"]:
        if decision["blocks"]:
            assert decision["findings"], decision["control"]


def command(python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command under an interpreter, with a report in JSON."""
    return subprocess.run(
        [python, "-m", "preview", "-q", "--policy-pack", "policypack", "--format", "json", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
