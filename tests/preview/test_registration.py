from collections.abc import Callable

import pytest

from preview.deployment import PolicyPackError, ResourceError
from preview.model import UNKNOWN, Pass, Phase, Resource
from preview.options import seconds

Run = Callable[..., Pass]
URN = "urn:pulumi:dev::small::"


def error_of(outcome: Pass) -> str:
    assert outcome.exit_code != 0
    (message,) = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    return message


def test_a_child_carries_its_parents_types_in_its_urn(run: Run) -> None:
    outcome = run(
        "g = Group('g')\nThing('a', opts=ResourceOptions(parent=Thing('t', opts=ResourceOptions(parent=g))))"
    )

    child = outcome.resources[f"{URN}my:index:Group$cloud:index:Thing$cloud:index:Thing::a"]
    assert child.parent == f"{URN}my:index:Group$cloud:index:Thing::t"


def test_the_same_name_twice_is_refused_as_the_engine_does(run: Run) -> None:
    outcome = run("Thing('a')\nThing('a')")

    assert error_of(outcome) == (
        f"Duplicate resource URN '{URN}cloud:index:Thing::a'; try giving it a unique name"
    )


def test_children_inherit_protect_unless_they_say_otherwise(run: Run) -> None:
    outcome = run(
        "g = Group('g', ResourceOptions(protect=True))\n"
        "Thing('a', opts=ResourceOptions(parent=g))\n"
        "Thing('b', opts=ResourceOptions(parent=g, protect=False))"
    )

    assert outcome.resources[f"{URN}my:index:Group$cloud:index:Thing::a"].protect
    assert not outcome.resources[f"{URN}my:index:Group$cloud:index:Thing::b"].protect


def test_a_default_provider_is_registered_once_with_its_configuration(run: Run) -> None:
    outcome = run("Thing('a')\nThing('b')", config={"cloud:region": "here"})

    providers = [r for r in outcome.resources.values() if r.type == "pulumi:providers:cloud"]
    assert [provider.inputs for provider in providers] == [{"region": "here"}]
    assert providers[0].name == "default"


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("", "default"),
        ("version='1.2.3-beta.1+4'", "default_1_2_3_beta_1_4"),
        ("plugin_download_url='https://example.invalid/x/'", "default_https_/example.invalid/x"),
        ("version='1.2.3', plugin_download_url='https://a.b'", "default_1_2_3_https_/a.b"),
    ],
)
def test_a_default_provider_is_named_by_version_and_source(run: Run, options: str, name: str) -> None:
    outcome = run(f"Thing('a', opts=ResourceOptions({options}))", Phase.APPLIED)
    urn = f"{URN}pulumi:providers:cloud::{name}"
    assert outcome.resources[f"{URN}cloud:index:Thing::a"].provider == f"{urn}::{outcome.resources[urn].id}"


def test_the_engines_own_provider_is_registered_when_it_is_needed(run: Run) -> None:
    program = "pulumi.StackReference('org/net/dev')"
    outcome = run(program, config={"pulumi:disable-default-providers": '["*"]'})
    own = outcome.resources[f"{URN}pulumi:providers:pulumi::default"]
    assert own.inputs == {}
    assert f"{URN}pulumi:providers:pulumi::default" not in run("Thing('a')").resources


def test_a_file_that_is_missing_is_an_exception_of_the_program(run: Run) -> None:
    outcome = run("Thing('a', {'code': pulumi.FileArchive('absent')})\nThing('b')")
    assert (
        "unmarshal properties: failed to compute archive hash at code: couldn't read archive path"
        in error_of(outcome)
    )


def test_a_file_among_the_outputs_that_is_missing_is_an_exception_too(run: Run) -> None:
    outcome = run("pulumi.export('file', pulumi.FileAsset('absent'))")
    assert "cannot unmarshal output properties: failed to compute asset hash at file" in error_of(outcome)


def test_files_are_hashed_from_the_programs_folder(run: Run) -> None:
    outcome = run("Thing('a', {'program': pulumi.FileAsset('__main__.py')})")
    (thing,) = (found for found in outcome.resources.values() if found.name == "a")
    assert len(thing.inputs["program"]["hash"]) == 64


@pytest.mark.parametrize("disabled", ['["*"]', '["cloud"]'])
def test_a_disabled_default_provider_is_an_error(run: Run, disabled: str) -> None:
    outcome = run("Thing('a')", config={"pulumi:disable-default-providers": disabled})

    assert error_of(outcome) == (
        f"Default provider for 'cloud' disabled. '{URN}cloud:index:Thing::a' must use an explicit provider."
    )


