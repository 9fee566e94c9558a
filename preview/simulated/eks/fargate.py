"""The Fargate profile of a cluster."""

from typing import Any

import pulumi

from preview.simulated.eks.children import EKS_FARGATE_PROFILE, Child
from preview.simulated.eks.cluster_options import Options
from preview.simulated.eks.service_role import ServiceRole

POLICY = "AmazonEKSFargatePodExecutionRolePolicy"


def create_fargate_profile(
    name: str,
    options: Options,
    cluster: Child,
    subnet_ids: Any,
    partition: pulumi.Output[str],
    config_map: Child | None,
    parent: pulumi.Resource,
) -> Child | None:
    """Register the profile that the option `fargate` asks for, and its role unless one is given.

    The real component looks the subnets' routes up and leaves public subnets out; here, where there are no
    routes to look at, the subnets named private are taken, or all of them.
    """
    wanted = options.get("fargate")
    if not wanted:
        return None
    settings: dict[str, Any] = {} if wanted is True else dict(wanted)
    role_arn = settings.get("podExecutionRoleArn")
    if not role_arn:
        role = ServiceRole(
            f"{name}-podExecutionRole",
            "eks-fargate-pods.amazonaws.com",
            (POLICY,),
            partition,
            parent=parent,
            tags=options.get("tags"),
        )
        role_arn = role.resolved.apply(lambda found: found.output("arn"))
    props = {
        "clusterName": cluster.output("name"),
        "podExecutionRoleArn": role_arn,
        "selectors": settings.get("selectors") or [{"namespace": "default"}, {"namespace": "kube-system"}],
        "subnetIds": settings.get("subnetIds") or options.get("privateSubnetIds") or subnet_ids,
    }
    depends_on = [config_map] if config_map is not None else None
    opts = pulumi.ResourceOptions(parent=parent, depends_on=depends_on)
    return Child(EKS_FARGATE_PROFILE, _profile_name(name), props, opts)


def _profile_name(name: str) -> str:
    """Return the profile's name; AWS reserves names that start with eks."""
    if name.lower() == "eks" or name.lower().startswith("eks-"):
        return f"{name.replace('-', '_', 1)}fargateProfile"
    return f"{name}-fargateProfile"
