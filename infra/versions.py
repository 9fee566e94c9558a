"""Builds of EKS add-ons, and the Kubernetes versions that each is known to fit.

The standard support of EKS for Kubernetes 1.35 ends on 2027-03-27, for 1.36 on 2027-08-02.
"""

import difflib
from collections.abc import Mapping

# What public records of 2026 name as a build that EKS offers for, or runs on, a cluster of that version. A
# cluster gets the first that fits; a stack may choose another under cluster.addOnVersions.
# `aws eks describe-addon-versions --kubernetes-version 1.36` lists the current ones.
BUILDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "vpc-cni": {
        "v1.22.4-eksbuild.3": ("1.35", "1.36"),
        "v1.23.0-eksbuild.1": ("1.35",),
        "v1.23.1-eksbuild.1": ("1.36",),
        "v1.23.2-eksbuild.1": ("1.36",),
    },
    "kube-proxy": {
        "v1.35.3-eksbuild.18": ("1.35",),
        "v1.36.0-eksbuild.21": ("1.36",),
    },
    "coredns": {
        "v1.14.3-eksbuild.16": ("1.35", "1.36"),
        "v1.13.2-eksbuild.11": ("1.35",),
        "v1.13.2-eksbuild.21": ("1.35",),
        "v1.14.7-eksbuild.10": ("1.36",),
    },
    "eks-pod-identity-agent": {
        "v1.3.10-eksbuild.3": ("1.35", "1.36"),
        "v1.4.0-eksbuild.2": ("1.35",),
        "v1.4.0-eksbuild.3": ("1.36",),
    },
    "aws-ebs-csi-driver": {
        "v1.63.1-eksbuild.1": ("1.35", "1.36"),
        "v1.65.0-eksbuild.1": ("1.35",),
        "v1.66.0-eksbuild.1": ("1.35", "1.36"),
    },
    "metrics-server": {
        "v0.9.0-eksbuild.7": ("1.35",),
        "v0.9.0-eksbuild.11": ("1.36",),
    },
    "eks-node-monitoring-agent": {
        "v1.6.2-eksbuild.1": ("1.35",),
        "v1.7.0-eksbuild.1": ("1.36",),
    },
}


def add_on_versions(kubernetes: str, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Give the build of each add-on for a cluster.

    Args:
        kubernetes: Kubernetes version of the cluster, such as 1.36.
        chosen: builds that a stack wants instead of the first that fits, by add-on.

    Raises:
        ValueError: a build is not known to fit the Kubernetes version, or there is no such add-on.
    """
    for name, build in chosen.items():
        _check(kubernetes, name, build)
    return {name: chosen.get(name, _fitting(kubernetes, name)[0]) for name in BUILDS}


def _check(kubernetes: str, name: str, build: str) -> None:
    if name not in BUILDS:
        near = difflib.get_close_matches(name, BUILDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(BUILDS)}"
        raise ValueError(f"addOnVersions.{name} is not an add-on of the platform ({hint})")
    if name == "kube-proxy":
        # It is built for each minor version anew. Source: EKS user guide, "Manage kube-proxy".
        if not build.startswith(f"v{kubernetes}."):
            raise ValueError(
                f"addOnVersions.kube-proxy is {build}, which does not fit Kubernetes {kubernetes} (it must "
                f"begin with v{kubernetes}.)"
            )
    elif kubernetes not in BUILDS[name].get(build, ()):
        raise ValueError(
            f"addOnVersions.{name} is {build}, which is not known to fit Kubernetes {kubernetes} (known: "
            f"{', '.join(_fitting(kubernetes, name))})"
        )


def _fitting(kubernetes: str, name: str) -> list[str]:
    return [build for build, versions in BUILDS[name].items() if kubernetes in versions]
