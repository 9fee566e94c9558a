"""The namespaces of teams: bounded as those of the platform, and open to their members at their level."""

from collections.abc import Mapping

import pulumi

from infra.configuration import ConfigurationError
from infra.foundation import Platform
from infra.settings import TeamSettings
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.quota import hard_limits
from workloads.rbac import NamespaceAccess, NamespaceAccessArgs, team_grants
from workloads.settings import QuotaSettings

# What a namespace may use that the settings do not size.
DEFAULT_QUOTA = QuotaSettings.model_validate({"pods": 20, "cpuLimit": "8", "memoryLimit": "16Gi"})


def check_sizes(sizes: Mapping[str, QuotaSettings], teams: Mapping[str, TeamSettings], *, file: str) -> None:
    """Check that what is sized is the namespace of a team.

    Args:
        sizes: what each namespace may use, by its name.
        teams: the teams by name.
        file: the stack's file, for the message.

    Raises:
        ConfigurationError: a namespace is of no team.
    """
    known = sorted({namespace for team in teams.values() for namespace in team.namespaces})
    problems = [
        f"{file}: teamNamespaces.{name} is the namespace of no team (there are {', '.join(known) or 'none'})"
        for name in sorted(sizes.keys() - set(known))
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))


def create_team_namespaces(
    foundation: Platform, sizes: Mapping[str, QuotaSettings], opts: pulumi.ResourceOptions
) -> None:
    """Register the namespaces of teams, and the rights of their members there.

    What a team puts into its namespace goes with the namespace, so that it is protected where the stack is.

    Args:
        foundation: the AWS side, with the settings of access.
        sizes: what each namespace may use, by its name.
        opts: resource options.
    """
    protected = pulumi.ResourceOptions.merge(
        opts, pulumi.ResourceOptions(protect=foundation.settings.protect)
    )
    for name, grants in team_grants(foundation.settings.access.teams).items():
        namespace = HardenedNamespace(
            name,
            NamespaceArgs(
                name=name,
                kubernetes_version=foundation.settings.cluster.version,
                quota=hard_limits(sizes.get(name, DEFAULT_QUOTA)),
                after=foundation.ready,
            ),
            opts=protected,
        )
        NamespaceAccess(name, NamespaceAccessArgs(name, grants, after=namespace.ready), opts=opts)
