"""Judges one resource with one control, without the policy SDK."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from guardrails.core.configuration import Configuration, Settings
from guardrails.core.control import Context, Control, Example, Finding, Resource, Scope
from guardrails.core.decision import Decision, Level, Outcome
from guardrails.core.evaluate import decide
from guardrails.core.examples import judged
from guardrails.core.registry import discover
from guardrails.core.values import Value

CONTROLS: Mapping[str, Control] = {control.id: control for control in discover().controls}


def _situation(
    control: str,
    given: Example | Mapping[str, Value],
    token: str,
    company: tuple[Resource, ...],
    parameters: Mapping[str, Any],
) -> tuple[Control, Resource, Context]:
    rule = CONTROLS[control]
    example = given if isinstance(given, Example) else Example(given)
    resource = judged(rule, replace(example, type=token or example.type))
    defaults = {name: schema["default"] for name, schema in rule.parameters.items()}
    context = Context(
        parameters={**defaults, **example.parameters, **parameters},
        resources=(resource, *example.company, *company) if rule.scope is Scope.STACK else (),
        controls=tuple(each for each in CONTROLS.values() if each.claims(resource.type)),
    )
    return rule, resource, context


def findings(
    control: str,
    given: Example | Mapping[str, Value],
    token: str = "",
    company: tuple[Resource, ...] = (),
    **parameters: Any,
) -> list[Finding]:
    """Find what one control says about one resource; an exception of the control comes through.

    Args:
        control: the control's id.
        given: the resource, as properties or as an example.
        token: its type; that of the example, or the control's first one, when not given.
        company: further resources of the stack.
        parameters: parameters other than the defaults.
    """
    rule, resource, context = _situation(control, given, token, company, parameters)
    return list(rule.check(resource, context))


def decision(control: str, given: Example | Mapping[str, Value], token: str = "") -> Decision:
    """Take the decision of one control on one resource; arguments as for findings()."""
    rule, resource, context = _situation(control, given, token, (), {})
    mandatory = Configuration({rule.name: Settings(Level.MANDATORY, {})})
    return decide(rule, resource, context, mandatory)


def judge(
    control: str,
    given: Example | Mapping[str, Value],
    token: str = "",
    company: tuple[Resource, ...] = (),
    **parameters: Any,
) -> str:
    """Judge one resource: "pass", "fail", "undecided" or "not applicable"; arguments as for findings().

    Raises:
        AssertionError: the control raised.
    """
    rule, resource, context = _situation(control, given, token, company, parameters)
    found = decide(rule, resource, context, Configuration())
    assert found.outcome is not Outcome.ERROR, found.findings
    return "not applicable" if found.outcome is Outcome.NOT_APPLICABLE else found.outcome.value
