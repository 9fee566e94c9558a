"""Matches JSON log events with filter patterns of CloudWatch Logs.

Source: CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters, filter
log events, and Live Tail". What that page leaves open is not guessed: a comparison with `!=` of a property
that the event lacks holds or not as the caller says, so that a test can show that a pattern does not depend
on it; a number and a text that looks like it are different.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

LONGEST = 1024
_MOST_REGULAR_EXPRESSIONS = 2

_TOKEN = re.compile(
    r"""\s*(?P<token>
        \|\||&&|\(|\)|!=|>=|<=|=|<|>
        |\$(?:\.[\w-]+(?:\[\d+\])*)+      # a property: $.a.b[0].c
        |"(?:[^"\\]|\\.)*"                # a text in quotes
        |%(?:[^%\\]|\\.)*%                # a regular expression
        |[\w.*:/+-]+                      # a word, a number, a text without quotes
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
_REGULAR_EXPRESSION = re.compile(r"(?:[A-Za-z0-9_#=@/;,:\s^$?\[\]{}|*+.-]|\\.)+")
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_ABSENT = object()
_IS: Mapping[str, object] = {"NULL": None, "TRUE": True, "FALSE": False}

Condition: TypeAlias = Callable[[Any, bool], bool]


@dataclass(frozen=True)
class FilterPattern:
    """A pattern for JSON events."""

    condition: Condition

    @classmethod
    def parse(cls, text: str) -> "FilterPattern":
        """Read a pattern.

        Args:
            text: such as `{ $.eventName = "CreateTrail" }`.

        Raises:
            ValueError: CloudWatch Logs would refuse the pattern, or it is none for JSON events.
        """
        if len(text) > LONGEST:
            raise ValueError(f"a pattern has at most {LONGEST} characters, this one has {len(text)}")
        inner = text.strip()
        if not (inner.startswith("{") and inner.endswith("}")):
            raise ValueError(f"a pattern for JSON events stands in braces: {text!r}")
        parser = _Parser(_tokens(inner[1:-1].strip()))
        condition = parser.alternatives()
        if parser.next is not None:
            raise ValueError(f"{text!r} goes on after its end, at {parser.next!r}")
        return cls(condition)

    def matches(self, event: Any, *, absent_differs: bool = False) -> bool:
        """Tell whether an event matches.

        Args:
            event: the parsed event; one that is no JSON object matches nothing.
            absent_differs: whether a property that the event lacks differs from every value.
        """
        return isinstance(event, Mapping) and self.condition(event, absent_differs)


class _Parser:
    """Reads `()`, `&&` and `||`, in this order of binding, and the conditions between them."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0
        self.regular_expressions = 0

    @property
    def next(self) -> str | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, *expected: str) -> str:
        token = self.next
        if token is None or (expected and token not in expected):
            raise ValueError(f"expected {' or '.join(expected) or 'more'}, found {token!r}")
        self.position += 1
        return token

    def alternatives(self) -> Condition:
        parts = [self.conjunction()]
        while self.next == "||":
            self.take()
            parts.append(self.conjunction())
        return lambda event, absent: any(part(event, absent) for part in parts)

    def conjunction(self) -> Condition:
        parts = [self.unit()]
        while self.next == "&&":
            self.take()
            parts.append(self.unit())
        return lambda event, absent: all(part(event, absent) for part in parts)

    def unit(self) -> Condition:
        if self.next == "(":
            self.take()
            inner = self.alternatives()
            self.take(")")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        selector = self.take()
        if not selector.startswith("$"):
            raise ValueError(f"expected a property such as $.a.b, found {selector!r}")
        operator = self.take("=", "!=", "<", "<=", ">", ">=", "IS", "NOT")
        if operator == "NOT":
            self.take("EXISTS")
            return lambda event, _absent: _find(event, selector) is _ABSENT
        if operator == "IS":
            wanted = _IS[self.take(*_IS)]
            return lambda event, _absent: _find(event, selector) is wanted
        return self.value(selector, operator, self.take())

    def value(self, selector: str, operator: str, token: str) -> Condition:
        if _NUMBER.fullmatch(token):
            return _compare_number(selector, operator, float(token))
        if operator not in ("=", "!="):
            raise ValueError(f"{operator} compares numbers, and {token!r} is none")
        if token.startswith("%"):
            self.regular_expressions += 1
            if self.regular_expressions > _MOST_REGULAR_EXPRESSIONS:
                raise ValueError(f"a pattern has at most {_MOST_REGULAR_EXPRESSIONS} regular expressions")
            return _compare_text(selector, operator, _regular_expression(token[1:-1]))
        text = re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token
        if text == "*":
            return _compare(selector, operator, lambda _value: True, (str, int, float))
        return _compare_text(selector, operator, _with_wildcards(text))


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text[position:]!r}")
        tokens.append(match["token"])
        position = match.end()
    return tokens


def _find(event: Any, selector: str) -> Any:
    value = event
    for name, index in _STEP.findall(selector):
        if index:
            if not isinstance(value, list) or int(index) >= len(value):
                return _ABSENT
            value = value[int(index)]
        elif not isinstance(value, Mapping) or name not in value:
            return _ABSENT
        else:
            value = value[name]
    return value


def _compare(
    selector: str, operator: str, equals: Callable[[Any], bool], kinds: tuple[type, ...]
) -> Condition:
    """Compare by `=` or `!=`; a property that is no text and no number matches neither."""

    def condition(event: Any, absent_differs: bool) -> bool:
        value = _find(event, selector)
        if value is _ABSENT:
            return operator == "!=" and absent_differs
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return False
        return (isinstance(value, kinds) and equals(value)) == (operator == "=")

    return condition


def _compare_text(selector: str, operator: str, equals: Callable[[str], bool]) -> Condition:
    return _compare(selector, operator, equals, (str,))


def _compare_number(selector: str, operator: str, wanted: float) -> Condition:
    if operator in ("=", "!="):
        return _compare(selector, operator, lambda value: value == wanted, (int, float))
    order: Mapping[str, Callable[[float], bool]] = {
        "<": lambda value: value < wanted,
        "<=": lambda value: value <= wanted,
        ">": lambda value: value > wanted,
        ">=": lambda value: value >= wanted,
    }
    return _compare(selector, "=", order[operator], (int, float))


def _with_wildcards(text: str) -> Callable[[str], bool]:
    """Compare with a text; an asterisk stands for anything at its beginning and its end only."""
    core = text.strip("*")
    if text.startswith("*") and text.endswith("*"):
        return lambda value: core in value
    if text.startswith("*"):
        return lambda value: value.endswith(core)
    if text.endswith("*"):
        return lambda value: value.startswith(core)
    return lambda value: value == text


def _regular_expression(text: str) -> Callable[[str], bool]:
    """Compare with a regular expression anywhere in the value; groups are not supported."""
    if not _REGULAR_EXPRESSION.fullmatch(text):
        raise ValueError(f"a regular expression of CloudWatch Logs cannot have what {text!r} has")
    expression = re.compile(text)
    return lambda value: expression.search(value) is not None
