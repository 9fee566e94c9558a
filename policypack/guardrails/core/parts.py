"""A part of a resource's properties together with its place, so that a finding can name it."""

from dataclasses import dataclass

from guardrails.core.values import ABSENT, UNKNOWN, Value, items, look


@dataclass(frozen=True)
class Part:
    """A value and where it stands.

    Attributes:
        path: dotted path from the resource's properties; "" for all of them.
        value: what stands there; ABSENT or UNKNOWN are values like any other.
    """

    path: str
    value: Value

    def get(self, path: str) -> Value:
        """Look up a dotted path below this part: a value, ABSENT or UNKNOWN."""
        return look(self.value, path)

    def at(self, path: str) -> str:
        """Name the place of a dotted path below this part."""
        return f"{self.path}.{path}" if self.path else path

    def part(self, path: str) -> "Part":
        """Look up a dotted path as a part of its own."""
        return Part(self.at(path), self.get(path))

    def parts(self, path: str) -> list["Part"]:
        """List the items of the list at a dotted path.

        Returns:
            One part per item, none for an absent list. An unknown list is one part of unknown value, so that
            whoever looks into it finds UNKNOWN.
        """
        found = items(self.value, path)
        if found is ABSENT:
            return []
        if not isinstance(found, list):
            return [Part(self.at(path), UNKNOWN)]
        return [Part(f"{self.at(path)}.{index}", item) for index, item in enumerate(found)]

    def key(self, key: str) -> "Part":
        """Look up one key of this map, which may hold dots, as label and annotation names do."""
        place = f'{self.path}["{key}"]'
        if self.value is ABSENT:
            return Part(place, ABSENT)
        if not isinstance(self.value, dict):
            return Part(place, UNKNOWN)
        found: Value = self.value.get(key)
        return Part(place, ABSENT if found is None else found)
