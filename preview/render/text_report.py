"""The result as text: the tree, the decisions, the outputs, the verdict."""

import json
from collections import Counter
from typing import Any, cast

from preview import limits, urns
from preview.model import Decision, Outcome, Resource, Result
from preview.redaction import UNKNOWN_SHOWN, Redactor

SHOWN = (Outcome.PASS, Outcome.FAIL, Outcome.UNDECIDED, Outcome.EXEMPT, Outcome.NOT_APPLICABLE, Outcome.ERROR)
SEVERITIES = ("critical", "high", "medium", "low", "")


def render_text(result: Result, redactor: Redactor) -> str:
    """Write the result for a reader."""
    parts = [
        [f"Preview of {result.project}, stack {result.stack}: offline, nothing was created."],
        ["Resources", *_tree(result)],
        _table(result),
        _blocking(result),
        _others(result),
        ["Outputs", *(f"  {key}: {_shown(redactor.value(v))}" for key, v in result.preview.outputs.items())],
        _diagnostics(result),
        list(limits.PREVIEW),
        [_verdict(result)],
    ]
    return redactor.text("\n\n".join("\n".join(part) for part in parts if part))


def _tree(result: Result) -> list[str]:
    resources = result.preview.resources
    children: dict[str, list[Resource]] = {}
    for resource in resources.values():
        parent = resource.parent if resource.parent in resources else ""
        children.setdefault(parent, []).append(resource)
    lines: list[str] = []
    stack = [(resource, 1) for resource in reversed(children.get("", []))]
    while stack:
        resource, depth = stack.pop()
        mark = "read" if resource.external else "+ create"
        note = " (answered generically)" if resource.generic else ""
        below = children.get(resource.urn, [])
        count = f" [{len(below)}]" if below else ""
        lines.append(f"{'  ' * depth}{mark} {resource.type} {resource.name}{count}{note}")
        stack.extend((child, depth + 1) for child in reversed(below))
    return lines


def _table(result: Result) -> list[str]:
    if not result.policies:
        return ["Policy: no pack was run"]
    counts: dict[tuple[str, str, str], Counter[Outcome]] = {}
    for decision in result.decisions:
        policy = decision.policy
        key = (policy.severity, policy.control, policy.title)
        counts.setdefault(key, Counter())[decision.outcome] += 1
    header = f"  {'severity':9} {'control':12}" + "".join(f"{outcome.value:>14}" for outcome in SHOWN)
    lines = ["Decisions", header]
    for key in sorted(counts, key=lambda item: (_rank(item[0]), item[1])):
        cells = "".join(f"{counts[key][outcome] or '-':>14}" for outcome in SHOWN)
        lines.append(f"  {key[0]:9} {key[1]:12}{cells}  {key[2]}")
    return lines


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def _blocking(result: Result) -> list[str]:
    lines: list[str] = []
    for decision in filter(lambda item: item.blocks, result.decisions):
        policy = decision.policy
        severity = policy.severity or "no severity"
        lines += [
            f"BLOCKED {policy.control} ({severity}, {decision.outcome}): {policy.title}",
            f"  resource: {decision.urn.rsplit('::', 1)[-1]} ({decision.type})",
            f"  urn:      {decision.urn}",
            *(f"  found:    {finding}" for finding in decision.findings),
            *([f"  do:       {policy.remediation}"] if policy.remediation else []),
        ]
    return lines


def _others(result: Result) -> list[str]:
    lines: list[str] = []
    for decision in filter(lambda item: not item.blocks, result.decisions):
        if decision.outcome is Outcome.EXEMPT and decision.exemption:
            why = decision.exemption
            lines.append(
                f"EXEMPT {decision.policy.control} on {decision.urn}: {why.get('reason', '')}"
                f" (owner {why.get('owner', '')}, until {why.get('expires', '')})"
            )
        elif decision.outcome in (Outcome.FAIL, Outcome.UNDECIDED, Outcome.ERROR):
            lines.append(_advice(decision))
    return lines


def _advice(decision: Decision) -> str:
    found = "; ".join(decision.findings)
    return (
        f"{decision.outcome.upper()} ({decision.level}) {decision.policy.control} on {decision.urn}: {found}"
    )


def _shown(value: Any) -> str:
    if value == UNKNOWN_SHOWN:
        return "(known after deployment)"
    if isinstance(value, str):
        first, *more = value.splitlines() or [""]
        return f"{first} (and {len(more)} more lines)" if more else value
    if isinstance(value, list) and UNKNOWN_SHOWN in value:
        return f"[{', '.join(_shown(item) for item in cast('list[Any]', value))}]"
    return json.dumps(value)


def _diagnostics(result: Result) -> list[str]:
    entries = [*result.preview.diagnostics, *result.applied.diagnostics, *result.notices]
    lines = [f"{entry.severity}: {entry.message}" for entry in entries]
    return list(dict.fromkeys(lines))


def _verdict(result: Result) -> str:
    created = sum(
        not resource.external and not urns.is_default_provider(resource.urn)
        for resource in result.preview.resources.values()
    )
    blocked = sum(1 for decision in result.decisions if decision.blocks)
    if result.exit_code == 2:
        return "The program or its configuration is broken; nothing was created."
    policy = f"{blocked} decisions block" if blocked else "clean" if result.policies else "no pack was run"
    return f"{created} resources would be created; nothing was created. Policy: {policy}."
