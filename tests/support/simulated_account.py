"""A simulated account with a few things in it, for tests of what it refuses."""

from typing import Any

import pytest

from preview.simulated.aws.creation_rules import refuse_creation
from preview.simulated.aws.deletion_rules import refuse_deletion
from preview.simulated.aws.update_rules import refuse_update
from preview.simulated.simulation import Registration, SimulationError
from preview.simulated.store import Clouds, Store, Stored


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::small::{token}::{name}"


class SimulatedAccount:
    """What exists, and what is refused beside it."""

    def __init__(self) -> None:
        self.store = Store(Clouds())

    def exists(
        self, token: str, identifier: str, outputs: dict[str, Any] | None = None, /, **inputs: Any
    ) -> Stored:
        """Enter something that exists; its logical name is its id."""
        self.store.put(token, urn(token, identifier), identifier, inputs, {**inputs, **(outputs or {})})
        return self.stored(token, identifier)

    def stored(self, token: str, identifier: str) -> Stored:
        found = self.store.get(token, identifier)
        assert found is not None
        return found

    def deleted(
        self, token: str, identifier: str, outputs: dict[str, Any] | None = None, /, **inputs: Any
    ) -> None:
        """Enter something that existed and is gone."""
        self.exists(token, identifier, outputs, **inputs)
        self.store.remove(token, identifier)

    def create(self, token: str, /, **inputs: Any) -> None:
        """Ask for something new, which is not entered."""
        refuse_creation(Registration(urn(token, "new"), token, "new", inputs), self.store)

    def update(self, token: str, identifier: str, /, **inputs: Any) -> None:
        """Ask for other inputs of what exists."""
        existing = self.stored(token, identifier)
        refuse_update(existing, Registration(existing.urn, token, identifier, inputs), self.store)

    def delete(self, token: str, identifier: str) -> None:
        """Ask to delete what exists, which stays."""
        refuse_deletion(self.stored(token, identifier), self.store)

    def refusal_of_create(self, token: str, /, **inputs: Any) -> str:
        with pytest.raises(SimulationError) as refused:
            self.create(token, **inputs)
        return str(refused.value)

    def refusal_of_update(self, token: str, identifier: str, /, **inputs: Any) -> str:
        with pytest.raises(SimulationError) as refused:
            self.update(token, identifier, **inputs)
        return str(refused.value)

    def refusal_of_delete(self, token: str, identifier: str) -> str:
        with pytest.raises(SimulationError) as refused:
            self.delete(token, identifier)
        return str(refused.value)
