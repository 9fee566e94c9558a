"""Values of the External Secrets chart, 2.9.0."""

from typing import Any

from workloads.hardening import Resources
from workloads.platform.chart_values import container_security_context, pod_security_context, sized
from workloads.platform.images import EXTERNAL_SECRETS, pulled_from

_CONTROLLER = Resources(cpu="50m", cpu_limit="500m", memory="256Mi", ephemeral_storage="64Mi")
_WEBHOOK = Resources(cpu="20m", cpu_limit="200m", memory="128Mi", ephemeral_storage="64Mi")
_CERTIFICATES = Resources(cpu="20m", cpu_limit="200m", memory="128Mi", ephemeral_storage="64Mi")


def values(
    *,
    scoped_namespace: str,
    service_account: str,
    certificates_account: str,
    replicas: int,
    webhook_port: int,
    registry: str | None,
) -> dict[str, Any]:
    """Return the chart's values: one namespace, no cluster-wide kinds, no tokens for others, all hardened.

    Its own NetworkPolicies stay off: policies add up, and the chart's would leave a pod in quarantine open.

    Args:
        scoped_namespace: the only namespace whose ExternalSecrets the operator serves, and whose Secrets it
            may touch.
        service_account: name of the controller's service account, which the Pod Identity association names.
        certificates_account: name of the service account of the certificate controller, which exists.
        replicas: of the controller, of which one leads, and of the webhook.
        webhook_port: where the webhook listens.
        registry: host of the registry that holds copies of the image; None for the chart's own.
    """
    image = pulled_from(registry, EXTERNAL_SECRETS)
    return {
        "installCRDs": True,
        "crds": {
            "createSecretStore": True,
            "createClusterExternalSecret": False,
            "createClusterSecretStore": False,
            "createClusterGenerator": False,
            "createClusterPushSecret": False,
            "createPushSecret": False,
            "unsafeServeV1Beta1": False,
        },
        "scopedNamespace": scoped_namespace,
        "scopedRBAC": True,
        "processClusterExternalSecret": False,
        "processClusterStore": False,
        "processClusterGenerator": False,
        "processClusterPushSecret": False,
        "processPushSecret": False,
        "systemAuthDelegator": False,
        "openshiftFinalizers": False,
        "rbac": {
            "create": True,
            "serviceAccountTokenCreate": False,
            "aggregateToView": False,
            "aggregateToEdit": False,
            "aggregateToAdmin": False,
            "servicebindings": {"create": False},
        },
        "serviceAccount": {"create": True, "name": service_account},
        "networkPolicy": {"enabled": False},
        "replicaCount": replicas,
        "leaderElect": replicas > 1,
        **image,
        **_hardened(_CONTROLLER, replicas),
        "livenessProbe": {"enabled": True},
        "readinessProbe": {"enabled": True},
        "webhook": {
            "create": True,
            "port": webhook_port,
            "failurePolicy": "Fail",
            "replicaCount": replicas,
            "networkPolicy": {"enabled": False},
            **image,
            **_hardened(_WEBHOOK, replicas),
        },
        "certController": {
            "create": True,
            # The chart's role reads every Secret; certificate_access.py has a narrow one, and the account.
            "rbac": {"create": False},
            "serviceAccount": {"create": False, "name": certificates_account, "automount": True},
            "replicaCount": 1,
            "networkPolicy": {"enabled": False},
            **image,
            **_hardened(_CERTIFICATES, replicas=1),
        },
    }


def _hardened(resources: Resources, replicas: int) -> dict[str, Any]:
    return {
        "podSecurityContext": {"enabled": True, **pod_security_context()},
        "securityContext": {"enabled": True, **container_security_context()},
        "resources": sized(resources),
        "revisionHistoryLimit": 3,
        # With one replica a budget would keep every node from being drained.
        "podDisruptionBudget": {"enabled": replicas > 1, "minAvailable": 1},
    }
