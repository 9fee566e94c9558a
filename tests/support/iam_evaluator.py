"""Decides one request by one policy document, by the rules of the IAM user guide.

Source: IAM user guide, "Policy evaluation logic" and "Condition operators". What it does not know, it refuses
with a ValueError instead of guessing.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

Values: TypeAlias = str | Sequence[str]
Statement: TypeAlias = Mapping[str, Any]


class Decision(Enum):
    """What a document says to a request."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"  # another document may allow it; by itself it is refused


@dataclass(frozen=True)
class Request:
    """One call of AWS.

    Attributes:
        principal: ARN of a role or user, or the name of a service, such as logs.eu-central-1.amazonaws.com.
        action: such as kms:Decrypt.
        resource: ARN of what the call acts on.
        context: condition keys that AWS sends with the call; keys are compared without regard to case.
    """

    principal: str
    action: str
    resource: str
    context: Mapping[str, Values] = field(default_factory=dict[str, Values])


def evaluate(document: str | Mapping[str, Any], request: Request) -> Decision:
    """Decide a request by a resource or identity policy.

    Args:
        document: as JSON or parsed. A statement without a principal (of an identity policy) is for everybody.
        request: the call.

    Raises:
        ValueError: the document uses an element or an operator that is not known here.
    """
    parsed = json.loads(document) if isinstance(document, str) else document
    statements: list[Statement] = _listed(parsed["Statement"])
    effects = {statement["Effect"] for statement in statements if applies(statement, request)}
    if "Deny" in effects:
        return Decision.DENY
    return Decision.ALLOW if "Allow" in effects else Decision.SILENT


def applies(statement: Statement, request: Request) -> bool:
    """Whether a statement is about this request, whatever its effect."""
    unknown = statement.keys() - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    if unknown:
        raise ValueError(f"elements that are not evaluated here: {sorted(unknown)}")
    return (
        _is_principal(statement.get("Principal", "*"), request.principal)
        and any(_like(pattern.lower(), request.action.lower()) for pattern in _listed(statement["Action"]))
        # A trust policy has no resource: it is about the role itself.
        and any(_like(pattern, request.resource) for pattern in _listed(statement.get("Resource", "*")))
        and _conditions_hold(statement.get("Condition", {}), request.context)
    )


def _is_principal(element: str | Mapping[str, Any], principal: str) -> bool:
    if element == "*":
        return True
    if isinstance(element, str):
        raise ValueError(f"a principal must be * or an object, not {element!r}")
    if unknown := element.keys() - {"AWS", "Service"}:
        raise ValueError(f"kinds of principals that are not evaluated here: {sorted(unknown)}")
    if principal in _listed(element.get("Service", [])):
        return True
    return any(_is_aws_principal(pattern, principal) for pattern in _listed(element.get("AWS", [])))


def _is_aws_principal(pattern: str, principal: str) -> bool:
    if pattern in {"*", principal}:
        return True
    # The root or the number of an account stands for all its principals; their IAM policies decide further.
    account = re.fullmatch(r"(?:arn:[a-z-]+:iam::)?([0-9]{12})(?::root)?", pattern)
    return bool(account) and principal.startswith("arn:") and principal.split(":")[4] == account[1]


def _conditions_hold(conditions: Mapping[str, Any], context: Mapping[str, Values]) -> bool:
    """Every key of every operator must hold."""
    sent = {key.lower(): _listed(value) for key, value in context.items()}
    return all(
        _condition_holds(operator, _listed(wanted), sent.get(key.lower()))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _condition_holds(operator: str, wanted: list[Any], sent: list[str] | None) -> bool:
    wanted = [str(value).lower() if isinstance(value, bool) else str(value) for value in wanted]
    if operator == "Null":
        return wanted == ["true" if sent is None else "false"]
    if operator == "ForAllValues:StringEquals":  # holds for no values at all, too
        return set(sent or ()) <= set(wanted)
    name = operator.removesuffix("IfExists")
    negated = "Not" in name
    compare = _OPERATORS.get(name.replace("Not", ""))
    if compare is None:
        raise ValueError(f"an operator that is not evaluated here: {operator}")
    if sent is None:
        # A negated comparison holds without a value, any other only with IfExists.
        return negated or name != operator
    matched = any(compare(pattern, value) for pattern in wanted for value in sent)
    return matched != negated


def _like(pattern: str, text: str) -> bool:
    """Compare with * for any run of characters and ? for one."""
    expression = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _arn_like(pattern: str, text: str) -> bool:
    """Compare each of the six parts of an ARN by itself, so that a wildcard stays in its part."""
    patterns, parts = pattern.split(":", 5), text.split(":", 5)
    return len(patterns) == len(parts) and all(
        _like(part_pattern, part) for part_pattern, part in zip(patterns, parts, strict=True)
    )


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda pattern, text: pattern == text,
    "StringEqualsIgnoreCase": lambda pattern, text: pattern.lower() == text.lower(),
    "StringLike": _like,
    "ArnEquals": _arn_like,  # the same as ArnLike, says the user guide
    "ArnLike": _arn_like,
    "Bool": lambda pattern, text: pattern.lower() == text.lower(),
    "NumericEquals": lambda limit, number: float(number) == float(limit),
    "NumericLessThan": lambda limit, number: float(number) < float(limit),
    "NumericLessThanEquals": lambda limit, number: float(number) <= float(limit),
    "NumericGreaterThan": lambda limit, number: float(number) > float(limit),
    "NumericGreaterThanEquals": lambda limit, number: float(number) >= float(limit),
}


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | bool | int | float | Mapping) else list(value)
