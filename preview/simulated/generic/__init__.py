"""The provider for every package without a simulation of its own."""

from preview.simulated.server import SimulatedProvider


def servicer() -> SimulatedProvider:
    """Return a provider, to be configured by its host."""
    from preview.simulated.generic.provider import GenericProvider  # noqa: PLC0415 - the tables need no server

    return GenericProvider()
