"""Compliant objects and one-property changes of them, for the examples of the controls."""

from collections.abc import Mapping
from copy import deepcopy

from guardrails.core.control import Example
from guardrails.core.values import ABSENT, Value

_POD: dict[str, Value] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "appointment", "namespace": "microservices", "labels": {"app": "appointment"}},
    "spec": {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "initContainers": [
            {
                "name": "migrate",
                "image": "registry.example/appointment:1.4.2",
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
        "containers": [
            {
                "name": "appointment",
                "image": "registry.example/appointment:1.4.2",
                "ports": [{"containerPort": 5000.0}],
                "livenessProbe": {"httpGet": {"path": "/health", "port": 5000.0}},
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    },
}


def changed(base: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    """Copy a property bag with some properties set otherwise.

    Args:
        base: the bag; it stays as it is.
        changes: dotted path to new value; ABSENT takes a key out. Missing maps on the way are made.
    """
    result = deepcopy(dict(base))
    for path, value in changes.items():
        *way, last = path.split(".")
        current: Value = result
        for key in way:
            current = current[int(key)] if isinstance(current, list) else current.setdefault(key, {})
        if value is ABSENT:
            del current[last]
        elif isinstance(current, list):
            current[int(last)] = value
        else:
            current[last] = value
    return result


def pod(changes: Mapping[str, Value] | None = None) -> Example:
    """Give a pod that meets the restricted standard, with some properties set otherwise."""
    return Example(changed(_POD, changes or {}))


def deployment(changes: Mapping[str, Value] | None = None) -> Example:
    """Give a Deployment of such a pod; the changes are paths of the Deployment."""
    properties = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "appointment", "namespace": "microservices"},
        "spec": {
            "replicas": 2.0,
            "selector": {"matchLabels": {"app": "appointment"}},
            "template": {"metadata": {"labels": {"app": "appointment"}}, "spec": deepcopy(_POD["spec"])},
        },
    }
    return Example(changed(properties, changes or {}), type="kubernetes:apps/v1:Deployment")
