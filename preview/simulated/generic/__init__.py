"""The provider for every package without a simulation of its own."""

from preview.simulated.server import SimulatedProvider
from preview.simulated.store import Clouds


def servicer(clouds: Clouds | None = None) -> SimulatedProvider:
    """Return a provider, to be configured by its host, over what exists already."""
    from preview.simulated.generic.provider import GenericProvider  # noqa: PLC0415 - the tables need no server

    return GenericProvider(clouds)
