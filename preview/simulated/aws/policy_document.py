"""Renders IAM policy documents as the data source `aws:iam/getPolicyDocument` does.

Source: terraform-provider-aws internal/service/iam/policy_document_data_source.go and policy_model.go.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from preview.model import Properties
from preview.simulated.simulation import SimulationError

Statement = dict[str, Any]
_LISTS = (
    ("actions", "Action"),
    ("notActions", "NotAction"),
    ("resources", "Resource"),
    ("notResources", "NotResource"),
)


def policy_document(arguments: Properties) -> Properties:
    """Return the result of the data source: the document as `json` and `minifiedJson`.

    Args:
        arguments: `statements`, `sourcePolicyDocuments`, `overridePolicyDocuments`, `version`, `policyId`.

    Raises:
        SimulationError: a source or override document is not one, or two statements share a Sid.
    """
    document: dict[str, Any] = {"Version": arguments.get("version") or "2012-10-17"}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    statements: list[Statement] = []
    for text in arguments.get("sourcePolicyDocuments") or []:
        statements.extend(_statements(text))
    statements.extend(_statement(given) for given in arguments.get("statements") or [])
    _refuse_repeated_sids(statements)
    for text in arguments.get("overridePolicyDocuments") or []:
        statements = _overridden(statements, _statements(text))
    document["Statement"] = statements
    minified = json.dumps(document, separators=(",", ":"))
    return {
        **arguments,
        "id": str(sum(minified.encode())),
        "version": document["Version"],
        "json": json.dumps(document, indent=2),
        "minifiedJson": minified,
    }


def _statement(given: Mapping[str, Any]) -> Statement:
    statement: Statement = {}
    if given.get("sid"):
        statement["Sid"] = given["sid"]
    statement["Effect"] = given.get("effect") or "Allow"
    for key, name in _LISTS:
        if given.get(key):
            statement[name] = _one_or_many(given[key])
    for key, name in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(key):
            statement[name] = _principals(given[key])
    if given.get("conditions"):
        statement["Condition"] = _conditions(given["conditions"])
    return statement


def _one_or_many(values: Iterable[str]) -> str | list[str]:
    """Return a list in the provider's order, which is backwards; one value alone is no list."""
    ordered = sorted(set(values), reverse=True)
    return ordered[0] if len(ordered) == 1 else ordered


def _principals(given: Sequence[Mapping[str, Any]]) -> str | dict[str, Any]:
    if any(principal["type"] == "*" and "*" in principal["identifiers"] for principal in given):
        return "*"
    found: dict[str, list[str]] = {}
    for principal in given:
        found.setdefault(principal["type"], []).extend(principal["identifiers"])
    return {kind: _one_or_many(identifiers) for kind, identifiers in found.items()}


def _conditions(given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, dict[str, list[str]]] = {}
    for condition in given:
        values = found.setdefault(condition["test"], {}).setdefault(condition["variable"], [])
        values.extend(condition["values"])
    return {
        test: {variable: values[0] if len(values) == 1 else values for variable, values in variables.items()}
        for test, variables in found.items()
    }


def _statements(text: str) -> list[Statement]:
    if not text:
        return []
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise SimulationError(f"a source policy document is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise SimulationError("a source policy document must be a JSON object")
    found = document.get("Statement") or []
    return [found] if isinstance(found, dict) else list(found)


def _refuse_repeated_sids(statements: Sequence[Statement]) -> None:
    seen: set[str] = set()
    for statement in statements:
        sid = statement.get("Sid")
        if sid and sid in seen:
            raise SimulationError(f"duplicate Sid ({sid}) in the policy document")
        if sid:
            seen.add(sid)


def _overridden(statements: Sequence[Statement], overrides: Sequence[Statement]) -> list[Statement]:
    by_sid = {override["Sid"]: override for override in overrides if override.get("Sid")}
    kept = [by_sid.pop(statement.get("Sid", ""), statement) for statement in statements]
    added = [override for override in overrides if not override.get("Sid") or override["Sid"] in by_sid]
    return [*kept, *added]
