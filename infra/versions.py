"""Versions of EKS add-ons, pinned for each Kubernetes version that Palisade allows.

The standard support of EKS for 1.35 ends on 2027-03-27, for 1.36 on 2027-08-02.
"""

from collections.abc import Mapping

# Builds that public records of 2026 name together as what a running cluster of that version resolved to.
# `aws eks describe-addon-versions --kubernetes-version 1.36` lists the current ones.
ADD_ON_VERSIONS: Mapping[str, Mapping[str, str]] = {
    "1.35": {
        "vpc-cni": "v1.22.4-eksbuild.3",
        "kube-proxy": "v1.35.3-eksbuild.18",
        "coredns": "v1.13.2-eksbuild.11",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
    },
    "1.36": {
        "vpc-cni": "v1.22.4-eksbuild.3",
        "kube-proxy": "v1.36.0-eksbuild.21",
        "coredns": "v1.14.3-eksbuild.16",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
    },
}


def add_on_versions(kubernetes: str, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Give the version of each add-on.

    Args:
        kubernetes: Kubernetes version of the cluster.
        chosen: versions that a stack wants instead of the pinned ones, by add-on.

    Raises:
        ValueError: a version is not known to fit the Kubernetes version, or there is no such add-on.
    """
    pinned = ADD_ON_VERSIONS[kubernetes]
    return {**pinned, **chosen}
