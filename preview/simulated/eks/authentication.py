"""Who may use the cluster: authentication modes, access entries, and the aws-auth ConfigMap."""

from collections.abc import Mapping
from typing import Any

import pulumi
import yaml

from preview.simulated.eks.children import (
    CONFIG_MAP,
    EKS_ACCESS_ENTRY,
    EKS_ACCESS_POLICY_ASSOCIATION,
    Child,
)
from preview.simulated.eks.options import OptionError, as_output, given

API = "API"
MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", API)
_CONFIG_MAP_ONLY = ("roleMappings", "userMappings", "instanceRoles")


def has_config_map(mode: str | None) -> bool:
    """Return whether the mode uses the aws-auth ConfigMap; without a mode, EKS does."""
    return mode in (None, "CONFIG_MAP", "API_AND_CONFIG_MAP")


def has_access_entries(mode: str | None) -> bool:
    """Return whether the mode knows access entries."""
    return mode in (API, "API_AND_CONFIG_MAP")


def check_mode(inputs: Mapping[str, Any]) -> None:
    """Refuse options that do not go with the authentication mode.

    Raises:
        OptionError: the mode is unknown, or an option does not go with it.
    """
    mode = inputs.get("authenticationMode")
    if mode is not None and mode not in MODES:
        allowed = ", ".join(MODES)
        raise OptionError(f"Invalid value for authenticationMode: {mode}. Allowed values are: {allowed}.")
    if not has_config_map(mode):
        for option in _CONFIG_MAP_ONLY:
            if inputs.get(option):
                raise OptionError(
                    f"The '{option}' property does not support non-empty values when 'authenticationMode' is "
                    f"set to '{mode}'."
                )
    if not has_access_entries(mode) and inputs.get("accessEntries"):
        told = f"set to '{mode}'" if mode else "not set"
        raise OptionError(
            f"The 'accessEntries' property is not supported when 'authenticationMode' is {told}."
        )


def create_access_entries(
    component: str,
    cluster: Child,
    entries: Mapping[str, Mapping[str, Any]],
    parent: pulumi.Resource,
) -> list[Child]:
    """Register access entries, each with its policy associations beneath it.

    Args:
        component: name of the component, the start of all names.
        cluster: the EKS cluster.
        entries: the entries by key, in the component's schema.
        parent: the component.
    """
    created: list[Child] = []
    for key, entry in entries.items():
        props = {
            "clusterName": cluster.output("name"),
            "kubernetesGroups": entry.get("kubernetesGroups"),
            "principalArn": entry.get("principalArn"),
            "tags": entry.get("tags"),
            "type": entry.get("type"),
            "userName": entry.get("username"),
        }
        options = pulumi.ResourceOptions(parent=parent, depends_on=[cluster])
        registered = Child(EKS_ACCESS_ENTRY, f"{component}-{key}", given(props), options)
        created.append(registered)
        for policy, association in (entry.get("accessPolicies") or {}).items():
            Child(
                EKS_ACCESS_POLICY_ASSOCIATION,
                f"{component}-{key}-{policy}",
                {
                    "accessScope": association["accessScope"],
                    "clusterName": cluster.output("name"),
                    "policyArn": association["policyArn"],
                    "principalArn": entry.get("principalArn"),
                },
                pulumi.ResourceOptions(parent=registered, depends_on=[registered]),
            )
    return created


def create_config_map(
    component: str,
    instance_roles: pulumi.Output[Any],
    inputs: Mapping[str, Any],
    parent: pulumi.Resource,
    provider: pulumi.ProviderResource,
) -> Child:
    """Register the aws-auth ConfigMap, which maps IAM roles and users to Kubernetes groups."""
    arns = instance_roles.apply(
        lambda roles: pulumi.Output.all(*(role.output("arn") for role in roles)) if roles else []
    )
    data: dict[str, Any] = {
        "mapRoles": pulumi.Output.all(inputs.get("roleMappings") or [], arns).apply(
            lambda found: _to_yaml("rolearn", "roleArn", [*found[0], *map(_node_mapping, found[1])])
        )
    }
    if inputs.get("userMappings"):
        data["mapUsers"] = as_output(inputs["userMappings"]).apply(
            lambda found: _to_yaml("userarn", "userArn", found)
        )
    return Child(
        CONFIG_MAP,
        f"{component}-nodeAccess",
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "immutable": False,
            "metadata": {
                "name": "aws-auth",
                "namespace": "kube-system",
                "annotations": {"pulumi.com/patchForce": "true"},
            },
            "data": data,
        },
        pulumi.ResourceOptions(parent=parent, provider=provider),
    )


def _node_mapping(arn: str) -> dict[str, Any]:
    return {
        "roleArn": arn,
        "username": "system:node:{{EC2PrivateDNSName}}",
        "groups": ["system:bootstrappers", "system:nodes"],
    }


def _to_yaml(key: str, option: str, mappings: list[Mapping[str, Any]]) -> str:
    listed = [
        {key: mapping[option], "username": mapping["username"], "groups": mapping["groups"]}
        for mapping in mappings
    ]
    return yaml.safe_dump(listed, sort_keys=False)
