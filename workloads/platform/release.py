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
    repository: str,
    namespace: str,
    values: Mapping[str, Any],
    opts: pulumi.ResourceOptions,
) -> Release:
    """Register the release of a chart.

    Args:
        name: name of the release.
        chart, version, repository: which chart, from where.
        namespace: exists already, hardened.
        values: the chart's values.
        opts: options of the resource.
    """
    return Release(
        name,
        ReleaseArgs(
            name=name,
            namespace=namespace,
            chart=chart,
            version=version,
            repository_opts=RepositoryOptsArgs(repo=repository),
            create_namespace=False,
            atomic=True,  # a failed installation is rolled back
            timeout=600,  # seconds
            max_history=5,
            values=values,
        ),
        opts=opts,
    )
