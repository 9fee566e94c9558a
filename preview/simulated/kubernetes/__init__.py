"""The simulated Kubernetes provider."""

from preview.simulated.server import SimulatedProvider
from preview.simulated.store import Clouds


def servicer(clouds: Clouds | None = None) -> SimulatedProvider:
    """Return a provider, to be configured by its host, over what exists already."""
    from preview.simulated.kubernetes.provider import KubernetesProvider  # noqa: PLC0415 - needs a server

    return KubernetesProvider(clouds)
