"""The quota of the services' namespace, and whether all services fit into it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from workloads.hardening import DRAIN_SECONDS
from workloads.settings import QuotaSettings, ServiceSettings

_MEBIBYTES = {"Mi": 1, "Gi": 1024}
# Seconds from one pod of a rolling update to the next: the shortest time in which a new one has its address,
# its container and its first good probe. With the controllers of Kubernetes 1.36 and pods that are ready at
# once, an update took four for each.
_BETWEEN_PODS = 3
# A pod counts until it has ended, and it ends no sooner than its load balancer has let go of it.
_ENDING = -(-DRAIN_SECONDS // _BETWEEN_PODS)


class QuotaError(pulumi.RunError):
    """The services can grow beyond their namespace's quota, where pods would silently not start."""


@dataclass(frozen=True)
class Demand:
    """What services may use in all.

    Attributes:
        pods: their number.
        millicores: limits of CPU, in thousandths of a core.
        mebibytes: limits of memory.
    """

    pods: int
    millicores: int
    mebibytes: int


def hard_limits(settings: QuotaSettings) -> dict[str, str]:
    """Return the hard limits of the namespace's ResourceQuota; requests are bounded by the limits."""
    return {
        "pods": str(settings.pods),
        "limits.cpu": settings.cpu_limit,
        "limits.memory": settings.memory_limit,
        "persistentvolumeclaims": "0",
    }


def demand(services: Mapping[str, ServiceSettings]) -> Demand:
    """Return what services may need while all of them are updated at their largest.

    An update runs one replica more than there are, and those that it replaced count until they have ended.

    Args:
        services: the size of each service.
    """
    pods = {name: _most_pods(service.replicas.max) for name, service in services.items()}
    return Demand(
        pods=sum(pods.values()),
        millicores=sum(pods[name] * _millicores(each.resources.cpu_limit) for name, each in services.items()),
        mebibytes=sum(pods[name] * _mebibytes(each.resources.memory) for name, each in services.items()),
    )


def check_fit(quota: QuotaSettings, services: Mapping[str, ServiceSettings], *, file: str) -> None:
    """Check that every service can reach its largest size, and be updated there.

    Args:
        quota: the quota.
        services: the size of each service.
        file: the stack's file, for the message.

    Raises:
        QuotaError: with every limit that is too low in one message.
    """
    needed, given = demand(services), capacity(quota)
    checks = (
        ("pods", str(quota.pods), given.pods, needed.pods, str(needed.pods)),
        ("cpuLimit", quota.cpu_limit, given.millicores, needed.millicores, f"{needed.millicores}m"),
        ("memoryLimit", quota.memory_limit, given.mebibytes, needed.mebibytes, f"{needed.mebibytes}Mi"),
    )
    problems = [
        f"{file}: quota.{key} is {written}: too low for the services, which may need {shown}"
        for key, written, limit, most, shown in checks
        if limit < most
    ]
    if problems:
        raise QuotaError("\n".join(problems))


def capacity(quota: QuotaSettings) -> Demand:
    """Return what a quota has room for."""
    return Demand(quota.pods, _millicores(quota.cpu_limit), _mebibytes(quota.memory_limit))


def _most_pods(replicas: int) -> int:
    return replicas + 1 + min(replicas, _ENDING)


def _millicores(quantity: str) -> int:
    return int(quantity.removesuffix("m")) if quantity.endswith("m") else int(quantity) * 1000


def _mebibytes(quantity: str) -> int:
    return int(quantity[:-2]) * _MEBIBYTES[quantity[-2:]]
