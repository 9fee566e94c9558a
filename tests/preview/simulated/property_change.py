"""A change of one resource's inputs, and what it is expected to do."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from preview.model import Properties


class Effect(Enum):
    """What becomes of the resource."""

    NOTHING = "nothing"
    UPDATE = "updated in place"
    REPLACE = "replaced, the new one first"
    DELETE_FIRST = "replaced, the old one deleted first"
    REFUSED = "refused"


NOTHING, UPDATE, REPLACE, DELETE_FIRST, REFUSED = Effect


@dataclass(frozen=True)
class PropertyChange:
    """A change, with its source; an input that becomes None is left out again."""

    token: str
    before: Properties
    change: Properties
    effect: Effect
    source: str

    @property
    def after(self) -> Properties:
        """The inputs after the change."""
        return {key: value for key, value in {**self.before, **self.change}.items() if value is not None}

    @property
    def name(self) -> str:
        """The name of the test."""
        return f"{self.token.rsplit(':', 1)[1]}.{'+'.join(self.change)}-{self.effect.name.lower()}"


def of(token: str, before: Properties, *changes: tuple[dict[str, Any], Effect, str]) -> list[PropertyChange]:
    """Return changes of resources of a type from the same inputs, each with its effect and source."""
    return [PropertyChange(token, before, change, effect, source) for change, effect, source in changes]
