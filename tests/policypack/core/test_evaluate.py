"""Evaluation: one decision for each control and resource, whatever a check does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from guardrails.core.configuration import Configuration, Settings
from guardrails.core.control import (
    EVERY_TYPE,
    Broken,
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Scope,
    Severity,
    Undecided,
)
from guardrails.core.decision import Decision, Exemption, Level, Outcome
from guardrails.core.evaluate import evaluate
from guardrails.core.exemptions import Exemptions
from guardrails.core.values import Secret

TODAY = date(2026, 11, 24)
RESOURCE = Resource("t", "one", "urn:one", {"password": Secret("hunter2"), "public": True})


def control(check: Callable[[Resource, Context], Iterator[Finding] | list[Finding]]) -> Control:
    return Control(
        id="X-01",
        name="x",
        title="It is so",
        rationale="Because.",
        remediation="Do it.",
        severity=Severity.HIGH,
        types=("t",),
        references=(Reference("SOC2", "CC8.1"),),
        check=check,
        passes=(Example({}),),
        fails=(Example({}),),
    )


def saying(*findings: Finding) -> Control:
    return control(lambda _resource, _context: list(findings))


def only(decisions: list[Decision]) -> Decision:
    (decision,) = decisions
    return decision


FAIL, UNDECIDED, ASIDE = Fail("public", True, "false"), Undecided("kind"), NotApplicable("it is another kind")


@pytest.mark.parametrize(
    ("findings", "outcome"),
    [
        ((), Outcome.PASS),
        ((ASIDE,), Outcome.NOT_APPLICABLE),
        ((ASIDE, UNDECIDED), Outcome.UNDECIDED),
        ((ASIDE, UNDECIDED, FAIL), Outcome.FAIL),
        ((FAIL, Broken("no rules")), Outcome.ERROR),
    ],
)
def test_the_gravest_finding_decides(findings: tuple[Finding, ...], outcome: Outcome) -> None:
    assert only(evaluate([RESOURCE], [saying(*findings)])).outcome is outcome


def test_findings_are_put_into_words_once() -> None:
    assert only(evaluate([RESOURCE], [saying(FAIL, FAIL)])).findings == ("public is true; must be false",)


def test_an_exception_is_an_error_of_its_control_that_blocks_and_hides_the_text() -> None:
    def check(resource: Resource, _context: Context) -> Iterator[Finding]:
        yield FAIL
        raise ValueError(str.__str__(resource.properties["password"]))

    advisory = Configuration({"x": Settings(Level.ADVISORY, {})})
    broken, sound = evaluate([RESOURCE], [control(check), replace(saying(), id="X-02", name="y")], advisory)
    assert (broken.outcome, broken.level, broken.blocks) == (Outcome.ERROR, Level.MANDATORY, True)
    assert broken.findings[0].startswith("the check itself is broken: ValueError in test_evaluate.py:")
    assert "hunter2" not in str(broken.findings)
    assert sound.outcome is Outcome.PASS


def test_only_the_types_that_a_control_claims_are_judged() -> None:
    other = replace(RESOURCE, type="u", urn="urn:other")
    every = replace(saying(), types=(EVERY_TYPE,), id="X-02", name="y")
    decided = [
        (decision.control.id, decision.urn) for decision in evaluate([RESOURCE, other], [saying(), every])
    ]
    assert sorted(decided) == [("X-01", "urn:one"), ("X-02", "urn:one"), ("X-02", "urn:other")]


def test_a_stack_control_sees_all_resources_and_decides_on_each_of_its_types() -> None:
    def check(_resource: Resource, context: Context) -> Iterator[Finding]:
        if len(context.resources) != 2:
            yield FAIL

    stack = replace(control(check), scope=Scope.STACK)
    other = replace(RESOURCE, type="u", urn="urn:other")
    assert only(evaluate([RESOURCE, other], [stack])).outcome is Outcome.PASS
    assert only(evaluate([RESOURCE], [stack])).outcome is Outcome.FAIL


def test_a_disabled_control_does_not_run() -> None:
    assert evaluate([RESOURCE], [saying(FAIL)], Configuration({"x": Settings(Level.DISABLED, {})})) == []


def test_a_failure_has_the_configured_level() -> None:
    advisory = Configuration({"x": Settings(Level.ADVISORY, {})})
    assert only(evaluate([RESOURCE], [saying(FAIL)])).blocks
    assert not only(evaluate([RESOURCE], [saying(FAIL)], advisory)).blocks


@pytest.mark.parametrize(
    ("preview", "wanted", "blocks"),
    [(True, "advisory", False), (True, "mandatory", True), (False, "advisory", True)],
)
def test_an_undecided_one_blocks_when_told_to_or_when_nothing_is_unknown_any_more(
    preview: bool, wanted: str, blocks: bool
) -> None:
    configuration = Configuration({"x": Settings(Level.MANDATORY, {"undecided": wanted})}, preview)
    decision = only(evaluate([RESOURCE], [saying(UNDECIDED)], configuration))
    assert decision.outcome is Outcome.UNDECIDED
    assert decision.blocks is blocks


def test_a_check_gets_its_parameters_with_defaults_filled_in() -> None:
    seen: list[object] = []

    def check(_resource: Resource, context: Context) -> Iterator[Finding]:
        seen.append((context.parameters["a"], context.parameters["b"]))
        yield from ()

    schema = {"a": {"type": "integer", "default": 1}, "b": {"type": "integer", "default": 2}}
    given = Configuration({"x": Settings(Level.MANDATORY, {"b": 3})})
    evaluate([RESOURCE], [replace(control(check), parameters=schema)], given)
    assert seen == [(1, 3)]


def exemption(until: date, finding: str = "") -> Exemptions:
    return Exemptions((Exemption("X-01", "urn:o*", "it is a demo", "team-a", until, finding),))


def test_an_exemption_holds_through_its_last_day() -> None:
    decision = only(evaluate([RESOURCE], [saying(FAIL)], exemptions=exemption(TODAY), today=TODAY))
    assert (decision.outcome, decision.blocks) == (Outcome.EXEMPT, False)
    assert decision.exemption is not None
    assert decision.exemption.owner == "team-a"


def test_an_exemption_that_expired_yesterday_blocks_and_says_so() -> None:
    yesterday = date(2026, 11, 23)
    decision = only(evaluate([RESOURCE], [saying(FAIL)], exemptions=exemption(yesterday), today=TODAY))
    assert (decision.outcome, decision.blocks) == (Outcome.FAIL, True)
    said = "its exemption expired on 2026-11-23; owner team-a, reason: it is a demo"
    assert decision.findings == ("public is true; must be false", said)


def test_an_exemption_of_one_finding_leaves_the_others() -> None:
    two = saying(FAIL, Fail("open", True, "false"))
    decision = only(evaluate([RESOURCE], [two], exemptions=exemption(TODAY, "public is"), today=TODAY))
    assert (decision.outcome, decision.findings) == (Outcome.FAIL, ("open is true; must be false",))


def test_an_exemption_never_covers_an_error() -> None:
    broken = saying(Broken("no rules"))
    assert only(evaluate([RESOURCE], [broken], exemptions=exemption(TODAY), today=TODAY)).blocks
