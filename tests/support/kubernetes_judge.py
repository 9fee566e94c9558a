"""Judges one Kubernetes object with one control, without the policy SDK."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

import guardrails.rules.kubernetes as rules
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Resource,
    Scope,
    Undecided,
)
from guardrails.core.values import Value


def _discovered() -> list[Control]:
    modules = (
        importlib.import_module(f"{rules.__name__}.{found.name}")
        for found in pkgutil.iter_modules(rules.__path__)
    )
    return [module.CONTROL for module in modules]


CONTROLS: Mapping[str, Control] = {control.id: control for control in _discovered()}


def findings(
    control: str,
    judged: Example | Mapping[str, Value],
    token: str = "",
    company: tuple[Resource, ...] = (),
    **parameters: Any,
) -> list[Finding]:
    """Find what one control says about one object.

    Args:
        control: the control's id.
        judged: the object, as properties or as an example.
        token: its type; that of the example, or the control's first one, when not given.
        company: further resources of the stack.
        parameters: parameters other than the defaults.
    """
    rule = CONTROLS[control]
    example = judged if isinstance(judged, Example) else Example(judged)
    token = token or example.type or rule.types[0]
    resource = Resource(token, "judged", f"urn:pulumi:test::test::{token}::judged", example.properties)
    defaults = {name: schema["default"] for name, schema in rule.parameters.items()}
    context = Context(
        parameters={**defaults, **example.parameters, **parameters},
        resources=(resource, *example.company, *company) if rule.scope is Scope.STACK else (),
    )
    return list(rule.check(resource, context))


def judge(
    control: str,
    judged: Example | Mapping[str, Value],
    token: str = "",
    company: tuple[Resource, ...] = (),
    **parameters: Any,
) -> str:
    """Judge one object: "pass", "fail", "undecided" or "not applicable"; arguments as for findings()."""
    found = {type(finding) for finding in findings(control, judged, token, company, **parameters)}
    if Fail in found:
        return "fail"
    if Undecided in found:
        return "undecided"
    return "not applicable" if NotApplicable in found else "pass"
