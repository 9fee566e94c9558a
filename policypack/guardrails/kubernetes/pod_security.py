"""Circumstances under which the Pod Security Standards ask less of a pod.

Source: the checks of kubernetes/pod-security-admission at v1.37.
"""

from collections.abc import Mapping
from typing import Any

from guardrails.core.control import Context
from guardrails.core.truth import Truth
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.workloads import Pod

# Restricted mounts of kinds, user namespaces and sysctls changed between releases; the oldest one judged here
# already exempts Windows pods from what they cannot set.
RELEASE_PARAMETER: Mapping[str, Mapping[str, Any]] = {
    "release": {
        "type": "string",
        "pattern": r"^v?1\.(2[5-9]|[3-9][0-9])$",
        "default": "1.37",
        "description": "release of the Pod Security Standards, as in a namespace's enforce-version label",
    }
}


def release(context: Context) -> int:
    """Read the minor version of the Pod Security Standards to judge by, such as 37 for 1.37."""
    return int(str(context.parameters["release"]).rpartition(".")[2])


def is_windows(pod: Pod) -> Truth:
    """Tell whether the pod is declared to run on Windows, where Linux security fields cannot be set."""
    name = pod.spec.get("os.name")
    if name is ABSENT:
        return False
    return name == "windows" if isinstance(name, str) else UNKNOWN


def in_user_namespace(pod: Pod, context: Context) -> Truth:
    """Tell whether root in the pod is not root on the node, which relaxes some demands since 1.35."""
    host_users = pod.spec.get("hostUsers")
    if release(context) < 35 or host_users is ABSENT or host_users is True:
        return False
    return True if host_users is False else UNKNOWN
