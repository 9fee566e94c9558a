"""Releases of the images that nodes start from: which form they have, and where AWS publishes them.

AWS tests a release of an EKS image for one minor version of Kubernetes, and publishes what it holds in public
parameters of Systems Manager. Sources: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs" and
"Retrieve recommended Bottlerocket AMI IDs"; Bottlerocket, QUICKSTART-EKS.md, "Finding an AMI".
"""

import re

from infra.cluster.node_rules import is_bottlerocket

# The release of Bottlerocket and the commit that it was built from; EKS wants both. Source: cloudposse/
# terraform-aws-eks-node-group, issue 209.
_BOTTLEROCKET = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+-[0-9a-f]{8}")
# The kubelet and the day of the release.
_AMAZON_LINUX = re.compile(r"(?P<minor>[0-9]+\.[0-9]+)\.[0-9]+-[0-9]{8}")


def check_release(key: str, ami_type: str, kubernetes: str, release: str) -> None:
    """Refuse what cannot be a release of an image for a Kubernetes version.

    Args:
        key: the setting, for the message.
        ami_type: EKS AMI type, such as BOTTLEROCKET_x86_64.
        kubernetes: Kubernetes version of the nodes, such as 1.36.
        release: such as 1.65.0-0be31b34, or 1.36.3-20260903 of Amazon Linux.

    Raises:
        ValueError: it has another form, or is of another Kubernetes version.
    """
    if is_bottlerocket(ami_type):
        if not _BOTTLEROCKET.fullmatch(release):
            raise ValueError(
                f"{key} is {release}: a release of {ami_type} has version and commit, such as 1.65.0-0be31b34"
            )
        return
    found = _AMAZON_LINUX.fullmatch(release)
    if not found:
        raise ValueError(
            f"{key} is {release}: a release of {ami_type} has kubelet and day, such as "
            f"{kubernetes}.3-20260903"
        )
    if found["minor"] != kubernetes:
        raise ValueError(
            f"{key} is {release}, which is for Kubernetes {found['minor']}, but cluster.version is "
            f"{kubernetes}"
        )


def newest_release_parameter(ami_type: str, kubernetes: str) -> str:
    """Name the public parameter that holds the newest release of an image."""
    if is_bottlerocket(ami_type):
        return f"{_bottlerocket(ami_type, kubernetes)}/latest/image_version"
    return f"{_amazon_linux(ami_type, kubernetes)}/recommended/release_version"


def image_parameter(ami_type: str, kubernetes: str, release: str) -> str:
    """Name the public parameter that holds the id of one release's image in the region.

    Source: karpenter-provider-aws 1.14, pkg/providers/amifamily, which looks its aliases up in the same.
    """
    version, _, build = release.rpartition("-")
    if is_bottlerocket(ami_type):
        return f"{_bottlerocket(ami_type, kubernetes)}/{version}/image_id"
    name = f"amazon-eks-node-al2023-{_architecture(ami_type)}-standard-{kubernetes}-v{build}"
    return f"{_amazon_linux(ami_type, kubernetes)}/{name}/image_id"


def _bottlerocket(ami_type: str, kubernetes: str) -> str:
    fips = "-fips" if ami_type.endswith("_FIPS") else ""
    return f"/aws/service/bottlerocket/aws-k8s-{kubernetes}{fips}/{_architecture(ami_type)}"


def _amazon_linux(ami_type: str, kubernetes: str) -> str:
    return f"/aws/service/eks/optimized-ami/{kubernetes}/amazon-linux-2023/{_architecture(ami_type)}/standard"


def _architecture(ami_type: str) -> str:
    return "arm64" if "_ARM_64" in ami_type else "x86_64"
