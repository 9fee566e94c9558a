"""The simulated Kubernetes provider."""

from preview.simulated.server import SimulatedProvider


def servicer() -> SimulatedProvider:
    """Return a provider, to be configured by its host."""
    from preview.simulated.kubernetes.provider import KubernetesProvider  # noqa: PLC0415 - needs a server

    return KubernetesProvider()
