"""Which cluster a Kubernetes provider talks to, and whether it is still there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from preview.simulated.aws.eks_clusters import cluster_at
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Clouds


def endpoint_of(kubeconfig: str, context: str = "") -> str | None:
    """Return the server that a kubeconfig names.

    Args:
        kubeconfig: the content of a kubeconfig, as YAML or JSON.
        context: the context to take, "" for the current one.

    Returns:
        The URL of the API server, None where the text names none, as a path of a file does not.
    """
    try:
        config = yaml.safe_load(kubeconfig)
    except yaml.YAMLError:
        return None
    if not isinstance(config, dict):
        return None
    chosen = _named(config, "contexts", "context", context or config.get("current-context"))
    server = _named(config, "clusters", "cluster", chosen.get("cluster")).get("server")
    return server if isinstance(server, str) and server else None


def _named(config: Mapping[str, Any], items: str, item: str, name: Any) -> Mapping[str, Any]:
    listed = config.get(items)
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    value = next((entry.get(item) for entry in entries if entry.get("name") == name), None)
    return value if isinstance(value, dict) else {}


def refuse_unreachable(endpoint: str | None, clouds: Clouds) -> None:
    """Refuse any request to a cluster that was deleted.

    Raises:
        SimulationError: in the words of the Kubernetes provider.
    """
    deleted = cluster_at(endpoint, clouds, deleted=True)
    if deleted and not cluster_at(endpoint, clouds):
        host = urlsplit(str(endpoint)).hostname
        raise SimulationError(
            "configured Kubernetes cluster is unreachable: unable to load schema information from the API "
            f'server: Get "{endpoint}/openapi/v2?timeout=32s": dial tcp: lookup {host}: no such host (the '
            f"cluster {deleted.id} was deleted)"
        )