def test_a_components_providers_reach_its_descendants(run: Run) -> None:
    outcome = run(
        "mine = Cloud('mine')\n"
        "outer = Group('outer', ResourceOptions(providers={'cloud': mine}))\n"
        "inner = Group('inner', ResourceOptions(parent=outer))\n"
        "Thing('a', opts=ResourceOptions(parent=inner))",
        config={"pulumi:disable-default-providers": '["*"]'},
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    thing = outcome.resources[f"{URN}my:index:Group$my:index:Group$cloud:index:Thing::a"]
    assert thing.provider.startswith(f"{URN}pulumi:providers:cloud::mine::")


def test_a_provider_with_unknown_configuration_says_nothing_in_a_preview(run: Run) -> None:
    program = (
        "mine = Cloud('mine', {'endpoint': Thing('t').arn})\n"
        "late = Thing('late', {'size': 1}, ResourceOptions(provider=mine))\n"
        "pulumi.export('size', late.id)"
    )

    preview, applied = run(program), run(program, Phase.APPLIED)

    late = f"{URN}cloud:index:Thing::late"
    assert preview.resources[late].inputs == {"size": 1}
    assert preview.resources[late].outputs == {}
    assert applied.resources[late].outputs == {"size": 1, "checked": True, "arn": "arn:late"}


def test_what_the_provider_refuses_is_one_error(run: Run) -> None:
    outcome = run("Thing('a', {'refused': 1})\nThing('b')")

    assert error_of(outcome) == (
        "cloud:index:Thing resource 'a' has a problem: property refused: must not be set"
    )


def test_dependencies_are_recorded_by_property(run: Run) -> None:
    outcome = run(
        "t = Thing('t')\nThing('a', {'x': t.arn, 'y': 1}, ResourceOptions(depends_on=[Thing('u')]))"
    )

    thing = outcome.resources[f"{URN}cloud:index:Thing::a"]
    assert thing.inputs["x"] == UNKNOWN
    assert thing.dependencies == [f"{URN}cloud:index:Thing::t", f"{URN}cloud:index:Thing::u"]
    assert thing.property_dependencies == {"x": [f"{URN}cloud:index:Thing::t"]}


def test_options_that_policies_see_are_kept(run: Run) -> None:
    outcome = run(
        "Thing('a', opts=ResourceOptions(ignore_changes=['x'], delete_before_replace=True,"
        " additional_secret_outputs=['arn'], custom_timeouts=pulumi.CustomTimeouts(create='1h30m'),"
        " aliases=[pulumi.Alias(name='old')], retain_on_delete=True, replace_on_changes=['y'],"
        " deleted_with=Thing('b')))",
        Phase.APPLIED,
    )

    thing = outcome.resources[f"{URN}cloud:index:Thing::a"]
    assert thing.ignore_changes == ["x"]
    assert thing.delete_before_replace is True
    assert thing.retain_on_delete
    assert thing.replace_on_changes == ["y"]
    assert thing.deleted_with == f"{URN}cloud:index:Thing::b"
    assert outcome.resources[thing.deleted_with].delete_before_replace is None
    assert thing.custom_timeouts == {"create": 5400.0}
    assert thing.aliases == [f"{URN}cloud:index:Thing::old"]
    assert "value" in thing.outputs["arn"]


def test_an_imported_resource_has_its_id_at_once(run: Run) -> None:
    outcome = run("pulumi.export('id', Thing('a', opts=ResourceOptions(import_='i-1')).id)")

    assert outcome.outputs == {"id": "i-1"}


def test_a_duration_of_another_form_is_refused() -> None:
    assert seconds("1h2m3s") == 3723
    with pytest.raises(ResourceError, match="duration"):
        seconds("90")


class RecordingGate:
    def __init__(self) -> None:
        self.analyzed: list[tuple[str, str]] = []
        self.stack: list[str] = []

    def analyze(self, resource: Resource, provider: Resource | None) -> None:
        self.analyzed.append((resource.name, provider.name if provider else ""))

    def analyze_stack(self, resources: list[Resource]) -> None:
        self.stack = [resource.name for resource in resources]


def test_everything_registered_is_analyzed_and_what_is_read_is_not(run: Run) -> None:
    gate = RecordingGate()

    run("Thing('a')\nThing('existing', opts=ResourceOptions(id='i-1'))\nGroup('g')", gates=[gate])

    assert sorted(gate.analyzed) == [("a", "default"), ("default", ""), ("g", ""), ("small-dev", "")]
    assert sorted(gate.stack) == ["a", "default", "g", "small-dev"]


def test_what_its_provider_refuses_is_analyzed_all_the_same(run: Run) -> None:
    gate = RecordingGate()
    assert run("Thing('a', {'refused': 1})", gates=[gate]).exit_code != 0
    assert ("a", "default") in gate.analyzed


def test_a_broken_program_is_not_analyzed_as_a_stack(run: Run) -> None:
    gate = RecordingGate()

    run("Thing('a')\nraise ValueError", gates=[gate])

    assert gate.stack == []


class BrokenGate(RecordingGate):
    def analyze(self, resource: Resource, provider: Resource | None) -> None:
        if resource.name == "a":
            raise PolicyPackError("the policy pack has ended")


def test_a_policy_pack_that_breaks_fails_the_pass(run: Run) -> None:
    assert error_of(run("Thing('a')", gates=[BrokenGate()])) == "the policy pack has ended"
