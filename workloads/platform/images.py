"""Images of the platform's charts, and where nodes pull them from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.provided import Image
from workloads.service_spec import ServiceSpec

EXTERNAL_SECRETS = "external-secrets/external-secrets"
KARPENTER = "karpenter/controller"
FALCO = "falcosecurity/falco"
FALCOSIDEKICK = "falcosecurity/falcosidekick"
FLUENT_BIT = "fluent/fluent-bit"


@dataclass(frozen=True)
class ChartImage:
    """An image that a chart pulls.

    Attributes:
        repository: its path in every registry.
        source: host of the registry that the chart pulls from by itself.
        tag: the tag that the pinned version of the chart asks for.
    """

    repository: str
    source: str
    tag: str


_EXTERNAL_SECRETS_IMAGES = (ChartImage(EXTERNAL_SECRETS, "ghcr.io", "v2.9.0"),)
_KARPENTER_IMAGES = (ChartImage(KARPENTER, "public.ecr.aws", "1.14.1"),)
_FALCO_IMAGES = (
    ChartImage(FALCO, "docker.io", "0.44.1"),
    ChartImage(FALCOSIDEKICK, "docker.io", "2.32.0"),
)
_FLUENT_BIT_IMAGES = (ChartImage(FLUENT_BIT, "cr.fluentbit.io", "5.1.1"),)


def copies(*, internet: bool, falco: bool, karpenter: bool, container_logs: bool) -> tuple[ChartImage, ...]:
    """Name the images of charts that the account's registry must have copies of.

    None where nodes reach the internet. A pull-through cache is no way out: its first pull needs a route to
    the internet as well. Source: ECR user guide, "Sync an upstream registry with an Amazon ECR private
    registry", considerations for VPC endpoints.

    Args:
        internet: whether nodes reach the internet.
        falco: whether the sensor is deployed.
        karpenter: whether nodes are scaled.
        container_logs: whether logs of containers are shipped.
    """
    if internet:
        return ()
    return (
        *_EXTERNAL_SECRETS_IMAGES,
        *(_KARPENTER_IMAGES if karpenter else ()),
        *(_FALCO_IMAGES if falco else ()),
        *(_FLUENT_BIT_IMAGES if container_logs else ()),
    )


def repositories(
    specs: Iterable[ServiceSpec], *, internet: bool, falco: bool, karpenter: bool, container_logs: bool
) -> tuple[str, ...]:
    """Name the repositories of the account's registry that nodes pull from.

    Args:
        specs: the services.
        internet: whether nodes reach the internet.
        falco: whether the sensor is deployed.
        karpenter: whether nodes are scaled.
        container_logs: whether logs of containers are shipped.
    """
    charts = (
        image.repository
        for image in copies(
            internet=internet, falco=falco, karpenter=karpenter, container_logs=container_logs
        )
    )
    return tuple(dict.fromkeys([*(spec.repository for spec in specs), *charts]))


def needed_copy(image: ChartImage) -> Image:
    """Say of a chart's image what must be in the account's registry, and what puts it there."""
    name = f"{image.repository}:{image.tag}"
    return Image(image.repository, image.tag, (f"crane copy {image.source}/{name} {{host}}/{name}",))


def pulled_from(registry: str | None, repository: str) -> dict[str, Any]:
    """Return the `image` values of a chart that takes registry and repository in one.

    Args:
        registry: host of the registry that holds the copies; None for the chart's own.
        repository: repository of the image.
    """
    return {"image": {"repository": f"{registry}/{repository}"}} if registry else {}
