"""Values of the Karpenter chart, 1.14.1."""

from typing import Any

from workloads.hardening import Resources
from workloads.platform.chart_values import pod_security_context, sized
from workloads.platform.images import KARPENTER

_CONTROLLER = Resources(cpu="250m", cpu_limit="1", memory="1Gi", ephemeral_storage="64Mi")


def values(
    *, cluster: str, queue: str, region: str, service_account: str, replicas: int, registry: str | None
) -> dict[str, Any]:
    """Return the chart's values. The chart hardens the container itself: no privilege, read-only, user 65532.

    For Karpenter the VPC is isolated, whether it has NAT or not: so it asks neither IAM nor the price list,
    which have no endpoint, and knows the prices of its release. It is not told to find the region from the
    metadata service, which pods do not reach.

    Args:
        cluster: name of the cluster.
        queue: name of the queue of interruptions.
        region: AWS region.
        service_account: name of the service account, which the Pod Identity association names.
        replicas: of which one leads.
        registry: host of the registry that holds a copy of the image; None for the chart's own.
    """
    image = {"image": {"repository": f"{registry}/{KARPENTER}"}} if registry else {}
    return {
        "serviceAccount": {"create": True, "name": service_account},
        "replicas": replicas,
        "revisionHistoryLimit": 3,
        "podSecurityContext": pod_security_context(),
        "podDisruptionBudget": {"name": service_account, "maxUnavailable": 1},
        "serviceMonitor": {"enabled": False},
        "controller": {
            **image,
            "env": [{"name": "AWS_REGION", "value": region}],
            "resources": sized(_CONTROLLER),
        },
        "settings": {
            "clusterName": cluster,
            "interruptionQueue": queue,
            "isolatedVPC": True,
        },
    }
