"""Whether a policy document keeps to the grammar of IAM.

Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements reference".
The words are those with which IAM refuses; services differ in what they ask for, which a `Dialect` says.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

VERSIONS = ("2012-10-17", "2008-10-17")
_SYNTAX = "Syntax errors in policy."
_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_PRINCIPALS = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_OPERATOR = re.compile(
    r"(For(AnyValue|AllValues):)?"
    r"(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)(Not)?Equals|(Numeric|Date)(LessThan|GreaterThan)(Equals)?"
    r"|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null"
)
_VENDOR = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Dialect:
    """What a kind of policy asks for beyond the grammar.

    Attributes:
        principal: whether a statement must name whom it is for, or must not.
        resource: whether it must name resources, may, or must not.
        action: whether it must name actions.
        versions: the versions of the language that are taken.
        sids: whether statement ids are letters and digits, and unique.
        only_sts: whether all actions are those of STS.
    """

    principal: bool = True
    resource: bool | None = True
    action: bool = True
    versions: tuple[str, ...] = VERSIONS
    sids: bool = False
    only_sts: bool = False


IDENTITY = Dialect(principal=False, versions=VERSIONS[:1], sids=True)
TRUST = Dialect(resource=False, sids=True, only_sts=True)
RESOURCE = Dialect()
# Of a repository or a file system the resource is clear (ECR User Guide, "Private repository policies").
ON_ONE_RESOURCE = Dialect(resource=None)
# KMS API Reference, CreateKey: a statement without Resource or Action is taken, and has no effect.
KEY = Dialect(resource=None, action=False)


@dataclass(frozen=True)
class Problem:
    """Why a document is refused: IAM's words, and where."""

    words: str
    place: str


