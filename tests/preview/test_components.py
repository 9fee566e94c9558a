import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from preview import providers
from preview.model import UNKNOWN, Pass, Phase
from preview.passes import run_pass
from preview.project import load_project
from tests.support.echo_provider import EchoSimulations

RunBoxes = Callable[..., Pass]
URN = "urn:pulumi:dev::small::"
BOX = """
class Box(pulumi.ComponentResource):
    arn: Output[str]

    def __init__(self, name, props, opts=None):
        super().__init__("box:index:Box", name, {"arn": None, **props}, opts, remote=True)
"""


class BoxSimulations(EchoSimulations):
    def provider_module(self, package: str) -> str | None:
        return "tests.support.component_provider" if package == "box" else super().provider_module(package)


@pytest.fixture
def run_boxes(write_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> RunBoxes:
    """Return a function that runs a program which may construct remote boxes."""
    monkeypatch.setattr(providers, "OWN_PROCESS", frozenset({"tests.support.component_provider"}))

    def run(program: str, phase: Phase = Phase.PREVIEW) -> Pass:
        return run_pass(load_project(write_project(BOX + program), "dev"), phase, BoxSimulations())

    return run


@pytest.mark.parametrize(("phase", "arn"), [(Phase.PREVIEW, UNKNOWN), (Phase.APPLIED, "arn:b-thing")])
def test_a_remote_component_registers_its_children(run_boxes: RunBoxes, phase: Phase, arn: str) -> None:
    program = "pulumi.export('arn', Box('b', {'size': 3}, ResourceOptions(protect=True)).arn)"

    outcome = run_boxes(program, phase)

    assert outcome.exit_code == 0, outcome.diagnostics
    assert outcome.outputs == {"arn": arn}
    box = outcome.resources[f"{URN}box:index:Box::b"]
    assert not box.custom
    assert box.outputs == {"arn": arn}
    thing = outcome.resources[f"{URN}box:index:Box$cloud:index:Thing::b-thing"]
    assert thing.inputs["size"] == 3
    assert thing.protect


def test_boxes_can_be_constructed_side_by_side(run_boxes: RunBoxes) -> None:
    outcome = run_boxes("for index in range(8):\n    Box(f'b{index}', {'size': Thing(f't{index}').arn})")

    assert outcome.exit_code == 0, outcome.diagnostics
    assert sum(resource.type == "box:index:Box" for resource in outcome.resources.values()) == 8


def test_transforms_given_to_a_remote_component_reach_its_children(run_boxes: RunBoxes) -> None:
    outcome = run_boxes(
        """
def tag(args):
    if args.type_ == 'cloud:index:Thing':
        return pulumi.ResourceTransformResult(props={**args.props, 'tag': 'x'}, opts=args.opts)
Box('b', {'size': 3}, ResourceOptions(transforms=[tag]))
"""
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    assert outcome.resources[f"{URN}box:index:Box$cloud:index:Thing::b-thing"].inputs["tag"] == "x"


def test_a_component_of_a_provider_that_is_not_configured_yet_has_no_children(run_boxes: RunBoxes) -> None:
    program = """
class Boxes(pulumi.ProviderResource):
    def __init__(self, name, props):
        super().__init__("box", name, props)
late = Boxes('late', {'endpoint': Thing('t', token='cloud:index:Known').arn})
Box('b', {'size': 3}, ResourceOptions(provider=late))
"""

    preview, applied = run_boxes(program), run_boxes(program, Phase.APPLIED)

    assert preview.exit_code == applied.exit_code == 0, preview.diagnostics
    assert preview.resources[f"{URN}box:index:Box::b"].inputs == {"size": 3}
    child = f"{URN}box:index:Box$cloud:index:Thing::b-thing"
    assert child not in preview.resources
    assert child in applied.resources


def test_a_component_that_cannot_be_constructed_is_one_error(run_boxes: RunBoxes) -> None:
    outcome = run_boxes("Box('b', {'broken': True})")

    assert outcome.exit_code != 0
    (message,) = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    assert "box:index:Box resource 'b' has a problem" in message
    assert "a box cannot be broken" in message


def test_a_child_that_is_refused_is_the_only_error_of_its_component(run_boxes: RunBoxes) -> None:
    outcome = run_boxes("Box('b', {'refused': True})")

    assert outcome.exit_code != 0
    assert [entry.message for entry in outcome.diagnostics if entry.severity == "error"] == [
        "cloud:index:Thing resource 'b-thing' has a problem: property refused: must not be set"
    ]


def test_a_provider_that_does_not_start_is_one_error(
    write_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "OWN_PROCESS", frozenset({"no.such.module"}))
    simulations = EchoSimulations()
    monkeypatch.setattr(simulations, "provider_module", lambda package: "no.such.module")

    outcome = run_pass(load_project(write_project("Thing('a')"), "dev"), Phase.PREVIEW, simulations)

    assert outcome.exit_code != 0
    assert "no.such.module does not start" in outcome.diagnostics[-1].message


def test_a_program_that_hangs_is_ended(
    write_project: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = load_project(write_project("import time\ntime.sleep(60)"), "dev")

    outcome = run_pass(project, Phase.PREVIEW, EchoSimulations(), time_limit=2)

    assert outcome.exit_code != 0
    assert "did not end within 2 seconds" in outcome.diagnostics[-1].message


def test_an_interrupted_pass_ends_at_once(write_project: Callable[..., Path]) -> None:
    project = load_project(write_project("import time\ntime.sleep(60)"), "dev")
    stopped = threading.Event()
    stopped.set()
    started = time.monotonic()

    outcome = run_pass(project, Phase.PREVIEW, EchoSimulations(), stopped=stopped)

    assert outcome.exit_code != 0
    assert time.monotonic() - started < 10
