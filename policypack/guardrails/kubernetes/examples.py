"""Compliant objects and one-property changes of them, for the examples of the controls."""

from collections.abc import Mapping
from copy import deepcopy

from guardrails.core.control import Example
from guardrails.core.examples import changed
from guardrails.core.values import Value

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