def statements_of(document: Any) -> list[Any]:
    """Return the statements of a parsed document; one alone need not be in a list."""
    found = document.get("Statement") if isinstance(document, dict) else None
    return found if isinstance(found, list) else [] if found is None else [found]


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def parsed(text: str) -> Any:
    """Return a document as JSON, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def problem_of(text: str, dialect: Dialect) -> Problem | None:
    """Return the first problem of a document, None where it keeps to the grammar.

    Args:
        text: the document.
        dialect: what its kind asks for.
    """
    document = parsed(text)
    if not isinstance(document, dict):
        return Problem(_SYNTAX, "it is not a JSON object")
    return next(_problems(document, dialect), None)


def _problems(document: dict[str, Any], dialect: Dialect) -> Iterator[Problem]:
    unknown = sorted(set(document) - {"Version", "Id", "Statement"})
    if unknown:
        yield Problem(_SYNTAX, f"unknown element {unknown[0]}")
    version, statements = document.get("Version", VERSIONS[1]), statements_of(document)
    if version not in VERSIONS:
        yield Problem(_SYNTAX, f"Version is {version!r}, and must be {' or '.join(VERSIONS)}")
    if not statements:
        yield Problem(_SYNTAX, "there is no Statement")
    for number, statement in enumerate(statements, 1):
        yield from _syntax(statement, f"statement {number}")
    if version not in dialect.versions:
        yield Problem("Policy document must be version 2012-10-17 or greater.", f"Version is {version!r}")
    if dialect.sids:
        yield from _sids(statements)
    for number, statement in enumerate(statements, 1):
        yield from _contents(statement, dialect, f"statement {number}")


def _syntax(statement: Any, place: str) -> Iterator[Problem]:
    if not isinstance(statement, dict):
        yield Problem(_SYNTAX, f"{place} is not an object")
        return
    unknown = sorted(set(statement) - _ELEMENTS)
    if unknown:
        yield Problem(_SYNTAX, f"unknown element {unknown[0]} in {place}")
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield Problem(_SYNTAX, f"Effect of {place} must be Allow or Deny")
    for name in ("Action", "Resource", "Principal"):
        if name in statement and f"Not{name}" in statement:
            yield Problem(_SYNTAX, f"{place} has {name} and Not{name}")
    for name in ("Action", "NotAction", "Resource", "NotResource"):
        if name in statement and not _texts(statement[name]):
            yield Problem(_SYNTAX, f"{name} of {place} must be a text or a list of texts")
    if not isinstance(statement.get("Sid", ""), str):
        yield Problem(_SYNTAX, f"Sid of {place} must be a text")
    yield from _condition(statement.get("Condition", {}), place)


def _texts(value: Any) -> bool:
    return isinstance(value, str | list) and all(isinstance(item, str) for item in listed(value))


def _condition(condition: Any, place: str) -> Iterator[Problem]:
    if not isinstance(condition, dict):
        yield Problem(_SYNTAX, f"Condition of {place} must be an object")
        return
    for operator, tests in condition.items():
        if not isinstance(tests, dict):
            yield Problem(_SYNTAX, f"{operator} of {place} must be an object")
        elif tests and not _OPERATOR.fullmatch(operator):
            yield Problem(_SYNTAX, f"{operator} of {place} is no condition operator")
        elif not all(
            isinstance(item, str | bool | int | float) for test in tests.values() for item in listed(test)
        ):
            yield Problem(_SYNTAX, f"a value under {operator} of {place} is neither text, number nor boolean")


def _sids(statements: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for sid in (statement.get("Sid") or "" for statement in statements):
        if not re.fullmatch(r"[0-9A-Za-z]*", sid):
            yield Problem(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
                "expression [0-9A-Za-z]*",
                f"Sid {sid!r}",
            )
        if sid and sid in seen:
            yield Problem("Statement IDs (SID) in a single policy must be unique.", f"Sid {sid!r}")
        seen.add(sid)


def _contents(statement: dict[str, Any], dialect: Dialect, place: str) -> Iterator[Problem]:
    actions = [*listed(statement.get("Action")), *listed(statement.get("NotAction"))]
    resources = [*listed(statement.get("Resource")), *listed(statement.get("NotResource"))]
    if dialect.action and not actions:
        yield Problem("Policy statement must contain actions.", place)
    if dialect.resource and not resources:
        yield Problem("Policy statement must contain resources.", place)
    if dialect.resource is False and {"Resource", "NotResource"}.intersection(statement):
        yield Problem("Has prohibited field Resource.", place)
    for action in actions:
        yield from _action(action, dialect, place)
    for resource in resources:
        if resource != "*" and ":" not in resource:
            yield Problem(f'Resource {resource} must be in ARN format or "*".', place)
    principals = {"Principal", "NotPrincipal"}.intersection(statement)
    if principals and not dialect.principal:
        yield Problem("Policy document should not specify a principal.", place)
    if dialect.principal and not principals:
        yield Problem("Missing required field Principal", place)
    for name in principals:
        yield from _principal(statement[name], place)


def _action(action: str, dialect: Dialect, place: str) -> Iterator[Problem]:
    vendor, colon, name = action.partition(":")
    if action != "*" and not colon:
        words = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        yield Problem(words, f"{action} in {place}")
    elif ":" in name:
        yield Problem("Actions/Condition can contain only one colon.", f"{action} in {place}")
    elif action != "*" and vendor != "*" and not _VENDOR.fullmatch(vendor):
        yield Problem(f"Vendor {vendor} is not valid", f"{action} in {place}")
    elif dialect.only_sts and vendor.lower() != "sts":
        yield Problem("AssumeRole policy may only specify STS AssumeRole actions.", f"{action} in {place}")


def _principal(principal: Any, place: str) -> Iterator[Problem]:
    if principal == "*":
        return
    if not isinstance(principal, dict) or not principal or set(principal) - _PRINCIPALS:
        kinds = ", ".join(sorted(_PRINCIPALS))
        yield Problem("Invalid principal in policy", f'{place}: it must be "*" or have {kinds}')
        return
    for kind, names in principal.items():
        if not _texts(names) or not all(_names_principal(kind, name) for name in listed(names)) or not names:
            yield Problem(f'Invalid principal in policy: "{kind}"', place)


def _names_principal(kind: str, name: str) -> bool:
    """Return whether a principal has a form that its kind takes (IAM User Guide, "Principal")."""
    if kind == "AWS":
        return name == "*" or bool(
            re.fullmatch(r"\d{12}|arn:[^:]+:(iam|sts):[^:]*:[^:]*:.+|A[A-Z0-9]{15,}", name)
        )
    if kind == "Service":
        return "." in name or name == "*"
    return bool(name)
