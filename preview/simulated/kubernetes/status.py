"""The status that a controller gives an object once it is ready."""

from typing import Any

from preview.model import Properties
from preview.simulated.made_up import hexadecimal, number


def status_of(kind: str, stored: Properties, seed: str) -> Properties | None:
    """Return the status of a ready object, None for kinds that have none of interest.

    Args:
        kind: kind of the object.
        stored: the object.
        seed: what made-up names depend on.
    """
    spec = stored.get("spec")
    fields: dict[str, Any] = spec if isinstance(spec, dict) else {}
    replicas = fields.get("replicas", 1)
    match kind:
        case "Namespace":
            return {"phase": "Active"}
        case "Service":
            is_balanced = fields.get("type") == "LoadBalancer"
            return {"loadBalancer": _balanced(seed) if is_balanced else {}}
        case "Ingress":
            return {"loadBalancer": _balanced(seed)}
        case "Deployment" | "StatefulSet" | "ReplicaSet":
            return {
                "observedGeneration": 1,
                "replicas": replicas,
                "readyReplicas": replicas,
                "availableReplicas": replicas,
            }
        case "Pod":
            return {"phase": "Running", "podIP": f"10.0.{number(seed, 256)}.{1 + number(seed + 'ip', 254)}"}
        case "PersistentVolumeClaim":
            return {"phase": "Bound"}
        case "Job":
            return {"succeeded": 1}
        case _:
            return None


def _balanced(seed: str) -> Properties:
    return {"ingress": [{"hostname": f"k8s-{hexadecimal(seed, 16)}.elb.amazonaws.com"}]}
