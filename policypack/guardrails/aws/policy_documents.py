"""IAM policy documents: statements, whom they let in, what they allow, and what their conditions bind.

Source: IAM User Guide, "IAM JSON policy elements reference".
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guardrails.core.decode import known
from guardrails.core.parts import Part
from guardrails.core.truth import Truth, all_of, any_of
from guardrails.core.values import ABSENT, UNKNOWN, Value


@dataclass(frozen=True)
class Statement:
    """One statement of a document; of unknown value where the document is not known or is none."""

    part: Part

    def allows(self) -> Truth:
        """Tell whether it allows. A deny never lets anybody in."""
        effect = self._element("Effect").value
        if not isinstance(effect, str):
            return UNKNOWN
        return {"allow": True, "deny": False}.get(effect.lower(), UNKNOWN)

    def principals(self) -> Part:
        """Give the element that says who: Principal, or NotPrincipal where that stands instead."""
        return self._either("Principal")

    def anyone(self) -> Truth:
        """Tell whether it is about every principal: `*`, in whatever form, or everybody but some."""
        if self._element("NotPrincipal").value is not ABSENT:
            return True
        found = self._element("Principal").value
        if isinstance(found, Mapping):
            return any_of(_matches(value, _everybody) for value in found.values())
        return False if found is ABSENT else _matches(found, _everybody)

    def actions(self) -> Part:
        """Give the element that says what may be done."""
        return self._either("Action")

    def resources(self) -> Part:
        """Give the element that says on what."""
        return self._either("Resource")

    def every_action(self) -> Truth:
        """Tell whether one of its actions is all actions of all services."""
        return _absent_is_false(self._element("Action").value, _every_action)

    def every_resource(self) -> Truth:
        """Tell whether one of its resources is all resources."""
        found = self._element("Resource").value
        if found is ABSENT:
            # An identity policy without it is refused by IAM, so what it means is not known.
            return False if self._element("NotResource").value is not ABSENT else UNKNOWN
        return _matches(found, _every_resource)

    def conditions(self) -> Iterator[tuple[str, str, Value]]:
        """Give operator, key (both in lower case) and value of each condition; all of them must hold."""
        found = self._element("Condition").value
        if found is UNKNOWN:
            yield "", "", UNKNOWN
        if not isinstance(found, Mapping):
            return
        for operator, keys in found.items():
            if not isinstance(keys, Mapping):
                yield operator.lower(), "", UNKNOWN
                continue
            for key, value in keys.items():
                yield operator.lower(), key.lower(), value

    def _element(self, name: str) -> Part:
        """Look up an element, in whatever case it is written."""
        if not isinstance(self.part.value, Mapping):
            return Part(self.part.at(name), UNKNOWN)
        for key, value in self.part.value.items():
            if key.lower() == name.lower():
                return Part(self.part.at(key), ABSENT if value is None else value)
        return Part(self.part.at(name), ABSENT)

    def _either(self, name: str) -> Part:
        part = self._element(name)
        other = self._element(f"Not{name}")
        return other if part.value is ABSENT and other.value is not ABSENT else part


def statements(document: Part) -> list[Statement]:
    """List the statements of a policy document.

    Args:
        document: the property that holds it, as JSON text or as a map; none is no statement.

    Returns:
        The statements. What is not known or no document is one statement of unknown value.
    """
    value = document.value
    if value is ABSENT or value == "":
        return []
    if isinstance(value, str):
        value = _parsed(value)
    found = _entry(value, "Statement") if isinstance(value, Mapping) else UNKNOWN
    if isinstance(found, Mapping):
        return [Statement(Part(f"{document.path}.Statement", found))]
    if isinstance(found, list):
        return [
            Statement(Part(f"{document.path}.Statement.{index}", item)) for index, item in enumerate(found)
        ]
    return [Statement(Part(document.path, UNKNOWN))]


def _parsed(text: str) -> Value:
    try:
        # str() of a secret is a placeholder, so its plain text is taken from the base class.
        content: Any = json.loads(str.__str__(text))
    except (ValueError, RecursionError):
        return UNKNOWN
    return known(content)


def _entry(document: Mapping[str, Value], name: str) -> Value:
    return next((value for key, value in document.items() if key.lower() == name.lower()), UNKNOWN)


def _matches(value: Value, test: Callable[[str], bool]) -> Truth:
    """Test a text, or a list of which one suffices."""
    values: list[Value] = value if isinstance(value, list) else [value]
    return any_of(test(item) if isinstance(item, str) else UNKNOWN for item in values)


def _absent_is_false(value: Value, test: Callable[[str], bool]) -> Truth:
    return False if value is ABSENT else _matches(value, test)


def _everybody(principal: str) -> bool:
    fields = principal.split(":", 5)
    is_any_account = len(fields) == 6 and fields[0] == "arn" and _only_wildcards(fields[4])
    return _only_wildcards(principal) or is_any_account


def _every_action(action: str) -> bool:
    service, _, name = action.partition(":")
    return _only_wildcards(service) and (not name or _only_wildcards(name))


def _every_resource(resource: str) -> bool:
    if _only_wildcards(resource):
        return True
    fields = resource.split(":")
    return fields[0] == "arn" and len(fields) > 2 and all(map(_only_wildcards, fields[2:]))


def _only_wildcards(text: str) -> bool:
    return "*" in text and not text.strip("*?")


# Condition operators that a request without the key does not pass.
_DEMANDING = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})


def _account(value: str) -> bool:
    return value != "" and not set(value) & set("*?")


def _organisation(value: str) -> bool:
    return _account(value.partition("/")[0])


def _arn(value: str) -> bool:
    fields = value.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return False
    # The ARN of a bucket has no account; its name is unique in the world.
    return _account(fields[4]) or (fields[4] == "" and fields[5][:1] not in ("", "*", "?"))


def _service(value: str) -> bool:
    return value[:1] not in ("", "*", "?")


_BINDING: Mapping[str, Callable[[str], bool]] = {
    "aws:principalaccount": _account,
    "aws:sourceaccount": _account,
    "aws:sourceowner": _account,
    "kms:calleraccount": _account,
    "aws:principalorgid": _organisation,
    "aws:principalorgpaths": _organisation,
    "aws:sourceorgid": _organisation,
    "aws:sourceorgpaths": _organisation,
    "aws:principalarn": _arn,
    "aws:sourcearn": _arn,
    "aws:principalservicename": _service,
    "aws:principalservicenameslist": _service,
    "kms:viaservice": _service,
}


def bound(statement: Statement) -> Truth:
    """Tell whether a condition of the statement binds the caller to an account, organisation or service.

    Negated operators, `IfExists` and `ForAllValues` do not bind: they let through who lacks the key.
    """
    return any_of(_binds(operator, key, value) for operator, key, value in statement.conditions())


def _binds(operator: str, key: str, value: Value) -> Truth:
    if value is UNKNOWN and not key:
        return UNKNOWN
    test = _BINDING.get(key)
    if test is None or operator.removeprefix("foranyvalue:") not in _DEMANDING:
        return False
    values: list[Value] = value if isinstance(value, list) else [value]
    return all_of((bool(values), *(test(item) if isinstance(item, str) else UNKNOWN for item in values)))
