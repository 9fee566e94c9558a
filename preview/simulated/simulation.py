"""What a simulation says of its resources and functions, in plain methods.

`preview.simulated.server` speaks the provider protocol for it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from pulumi.runtime.proto import provider_pb2

from preview.model import Properties
from preview.simulated.diff import Replacement
from preview.simulated.store import Clouds, Store, Stored, named_clouds


class SimulationError(Exception):
    """A request that a simulated provider refuses; the message is the user's."""


class NotYetError(SimulationError):
    """A refusal after which the real provider tries again, as what is missing may be under way."""


class PropertyError(SimulationError):
    """An input that a provider's check refuses."""

    def __init__(self, property_name: str, reason: str) -> None:
        super().__init__(reason)
        self.property_name = property_name
        self.reason = reason


@dataclass(frozen=True)
class Registration:
    """A resource that a provider is asked about.

    Attributes:
        seed: what made-up values depend on: the URN, and for one that replaces another, which one it is.
    """

    urn: str
    type: str
    name: str
    inputs: Properties
    seed: str = field(default="")

    def __post_init__(self) -> None:
        """Take the URN as seed where none is given."""
        if not self.seed:
            object.__setattr__(self, "seed", self.urn)


class Simulation:
    """The methods that a simulation overrides."""

    # Keys of the provider's configuration whose change replaces everything that it made.
    replacing_config: frozenset[str] = frozenset()

    # What GetPluginInfo says; an engine warns of one older than the SDK asks for.
    version = "0.0.0"

    def __init__(self, clouds: Clouds | None = None) -> None:
        """Start with what exists already.

        Args:
            clouds: what all providers of a pass share; None for the file that the environment names.
        """
        self.engine_address = ""
        self.clouds = clouds or named_clouds()

    def place_of(self, type_token: str, properties: Properties) -> str:
        """Return where a resource is, as far as ids and names are unique within it."""
        del type_token, properties
        return ""

    def beside(self, properties: Properties) -> Store:
        """Return what exists in the place of a resource with these properties."""
        return Store(self.clouds, lambda token: self.place_of(token, properties))

    def configure(self, config: Properties) -> None:
        """Take over the provider's configuration, without secret marks."""

    def check(self, resource: Registration, old: Properties) -> Properties:
        """Return the inputs with the provider's defaults filled in.

        Args:
            resource: the resource as the program gives it.
            old: its inputs of the last update, empty at a first one.

        Raises:
            PropertyError: an input is refused.
        """
        del old
        return resource.inputs

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        """Return the id, "" in a preview, and the outputs; what a preview does not know is left out."""
        return ("" if dry_run else resource.name), resource.inputs

    def read(self, resource: Registration, identifier: str) -> Properties:
        """Return the outputs of an existing resource, of which the program may know some properties."""
        raise NotImplementedError

    def compared(
        self, type_token: str, old: Properties, new: Properties, outputs: Properties
    ) -> tuple[Properties, Properties]:
        """Return old and new inputs with what the provider's own configuration adds to a comparison.

        Args:
            type_token: type of the resource.
            old: its inputs.
            new: the inputs that it is to have.
            outputs: what the resource is like.
        """
        del type_token, outputs
        return old, new

    def without_effect(
        self,
        type_token: str,
        old: Properties,
        new: Properties,
        changed: Collection[str],
        outputs: Properties,
    ) -> Collection[str]:
        """Return the changed property paths that are no difference to the provider.

        Args:
            type_token: type of the resource.
            old: its inputs, without secret marks.
            new: the inputs that it is to have, without secret marks.
            changed: the paths that differ.
            outputs: what the resource is like, without secret marks.
        """
        del type_token, old, new, changed, outputs
        return ()

    def replacement(
        self, type_token: str, old: Properties, new: Properties, changed: Collection[str]
    ) -> Replacement:
        """Say which of the changed property paths replace a resource.

        Args:
            type_token: its type.
            old: its inputs, without secret marks.
            new: the inputs that it is to have, without secret marks.
            changed: the paths that differ.
        """
        del type_token, old, new, changed
        return Replacement(known=False)

    def refuse_creation(self, resource: Registration, store: Store) -> None:
        """Raise SimulationError where the cloud would refuse to create this beside what exists."""

    def refuse_update(self, existing: Stored, resource: Registration, store: Store, *, dry_run: bool) -> None:
        """Raise SimulationError where the cloud would refuse this change, in a preview or in an update."""

    def update(
        self,
        resource: Registration,
        identifier: str,
        outputs: Properties,
        changed: Collection[str],
        dry_run: bool,
    ) -> Properties:
        """Return the outputs after a change.

        Args:
            resource: the resource with its new inputs.
            identifier: its id.
            outputs: what it had.
            changed: the property paths that differ.
            dry_run: whether this is a preview.
        """
        del identifier, changed, dry_run
        return {**outputs, **resource.inputs}

    def delete(self, existing: Stored, store: Store) -> bool:
        """Delete what goes along with a resource.

        Returns:
            Whether the resource itself goes; a provider may be told to leave it.

        Raises:
            SimulationError: the cloud refuses to delete it, because of what else exists.
            NotYetError: likewise, and the provider tries again.
        """
        del existing, store
        return True

    def deletion_takes(self, type_token: str) -> float:
        """Return for how many seconds a resource that is being deleted is still there."""
        del type_token
        return 0.0

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Return what a function gives for arguments without secret marks.

        Raises:
            SimulationError: the function is not known, or fails.
        """
        raise NotImplementedError

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Construct a remote component: register it and its children at the monitor."""
        raise SimulationError(f"there is no simulated component {request.type}")
