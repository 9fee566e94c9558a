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
        control: the control. It is watched on its examples of the resource's type, because a check stops
            early where it can.
        resource: the resource; it is watched on this one as well, whose type no example may show.
    """
    context = Context({name: schema["default"] for name, schema in control.parameters.items()})
    return _leaves(_of_examples(control, resource.type) | _watched(control, resource, context))


@cache
def _of_examples(control: Control, type_token: str) -> frozenset[Place]:
    examples = (*control.passes, *control.fails, *control.undecided)
    return frozenset(
        place
        for example in examples
        if judged(control, example).type == type_token
        for place in _of_example(control, example)
    )


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
    """A map that notes which of its keys are looked at. To look at a map inside it is not yet to read it."""

    def __init__(self, content: dict[str, Value], place: Place, reads: set[Place]) -> None:
        super().__init__({key: _watch(value, (*place, key), reads) for key, value in content.items()})
        self._place = place
        self._reads = reads

    def __getitem__(self, key: str) -> Value:
        return self._noted(key, super().__getitem__(key))

    def get(self, key: str, default: Any = None, /) -> Value:
        return self._noted(key, super().get(key, default))

    def __iter__(self) -> Iterator[str]:
        self._reads.add((*self._place, ANY))
        return super().__iter__()

    def items(self) -> ItemsView[str, Value]:  # pyright: ignore[reportIncompatibleMethodOverride] - dict_items
        self._reads.add((*self._place, ANY))
        return super().items()

    def values(self) -> ValuesView[Value]:  # pyright: ignore[reportIncompatibleMethodOverride] - dict_values
        self._reads.add((*self._place, ANY))
        return super().values()

    def _noted(self, key: str, value: Value) -> Value:
        if not isinstance(value, _Map):
            self._reads.add((*self._place, key))
        return value


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
