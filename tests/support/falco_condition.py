"""Evaluates the conditions of Falco rules on single events, for the operators that our rules use."""

import re
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

Event = Mapping[str, Any]

_TOKEN = re.compile(r"\s*(?P<token>\(|\)|,|!=|>=|<=|=|'[^']*'|\"[^\"]*\"|[^\s(),=!<>'\"]+)", re.VERBOSE)


class Rules:
    """A rules file: its rules by name, with macros and lists filled in when they are evaluated."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        known = list(entries)
        self.lists = {
            entry["list"]: [_plain(str(item)) for item in entry["items"]]
            for entry in known
            if "list" in entry
        }
        self.macros = {entry["macro"]: entry["condition"] for entry in known if "macro" in entry}
        self.rules = {entry["rule"]: entry for entry in known if "rule" in entry}

    def fires(self, rule: str, event: Event) -> bool:
        """Whether a rule's condition holds for an event."""
        return self.holds(self.rules[rule]["condition"], event)

    def holds(self, condition: str, event: Event) -> bool:
        """Whether a condition holds for an event; a condition that does not parse raises ValueError."""
        parser = _Parser(self, condition, event)
        result = parser.alternatives()
        if parser.next is not None:
            raise ValueError(f"{condition!r} goes on after its end, at {parser.next!r}")
        return result


class _Parser:
    def __init__(self, rules: Rules, condition: str, event: Event) -> None:
        self.rules, self.event = rules, event
        self.tokens = _tokens(condition)
        self.position = 0

    @property
    def next(self) -> str | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, expected: str | None = None) -> str:
        token = self.next
        if token is None or (expected is not None and token != expected):
            raise ValueError(f"expected {expected or 'more'}, found {token!r}")
        self.position += 1
        return token

    def alternatives(self) -> bool:
        result = self.conjunction()
        while self.next == "or":
            self.take()
            result = self.conjunction() or result
        return result

    def conjunction(self) -> bool:
        result = self.negation()
        while self.next == "and":
            self.take()
            result = self.negation() and result
        return result

    def negation(self) -> bool:
        if self.next == "not":
            self.take()
            return not self.negation()
        if self.next == "(":
            self.take()
            result = self.alternatives()
            self.take(")")
            return result
        return self.comparison()

    def comparison(self) -> bool:
        name = self.take()
        if name in self.rules.macros:
            return self.rules.holds(self.rules.macros[name], self.event)
        if "." not in name:
            raise ValueError(f"{name!r} is neither a field nor a macro of the file")
        operator = self.take()
        found = self.event.get(name)
        if operator == "in":
            wanted, compare = self.items(), _equal
        else:
            wanted, compare = [_plain(self.take())], _OPERATORS[operator]
        # As in Falco, no comparison with a field that the event lacks holds.
        return found is not None and any(compare(name, found, item) for item in wanted)

    def items(self) -> list[str]:
        self.take("(")
        items: list[str] = []
        while self.next != ")":
            item = self.take()
            if item != ",":
                items += self.rules.lists.get(item, [_plain(item)])
        self.take(")")
        return items


def _tokens(condition: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = condition.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"cannot read {text[position:]!r}")
        tokens.append(match["token"])
        position = match.end()
    return tokens


def _plain(token: str) -> str:
    return token[1:-1] if token[:1] in "'\"" and token[-1:] == token[:1] else token


def _equal(name: str, found: Any, wanted: str) -> bool:
    if name in ("fd.snet", "fd.sip"):
        return ip_address(found) in ip_network(wanted)
    if isinstance(found, bool):
        return str(found).lower() == wanted
    return str(found) == wanted


_OPERATORS: Mapping[str, Callable[[str, Any, str], bool]] = {
    "=": _equal,
    "!=": lambda name, found, wanted: not _equal(name, found, wanted),
    ">=": lambda _name, found, wanted: float(found) >= float(wanted),
    "startswith": lambda _name, found, wanted: str(found).startswith(wanted),
}
