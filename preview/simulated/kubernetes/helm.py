"""Helm releases: the chart is not fetched or rendered; its values pass through for policies to see."""

from typing import Any

from preview import wire
from preview.model import UNKNOWN, Properties
from preview.simulated.made_up import auto_name
from preview.simulated.simulation import PropertyError, Registration

NAME_DIGITS = 8


def check(resource: Registration, namespace: str, old: Properties) -> Properties:
    """Fill in name, namespace and the provider's defaults of a release; a release keeps the name that it has.

    Args:
        resource: the release as the program gives it.
        namespace: the provider's namespace.
        old: its inputs of the last update, empty at a first one.

    Raises:
        PropertyError: no chart is given.
    """
    if not resource.inputs.get("chart"):
        raise PropertyError("chart", "must be set")
    defaults: dict[str, Any] = {
        "name": old.get("name") or auto_name(resource.seed, resource.name, NAME_DIGITS),
        "namespace": namespace,
        "timeout": 300,
    }
    return {**defaults, **resource.inputs}


def create(resource: Registration, dry_run: bool) -> tuple[str, Properties]:
    """Answer with the release as Helm would report it; a preview does not know what is in the chart."""
    inputs = resource.inputs
    if dry_run:
        return "", {**inputs, "manifest": UNKNOWN, "resourceNames": UNKNOWN, "status": UNKNOWN}
    plain = wire.reveal({key: inputs.get(key) for key in ("name", "namespace", "chart", "version")})
    status = {
        "name": plain["name"],
        "namespace": plain["namespace"],
        "chart": plain["chart"],
        "version": plain["version"] or "",
        "appVersion": "",
        "revision": 1,
        "status": "deployed",
    }
    identifier = f"{plain['namespace']}/{plain['name']}"
    return identifier, {**inputs, "manifest": {}, "resourceNames": {}, "status": status}
