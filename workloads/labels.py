"""Labels that objects carry, and by which policies and services select pods."""

from collections.abc import Mapping

NAME = "app.kubernetes.io/name"
PART_OF = "app.kubernetes.io/part-of"
MANAGED_BY = "app.kubernetes.io/managed-by"

# A pod with this label, whatever its value, is cut off: no policy but the default deny selects it.
QUARANTINE = "palisade.dev/quarantine"


def selector(name: str) -> dict[str, str]:
    """Return the labels that select an application's pods; they never change while it lives."""
    return {NAME: name}


def labels(name: str) -> Mapping[str, str]:
    """Return the labels that every object of an application carries.

    Source: the recommended labels of the Kubernetes documentation.
    """
    return {**selector(name), PART_OF: "palisade", MANAGED_BY: "pulumi"}
