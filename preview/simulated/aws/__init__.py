"""The simulated AWS provider."""

from preview.simulated.server import SimulatedProvider
from preview.simulated.store import Clouds


def servicer(clouds: Clouds | None = None) -> SimulatedProvider:
    """Return a provider, to be configured by its host, over what exists already."""
    from preview.simulated.aws.provider import AwsProvider  # noqa: PLC0415 - the table of types needs no server

    return AwsProvider(clouds)
