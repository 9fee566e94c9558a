import json
from collections.abc import Callable
from pathlib import Path

import pytest

from preview import wire
from preview.model import UNKNOWN, Pass, Phase
from preview.project_files import ProjectError
from preview.reads import load_stack_references, outputs_asked_for

Run = Callable[..., Pass]
REFERENCE = """
other = pulumi.StackReference('org/net/dev')
pulumi.export('vpc', other.get_output('vpcId'))
"""


def error_of(outcome: Pass) -> str:
    assert outcome.exit_code != 0
    (message,) = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    return message


def test_an_existing_resource_is_read(run: Run) -> None:
    outcome = run("pulumi.export('arn', Thing('a', opts=ResourceOptions(id='i-1')).arn)")

    assert outcome.outputs == {"arn": "arn:i-1"}
    (found,) = [r for r in outcome.resources.values() if r.name == "a"]
    assert found.external
    assert found.id == "i-1"


@pytest.mark.parametrize(
    ("phase", "known"), [(Phase.PREVIEW, {"id": "", "unknown": True}), (Phase.APPLIED, {"id": "t-id"})]
)
def test_a_read_answers_with_the_id_as_far_as_it_is_known(run: Run, phase: Phase, known: object) -> None:
    program = """
    from google.protobuf.json_format import MessageToDict
    from pulumi.runtime import settings
    stub = settings.get_monitor()
    original = stub.ReadResource
    def read(request):
        answer = original(request)
        pulumi.log.info(str({'id': answer.id, **({'unknown': True} if answer.unknown else {})}))
        return answer
    stub.ReadResource = read
    Thing('found', opts=ResourceOptions(id=Thing('t').id))
    """

    said = [entry.message for entry in run(program, phase).diagnostics]
    assert str(known) in said


def test_a_resource_that_does_not_exist_is_one_error(run: Run) -> None:
    outcome = run("Thing('a', opts=ResourceOptions(id='missing'))")

    assert error_of(outcome) == "cloud:index:Thing resource 'missing' does not exist"


def test_outputs_of_another_stack_are_unknown_in_the_preview_pass(run: Run) -> None:
    assert run(REFERENCE).outputs == {"vpc": UNKNOWN}


def test_outputs_of_another_stack_are_placeholders_once_applied(run: Run) -> None:
    outcome = run(REFERENCE, Phase.APPLIED)

    assert outcome.outputs == {"vpc": "placeholder-vpcId"}
    assert any("--stack-reference org/net/dev=FILE.json" in entry.message for entry in outcome.diagnostics)


@pytest.mark.parametrize("phase", list(Phase))
def test_given_outputs_of_another_stack_are_used(run: Run, phase: Phase) -> None:
    assert run(REFERENCE, phase, stack_references={"org/net/dev": {"vpcId": "vpc-1"}}).outputs == {
        "vpc": "vpc-1"
    }


def test_files_of_outputs_are_read_or_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"a": [1]}))
    bad.write_text("[1]")

    assert load_stack_references({"s": good}) == {"s": {"a": [1]}}
    for path in (bad, tmp_path / "absent.json"):
        with pytest.raises(ProjectError, match=path.name):
            load_stack_references({"s": path})


def test_what_the_command_line_hides_is_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"kubeconfig": "[secret]", "name": "x"}))

    outputs = load_stack_references({"s": file})["s"]

    assert outputs["name"] == "x"
    assert wire.is_secret(outputs["kubeconfig"])


def test_asked_for_outputs_are_found_in_the_sources(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("ref.require_output('one')\nref.get_output(name)\nother('two')")
    (tmp_path / "broken.py").write_text("get_output(")
    hidden = tmp_path / ".venv"
    hidden.mkdir()
    (hidden / "b.py").write_text("ref.get_output('three')")

    assert outputs_asked_for(tmp_path) == {"one"}


def test_a_function_that_is_not_known_reaches_the_user_once_by_name(run: Run) -> None:
    outcome = run("pulumi.runtime.invoke('cloud:index:absent', {})")

    message = error_of(outcome)
    assert message.count("no simulated data source cloud:index:absent") == 1
    assert "__main__.py" in message
    assert "site-packages" not in message


def test_a_function_of_a_provider_that_is_not_configured_yet_gives_nothing(run: Run) -> None:
    program = """
    mine = Cloud('mine', {'endpoint': Thing('t').arn})
    options = pulumi.InvokeOutputOptions(provider=mine)
    answer = pulumi.runtime.invoke_output('cloud:index:echo', {'text': 'x'}, options)
    pulumi.export('said', answer)
    """

    # So does Pulumi's engine, which calls no provider that it could not configure.
    assert run(program).outputs == {"said": {}}
    assert run(program, Phase.APPLIED).outputs == {"said": {"text": "x"}}


@pytest.mark.parametrize(("phase", "identifier"), [(Phase.PREVIEW, ""), (Phase.APPLIED, "t-id")])
def test_a_resource_is_looked_up_with_its_provider_and_what_is_known_of_its_id(
    run: Run, phase: Phase, identifier: str
) -> None:
    program = """
    def look(urn):
        return pulumi.runtime.invoke_output('pulumi:pulumi:getResource', {'urn': urn})
    found = Thing('t').urn.apply(look)
    pulumi.export('id', found.apply(lambda found: found['id']))
    pulumi.export('provider', found.apply(lambda found: found['provider']))
    """

    outcome = run(program, phase)

    (thing,) = (resource for resource in outcome.resources.values() if resource.name == "t")
    assert outcome.outputs == {"id": identifier, "provider": thing.provider}
    assert "urn:pulumi:dev::small::pulumi:providers:pulumi::default" in outcome.resources


def test_a_component_passed_as_input_is_resolved_with_its_registered_outputs(run: Run) -> None:
    program = """
    class Pair(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__('my:index:Pair', name)
            self.register_outputs({'size': 7})
    pair = Pair('p')
    # A component's outputs follow its registration.
    async def look(urn):
        found = {'state': {}}
        while not found['state']:
            found = await pulumi.runtime.invoke_output('pulumi:pulumi:getResource', {'urn': urn}).future()
        return found
    pulumi.export('size', pair.urn.apply(look).apply(lambda found: found['state']['size']))
    """

    outcome = run(program)

    assert outcome.exit_code == 0, outcome.diagnostics
    assert outcome.outputs == {"size": 7}
