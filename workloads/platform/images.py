"""Images of the platform's charts, and where nodes pull them from."""

from collections.abc import Mapping
from typing import Any

EXTERNAL_SECRETS = "external-secrets/external-secrets"
FALCO = "falcosecurity/falco"
FALCOSIDEKICK = "falcosecurity/falcosidekick"

# Where the charts pull from unless told otherwise. Source: values.yaml of each chart.
UPSTREAM: Mapping[str, str] = {
    EXTERNAL_SECRETS: "ghcr.io",
    FALCO: "docker.io",
    FALCOSIDEKICK: "docker.io",
}


def copies(*, falco: bool) -> tuple[str, ...]:
    """Name the repositories that hold copies of the charts' images where nodes do not reach the internet.

    A pull-through cache is no way out: its first pull needs a route to the internet as well. Source: ECR user
    guide, "Sync an upstream registry with an Amazon ECR private registry", considerations for VPC endpoints.

    Args:
        falco: whether the sensor is deployed.
    """
    return (EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK) if falco else (EXTERNAL_SECRETS,)


def pulled_from(registry: str | None, repository: str) -> dict[str, Any]:
    """Return the `image` values of a chart that takes registry and repository in one.

    Args:
        registry: host of the registry that holds the copies; None for the chart's own.
        repository: repository of the image.
    """
    return {"image": {"repository": f"{registry}/{repository}"}} if registry else {}
