from collections.abc import Callable

from preview.model import UNKNOWN, Pass, Phase
from preview.wire import secret

Run = Callable[..., Pass]


def errors(outcome: Pass) -> list[str]:
    return [entry.message for entry in outcome.diagnostics if entry.severity == "error"]


def test_computed_values_are_unknown_in_the_preview_pass(run: Run) -> None:
    outcome = run(
        "thing = Thing('a', {'size': 3})\npulumi.export('arn', thing.arn)\npulumi.export('id', thing.id)"
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    assert outcome.outputs == {"arn": UNKNOWN, "id": UNKNOWN}
    thing = outcome.resources["urn:pulumi:dev::small::cloud:index:Thing::a"]
    assert thing.inputs == {"size": 3, "checked": True}
    assert thing.parent == "urn:pulumi:dev::small::pulumi:pulumi:Stack::small-dev"
    assert thing.generic


def test_computed_values_are_made_up_in_the_applied_pass(run: Run) -> None:
    program = """
    thing = Thing('a')
    pulumi.export('seen', thing.arn.apply(lambda arn: f'see {arn}'))
    pulumi.export('dry', pulumi.runtime.is_dry_run())
    """

    assert run(program, Phase.APPLIED).outputs == {"seen": "see arn:a", "dry": False}


def test_an_exception_is_reported_with_the_users_lines_only(run: Run) -> None:
    outcome = run("def fail():\n    raise ValueError('bad size')\nfail()")

    assert outcome.exit_code != 0
    (message,) = errors(outcome)
    assert message.endswith("ValueError: bad size")
    assert "__main__.py" in message
    assert "runner.py" not in message
    assert "site-packages" not in message


def test_a_run_error_is_reported_without_a_trace(run: Run) -> None:
    outcome = run("raise pulumi.RunError('size must be set')")

    assert outcome.exit_code != 0
    assert errors(outcome) == ["size must be set"]


def test_an_exception_inside_apply_is_reported_once(run: Run) -> None:
    outcome = run("Output.from_input(1).apply(lambda _: 1 / 0)")

    assert outcome.exit_code != 0
    (message,) = errors(outcome)
    assert message.endswith("ZeroDivisionError: division by zero")
    assert "site-packages" not in message


def test_a_program_that_exits_on_its_own_is_an_error(run: Run) -> None:
    outcome = run("import sys\nsys.exit(3)")

    assert outcome.exit_code == 3
    assert "exit code 3" in errors(outcome)[0]


def test_what_the_program_prints_is_kept_as_information(run: Run) -> None:
    outcome = run("print('hello')\npulumi.log.warn('careful')\npulumi.log.debug('hidden')")

    assert {(entry.severity, entry.message) for entry in outcome.diagnostics} == {
        ("info", "hello"),
        ("warning", "careful"),
    }


def test_a_logged_error_fails_the_pass(run: Run) -> None:
    assert run("pulumi.log.error('broken')").exit_code != 0


def test_configuration_and_its_secrets_reach_the_program(run: Run) -> None:
    program = """
    config = pulumi.Config()
    pulumi.export('size', config.require_int('size'))
    pulumi.export('other', pulumi.Config('other').require('key'))
    """

    outcome = run(program, config={"size": "3", "other:key": "value"})

    assert outcome.outputs == {"size": 3, "other": "value"}


def test_secrets_stay_marked_on_their_way_to_inputs_and_outputs(run: Run) -> None:
    outcome = run(
        "thing = Thing('a', {'password': Output.secret('x')})\npulumi.export('s', Output.secret('y'))"
    )

    thing = outcome.resources["urn:pulumi:dev::small::cloud:index:Thing::a"]
    assert thing.inputs["password"] == secret("x")
    assert thing.outputs["password"] == secret("x")
    assert outcome.outputs == {"s": secret("y")}
