"""The quota of the services' namespace, and whether all services fit into it."""

from collections.abc import Mapping

import pulumi

from workloads.settings import QuotaSettings, ServiceSettings

_MEBIBYTES = {"Mi": 1, "Gi": 1024}


class QuotaError(pulumi.RunError):
    """The services can grow beyond their namespace's quota, where pods would silently not start."""


def hard_limits(settings: QuotaSettings) -> dict[str, str]:
    """Return the hard limits of the namespace's ResourceQuota; requests are bounded by the limits."""
    return {
        "pods": str(settings.pods),
        "limits.cpu": settings.cpu_limit,
        "limits.memory": settings.memory_limit,
        "persistentvolumeclaims": "0",
    }


def check_fit(quota: QuotaSettings, services: Mapping[str, ServiceSettings], *, file: str) -> None:
    """Check that every service can reach its largest size, and be updated there.

    Args:
        quota: the quota.
        services: the size of each service; an update runs one replica more than there are.
        file: the stack's file, for the message.

    Raises:
        QuotaError: with every limit that is too low in one message.
    """
    replicas = {name: service.replicas.max + 1 for name, service in services.items()}
    pods = sum(replicas.values())
    cpu = sum(replicas[name] * _millicores(each.resources.cpu_limit) for name, each in services.items())
    memory = sum(replicas[name] * _mebibytes(each.resources.memory) for name, each in services.items())
    checks = (
        ("pods", str(quota.pods), quota.pods, pods, str(pods)),
        ("cpuLimit", quota.cpu_limit, _millicores(quota.cpu_limit), cpu, f"{cpu}m"),
        ("memoryLimit", quota.memory_limit, _mebibytes(quota.memory_limit), memory, f"{memory}Mi"),
    )
    problems = [
        f"{file}: quota.{key} is {written}: too low for the services, which may need {shown}"
        for key, written, limit, needed, shown in checks
        if limit < needed
    ]
    if problems:
        raise QuotaError("\n".join(problems))


def _millicores(quantity: str) -> int:
    return int(quantity.removesuffix("m")) if quantity.endswith("m") else int(quantity) * 1000


def _mebibytes(quantity: str) -> int:
    return int(quantity[:-2]) * _MEBIBYTES[quantity[-2:]]
