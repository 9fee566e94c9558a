"""Storage classes that a cluster is asked to have."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from preview.simulated.eks.children import STORAGE_CLASS, Child
from preview.simulated.eks.options import as_output, given

_DEFAULT_CLASS = {"storageclass.kubernetes.io/is-default-class": "true"}


def create_storage_classes(
    component: str,
    wanted: str | Mapping[str, Mapping[str, Any]] | None,
    parent: pulumi.Resource,
    provider: pulumi.ProviderResource,
    depends_on: Sequence[pulumi.Resource],
) -> dict[str, Child]:
    """Register storage classes: one volume type as the default class, or any number by name."""
    classes = {wanted: {"type": wanted, "default": True}} if isinstance(wanted, str) else wanted or {}
    opts = pulumi.ResourceOptions(parent=parent, provider=provider, depends_on=depends_on)
    return {
        key: Child(STORAGE_CLASS, f"{component.lower()}-{key}", _props(settings), opts)
        for key, settings in classes.items()
    }


def _props(settings: Mapping[str, Any]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"type": settings["type"], "kmsKeyId": settings.get("kmsKeyId")}
    if settings.get("zones"):
        parameters["zones"] = as_output(settings["zones"]).apply(", ".join)
    if settings.get("iopsPerGb"):
        parameters["iopsPerGb"] = as_output(settings["iopsPerGb"]).apply(lambda value: str(int(value)))
    if settings.get("encrypted"):
        parameters["encrypted"] = as_output(settings["encrypted"]).apply(lambda value: str(value).lower())
    metadata = pulumi.Output.all(settings.get("metadata") or {}, settings.get("default")).apply(
        lambda found: (
            {**found[0], "annotations": {**(found[0].get("annotations") or {}), **_DEFAULT_CLASS}}
            if found[1]
            else found[0]
        )
    )
    return given(
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": metadata,
            "provisioner": "kubernetes.io/aws-ebs",
            "parameters": given(parameters),
            "allowVolumeExpansion": settings.get("allowVolumeExpansion"),
            "mountOptions": settings.get("mountOptions"),
            "reclaimPolicy": settings.get("reclaimPolicy"),
            "volumeBindingMode": settings.get("volumeBindingMode"),
        }
    )
