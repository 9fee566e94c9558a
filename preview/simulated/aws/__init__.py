"""The simulated AWS provider."""

from preview.simulated.server import SimulatedProvider


def servicer() -> SimulatedProvider:
    """Return a provider, to be configured by its host."""
    from preview.simulated.aws.provider import AwsProvider  # noqa: PLC0415 - the table of types needs no server

    return AwsProvider()
