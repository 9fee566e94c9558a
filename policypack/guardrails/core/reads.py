"""Which properties a control reads, found out by watching it judge its own examples."""

from collections.abc import ItemsView, Iterable, Iterator, ValuesView
from contextlib import suppress
from functools import cache
from typing import Any, TypeAlias

from guardrails.core.control import Context, Control, Example, Resource
from guardrails.core.examples import judged
from guardrails.core.values import Value

# Keys from the top of the property bag; ANY for every position of a list.
Place: TypeAlias = tuple[str, ...]
ANY = "*"


def places_read(control: Control, resource: Resource) -> frozenset[Place]:
    """List the properties that a control reads on a resource, or would read if it were set otherwise.

    Args:
        control: the control. It is watched on its examples, because a check stops early where it can.
        resource: the resource; it is watched on this one as well, whose type the examples may not show.
    """
    context = Context({name: schema["default"] for name, schema in control.parameters.items()})
    return _leaves(_of_examples(control) | _watched(control, resource, context))


@cache
def _of_examples(control: Control) -> frozenset[Place]:
    examples = (*control.passes, *control.fails, *control.undecided)
    return frozenset(place for example in examples for place in _of_example(control, example))


def _of_example(control: Control, example: Example) -> Iterable[Place]:
    resource = judged(control, example)
    defaults = {name: schema["default"] for name, schema in control.parameters.items()}
    company = (resource, *example.company)
    return _watched(control, resource, Context({**defaults, **example.parameters}, company))


def _watched(control: Control, resource: Resource, context: Context) -> frozenset[Place]:
    reads: set[Place] = set()
    watched = Resource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        properties=_Map(dict(resource.properties), (), reads),
        provider=resource.provider,
        property_dependencies=resource.property_dependencies,
    )
    # One that raises has its own decision, which says so.
    with suppress(Exception):
        list(control.check(watched, context))
    return frozenset(reads)


def _leaves(places: Iterable[Place]) -> frozenset[Place]:
    """Leave out places that were only passed on the way to one inside them."""
    found = set(places)
    passed = {place[:length] for place in found for length in range(len(place))}
    return frozenset(found - passed)


def _watch(value: Value, place: Place, reads: set[Place]) -> Value:
    if isinstance(value, dict):
        return _Map(value, place, reads)
    return _List(value, place, reads) if isinstance(value, list) else value


class _Map(dict[str, Value]):
    """A map that notes which of its keys are looked at."""

    def __init__(self, content: dict[str, Value], place: Place, reads: set[Place]) -> None:
        super().__init__({key: _watch(value, (*place, key), reads) for key, value in content.items()})
        self._place = place
        self._reads = reads

    def __getitem__(self, key: str) -> Value:
        self._reads.add((*self._place, key))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None, /) -> Value:
        self._reads.add((*self._place, key))
        return super().get(key, default)

    def items(self) -> ItemsView[str, Value]:  # pyright: ignore[reportIncompatibleMethodOverride] - dict_items cannot be named
        self._note_all()
        return super().items()

    def values(self) -> ValuesView[Value]:  # pyright: ignore[reportIncompatibleMethodOverride] - dict_values cannot be named
        self._note_all()
        return super().values()

    def _note_all(self) -> None:
        self._reads.update((*self._place, key) for key in self)


class _List(list[Value]):
    """A list that notes when its items are looked at."""

    def __init__(self, content: list[Value], place: Place, reads: set[Place]) -> None:
        super().__init__(_watch(value, (*place, ANY), reads) for value in content)
        self._place = place
        self._reads = reads

    def __iter__(self) -> Iterator[Value]:
        self._reads.add((*self._place, ANY))
        return super().__iter__()

    def __getitem__(self, index: Any) -> Value:
        self._reads.add((*self._place, ANY))
        return super().__getitem__(index)
