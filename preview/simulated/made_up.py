"""Made-up values: the same for the same resource at every run, and in the form of real ones."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

# An instant for every made-up time, so that two runs do not differ.
TIMESTAMP = "2026-01-01T00:00:00Z"


def hexadecimal(seed: str, length: int) -> str:
    """Return hexadecimal digits that depend on the seed alone.

    Args:
        seed: what the value belongs to, such as a URN.
        length: how many digits.
    """
    return hashlib.shake_256(seed.encode()).hexdigest((length + 1) // 2)[:length]


def number(seed: str, below: int) -> int:
    """Return a number from 0 up to, but not including, `below`."""
    return int(hexadecimal(seed, 12), 16) % below


def letters(seed: str, length: int) -> str:
    """Return capital letters and digits as in AWS's unique ids."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    digest = hashlib.shake_256(seed.encode()).digest(length)
    return "".join(alphabet[byte % len(alphabet)] for byte in digest)


def universally_unique(seed: str) -> str:
    """Return a UUID."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, seed))


def auto_name(urn: str, name: str, digits: int) -> str:
    """Return the physical name a provider gives a resource without one: its logical name and a suffix."""
    return f"{name}-{hexadecimal(urn, digits)}"


class Salted:
    """A made-up value for templates; a salt after the colon gives another one: `{hex17:peer}`."""

    def __init__(self, kind: str, seed: str) -> None:
        self._kind = kind
        self._seed = seed

    def __format__(self, salt: str) -> str:
        seed = f"{self._seed}{salt}"
        if self._kind == "uuid":
            return universally_unique(seed)
        if self._kind.startswith("hex"):
            return hexadecimal(seed, int(self._kind.removeprefix("hex")))
        if self._kind.startswith("letters"):
            return letters(seed, int(self._kind.removeprefix("letters")))
        return str(number(seed, int(self._kind.removeprefix("below"))))


class TemplateValues(dict[str, Any]):
    """What a template may name: given values, and made-up ones by kind.

    Kinds are `uuid`, `hexN` and `lettersN` (N digits), `belowN` (a number). A name that is neither gives the
    resource's own name, so that a template never fails.
    """

    def __init__(self, seed: str, name: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._seed = seed
        self._name = name

    def __missing__(self, key: str) -> Any:
        kind = key.rstrip("0123456789")
        if key == "uuid" or (kind in ("hex", "letters", "below") and kind != key):
            return Salted(key, self._seed)
        return self._name


def fill(template: Any, values: TemplateValues) -> Any:
    """Fill the strings inside a template, at every depth; other values stay as they are."""
    if isinstance(template, str):
        return template.format_map(values)
    if isinstance(template, list):
        return [fill(item, values) for item in template]
    if isinstance(template, dict):
        return {key: fill(item, values) for key, item in template.items()}
    return template
