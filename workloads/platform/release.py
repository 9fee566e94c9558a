"""How each chart of the platform is installed: an exact version, all or nothing, into a namespace of ours."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs


def install_chart(
    name: str,
    *,
    chart: str,
    version: str,
    namespace: str,
    values: Mapping[str, Any],
    repository: str | None = None,
    skip_definitions: bool = False,
    opts: pulumi.ResourceOptions,
) -> Release:
    """Register the release of a chart.

    Args:
        name: name of the release.
        chart, version, repository: which chart, from where; a chart in an OCI registry is named by its
            address and has no other repository.
        namespace: exists already, hardened.
        values: the chart's values.
        skip_definitions: whether the custom resource definitions beside the chart's templates stay out.
        opts: options of the resource.
    """
    return Release(
        name,
        ReleaseArgs(
            name=name,
            namespace=namespace,
            chart=chart,
            version=version,
            repository_opts=RepositoryOptsArgs(repo=repository) if repository else None,
            skip_crds=skip_definitions,
            create_namespace=False,
            atomic=True,  # a failed installation is rolled back
            timeout=600,  # seconds
            max_history=5,
            values=values,
        ),
        opts=opts,
    )
