"""What people must provide for a stack's stage: images, copies of charts' images, and secret values."""

from collections.abc import Sequence

import pulumi

from infra.foundation import Foundation
from infra.provided import Image, provided
from workloads.platform.images import copies, needed_copy
from workloads.secret_store import secret_names
from workloads.service_spec import ServiceSpec
from workloads.settings import ServiceSettings, WorkloadSettings


def all_provided(
    specs: Sequence[ServiceSpec], foundation: Foundation, settings: WorkloadSettings
) -> pulumi.Output[pulumi.Resource]:
    """Find out whether all of it is there.

    Args:
        specs: the services.
        foundation: the AWS side.
        settings: the stack's settings of this layer.

    Returns:
        As infra.provided.provided.
    """
    internet = foundation.settings.network.nat != "none"
    charts = copies(
        internet=internet,
        falco=settings.falco.enabled,
        karpenter=foundation.settings.node_scaling.enabled,
        container_logs=settings.container_logs.enabled,
    )
    images = [needed_copy(image) for image in charts]
    secrets: tuple[str, ...] = ()
    if foundation.settings.reaches("services"):
        images += [service_image(spec, settings.services[spec.name]) for spec in specs]
        secrets = secret_names(specs, settings.external_secrets.prefix)
    return provided(foundation, images, secrets)


def service_image(spec: ServiceSpec, settings: ServiceSettings) -> Image:
    """Say which image of a service must be in the account's registry, and what puts it there."""
    target = f"{{host}}/{spec.repository}:TAG"
    return Image(
        spec.repository,
        settings.image_digest,
        (
            f"crane copy SOURCE@{settings.image_digest} {target}",
            f"or docker push {target}, and the digest that it prints in services.{spec.name}.imageDigest",
        ),
    )
