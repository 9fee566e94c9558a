"""Clusters of EKS as the Kubernetes API sees them: behind an endpoint, and with nodes or without."""

from preview.simulated.store import Clouds, Stored

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile"
# Instances of these may be nodes of any cluster: what they join is in their user data.
_OF_ANY_CLUSTER = (
    "aws:autoscaling/group:Group",
    "aws:ec2/instance:Instance",
    "aws:cloudformation/stack:Stack",
)


def cluster_at(endpoint: str | None, clouds: Clouds, *, deleted: bool = False) -> Stored | None:
    """Return the cluster behind an endpoint, as far as it exists, or existed, in the simulated AWS.

    Args:
        endpoint: the URL of its API server.
        clouds: everything.
        deleted: whether to look among those that are gone.
    """
    if endpoint is None:
        return None
    clusters = clouds.of_type(CLUSTER, deleted=deleted)
    return next((cluster for cluster in clusters if cluster.outputs.get("endpoint") == endpoint), None)


def may_run_pods(cluster: Stored, clouds: Clouds) -> bool:
    """Return whether anything exists that runs the pods of a cluster, or could."""
    settings = cluster.inputs.get("computeConfig")
    if isinstance(settings, dict) and settings.get("enabled") is True:
        return True
    return any(clouds.of_type(token) for token in _OF_ANY_CLUSTER) or any(
        found.inputs.get("clusterName") == cluster.id
        for token in (NODE_GROUP, FARGATE_PROFILE)
        for found in clouds.of_type(token)
    )
