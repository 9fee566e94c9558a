"""Images of the platform's charts, and where nodes pull them from."""

from collections.abc import Iterable
from typing import Any

from workloads.service_spec import ServiceSpec

EXTERNAL_SECRETS = "external-secrets/external-secrets"
FALCO = "falcosecurity/falco"
FALCOSIDEKICK = "falcosecurity/falcosidekick"


def repositories(specs: Iterable[ServiceSpec], *, internet: bool, falco: bool) -> tuple[str, ...]:
    """Name the repositories of the account's registry that nodes pull from.

    Where nodes do not reach the internet, copies of the charts' images are among them. A pull-through cache
    is no way out: its first pull needs a route to the internet as well. Source: ECR user guide, "Sync an
    upstream registry with an Amazon ECR private registry", considerations for VPC endpoints.

    Args:
        specs: the services.
        internet: whether nodes reach the internet.
        falco: whether the sensor is deployed.
    """
    charts = () if internet else (EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK) if falco else (EXTERNAL_SECRETS,)
    return tuple(dict.fromkeys([*(spec.repository for spec in specs), *charts]))


def pulled_from(registry: str | None, repository: str) -> dict[str, Any]:
    """Return the `image` values of a chart that takes registry and repository in one.

    Args:
        registry: host of the registry that holds the copies; None for the chart's own.
        repository: repository of the image.
    """
    return {"image": {"repository": f"{registry}/{repository}"}} if registry else {}
