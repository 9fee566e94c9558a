"""The kubeconfig of a cluster: a token from the AWS CLI at every use, no credential inside."""

from collections.abc import Mapping
from typing import Any

import pulumi

from preview.simulated.eks.children import Child

_API_VERSION = "client.authentication.k8s.io/v1beta1"


def kubeconfig_of(cluster: Child, credentials: Any, *, with_profile: bool) -> pulumi.Output[dict[str, Any]]:
    """Return the kubeconfig.

    Args:
        cluster: the EKS cluster.
        credentials: `providerCredentialOpts`: a role to assume, a profile to use, or None.
        with_profile: whether the profile goes in; the one for the user leaves it out.
    """
    return pulumi.Output.all(
        cluster.output("name"),
        cluster.output("endpoint"),
        cluster.output("certificateAuthority"),
        cluster.output("arn"),
        credentials or {},
    ).apply(lambda found: _render(found[0], found[1], found[2], found[3], found[4], with_profile))


def _render(
    name: str,
    endpoint: str,
    authority: Mapping[str, str],
    arn: str,
    credentials: Mapping[str, str],
    with_profile: bool,
) -> dict[str, Any]:
    region = arn.split(":")[3]
    arguments = ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"]
    if credentials.get("roleArn"):
        arguments += ["--role", credentials["roleArn"]]
    if with_profile and credentials.get("profileName"):
        arguments += ["--profile", credentials["profileName"]]
    execution = {
        "apiVersion": _API_VERSION,
        "command": "aws",
        "args": arguments,
        "env": [{"name": "KUBERNETES_EXEC_INFO", "value": f'{{"apiVersion": "{_API_VERSION}"}}'}],
    }
    server = {"server": endpoint, "certificate-authority-data": authority["data"]}
    return {
        "apiVersion": "v1",
        "clusters": [{"cluster": server, "name": "kubernetes"}],
        "contexts": [{"context": {"cluster": "kubernetes", "user": "aws"}, "name": "aws"}],
        "current-context": "aws",
        "kind": "Config",
        "users": [{"name": "aws", "user": {"exec": execution}}],
    }
