"""What the values of several charts have in common, in the form of the charts."""

from typing import Any

from workloads.hardening import GROUP, USER, Resources


def pod_security_context() -> dict[str, Any]:
    """Return the pod's part of the restricted standard."""
    return {"runAsNonRoot": True, "fsGroup": GROUP, "seccompProfile": {"type": "RuntimeDefault"}}


def container_security_context() -> dict[str, Any]:
    """Return the container's part of the restricted standard, with a read-only root file system."""
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": GROUP,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def sized(resources: Resources) -> dict[str, Any]:
    """Return the requests and limits of a container."""
    fixed = {"memory": resources.memory, "ephemeral-storage": resources.ephemeral_storage}
    return {
        "requests": {"cpu": resources.cpu, **fixed},
        "limits": {"cpu": resources.cpu_limit, **fixed},
    }
