"""Node images: which SSM parameter names the recommended one, and what starts a node."""

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from preview.simulated.eks.options import OptionError

GET_PARAMETER = "aws:ssm/getParameter:getParameter"
# EKS user guide, "Retrieve recommended Amazon Linux AMI IDs" and "... Bottlerocket AMI IDs".
_OPTIMIZED = "/aws/service/eks/optimized-ami/{version}"
_BOTTLEROCKET = "/aws/service/bottlerocket/aws-k8s-{version}"
_PARAMETERS = {
    "AL2_x86_64": f"{_OPTIMIZED}/amazon-linux-2/recommended/image_id",
    "AL2_x86_64_GPU": f"{_OPTIMIZED}/amazon-linux-2-gpu/recommended/image_id",
    "AL2_ARM_64": f"{_OPTIMIZED}/amazon-linux-2-arm64/recommended/image_id",
    "AL2023_x86_64_STANDARD": f"{_OPTIMIZED}/amazon-linux-2023/x86_64/standard/recommended/image_id",
    "AL2023_ARM_64_STANDARD": f"{_OPTIMIZED}/amazon-linux-2023/arm64/standard/recommended/image_id",
    "AL2023_x86_64_NVIDIA": f"{_OPTIMIZED}/amazon-linux-2023/x86_64/nvidia/recommended/image_id",
    "BOTTLEROCKET_ARM_64": f"{_BOTTLEROCKET}/arm64/latest/image_id",
    "BOTTLEROCKET_x86_64": f"{_BOTTLEROCKET}/x86_64/latest/image_id",
    "BOTTLEROCKET_ARM_64_NVIDIA": f"{_BOTTLEROCKET}-nvidia/arm64/latest/image_id",
    "BOTTLEROCKET_x86_64_NVIDIA": f"{_BOTTLEROCKET}-nvidia/x86_64/latest/image_id",
}
_INSTANCE_TYPE = re.compile(r"[a-z]+[0-9]+(?P<processor>[a-z])?-?[a-z]*\.[a-zA-Z0-9-]+")


def is_bottlerocket(inputs: Mapping[str, Any]) -> bool:
    """Return whether the nodes run Bottlerocket; without a choice they run Amazon Linux 2023."""
    named = f"{inputs.get('operatingSystem') or ''}{inputs.get('amiType') or ''}"
    return "bottlerocket" in named.lower()


def image_type(inputs: Mapping[str, Any], instance_types: Sequence[Any]) -> str:
    """Return the type of image for a node group.

    Raises:
        OptionError: the instance types have different processors, or one is no instance type.
    """
    if inputs.get("amiType"):
        found = str(inputs["amiType"])
        if found not in _PARAMETERS:
            raise OptionError(
                f"amiType: Cannot resolve recommended AMI for AMI type: {found}. "
                "Please provide the AMI ID and userdata."
            )
        return found
    arm = _is_arm(instance_types)
    if is_bottlerocket(inputs):
        return f"BOTTLEROCKET_{'ARM_64' if arm else 'x86_64'}{'_NVIDIA' if inputs.get('gpu') else ''}"
    if str(inputs.get("operatingSystem") or "").upper() == "AL2":
        return "AL2_ARM_64" if arm else "AL2_x86_64_GPU" if inputs.get("gpu") else "AL2_x86_64"
    if inputs.get("gpu"):
        return "AL2023_x86_64_NVIDIA"
    return "AL2023_ARM_64_STANDARD" if arm else "AL2023_x86_64_STANDARD"


def _is_arm(instance_types: Sequence[Any]) -> bool:
    """Return whether the instance types have Graviton processors; those not known yet do not count."""
    arms: set[bool] = set()
    for instance_type in instance_types:
        if not isinstance(instance_type, str):
            continue
        found = _INSTANCE_TYPE.fullmatch(instance_type)
        if found is None:
            raise OptionError(f"Invalid EC2 instance type: {instance_type}")
        arms.add(found["processor"] == "g")
    if len(arms) > 1:
        raise OptionError(
            "Cannot determine architecture of instance types. The provided instance types do not share "
            "a common architecture"
        )
    return arms == {True}


def recommended_image(kind: str, version: Any, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Look up the recommended image of a type for a Kubernetes version."""

    def look_up(found: str) -> pulumi.Output[str]:
        return pulumi.runtime.invoke_output(
            GET_PARAMETER,
            {"name": _PARAMETERS[kind].format(version=found)},
            pulumi.InvokeOutputOptions(parent=parent),
        ).apply(lambda parameter: parameter["value"])

    return pulumi.Output.from_input(version).apply(look_up)


def user_data(cluster: pulumi.Output[Any], override: Any) -> pulumi.Output[str]:
    """Return what starts a node, in base64.

    It holds what every form of it holds, the cluster's name, address and authority, as a `NodeConfig` of
    nodeadm; the real component writes another form for each operating system.
    """
    facts = pulumi.Output.all(
        cluster.apply(lambda found: found.output("name")),
        cluster.apply(lambda found: found.output("endpoint")),
        cluster.apply(lambda found: found.output("certificateAuthority")),
        override,
    )
    return facts.apply(lambda found: base64.b64encode(_node_config(*found).encode()).decode())


def _node_config(name: str, endpoint: str, authority: Mapping[str, str], override: str | None) -> str:
    if override:
        return override
    lines = (
        "apiVersion: node.eks.aws/v1alpha1",
        "kind: NodeConfig",
        "spec:",
        "  cluster:",
        f"    name: {name}",
        f"    apiServerEndpoint: {endpoint}",
        f"    certificateAuthority: {authority['data']}",
    )
    return "\n".join(lines) + "\n"
