"""What charts and add-ons start and bring, which a stack does not say itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

NAME = "app.kubernetes.io/name"


@dataclass(frozen=True)
class ChartPods:
    """Equal pods of a chart or an add-on.

    Attributes:
        labels: those by which others select them.
        account: their service account.
        ports: where they listen.
    """

    labels: Mapping[str, str]
    account: str
    ports: frozenset[int] = frozenset()


Inputs: TypeAlias = Mapping[str, Any]


def _full_name(release: Inputs, chart: str) -> str:
    """Name a release's objects as Helm's template does: the release, and the chart unless that has it."""
    name = str(release["name"])
    return name if chart in name else f"{name}-{chart}"


def _external_secrets(release: Inputs) -> list[ChartPods]:
    """Source: external-secrets 2.9.0, templates of the three deployments and _helpers.tpl."""
    account = release["values"].get("serviceAccount", {}).get("name") or _full_name(
        release, "external-secrets"
    )
    webhook = release["values"].get("webhook", {})
    parts = [ChartPods({NAME: "external-secrets"}, account, frozenset({8080, 8082}))]
    if webhook.get("create", True):
        name = "external-secrets-webhook"
        parts.append(ChartPods({NAME: name}, name, frozenset({8080, 8081, webhook.get("port", 10250)})))
    if release["values"].get("certController", {}).get("create", True):
        name = "external-secrets-cert-controller"
        parts.append(ChartPods({NAME: name}, name, frozenset({8080, 8081})))
    return parts


def _falco(release: Inputs) -> list[ChartPods]:
    """Source: falco 9.1.0 and its dependency falcosidekick 0.12.1, templates and _helpers.tpl."""
    values = release["values"].get("falcosidekick", {})
    port = values.get("listenPort", 2801)
    sensor = ChartPods({NAME: "falco"}, _full_name(release, "falco"), frozenset({8765}))
    sidekick = ChartPods({NAME: "falcosidekick"}, f"{release['name']}-falcosidekick", frozenset({port}))
    return [sensor, sidekick] if values.get("enabled") else [sensor]


def _karpenter(release: Inputs) -> list[ChartPods]:
    """Source: karpenter 1.14.1, templates of the deployment and _helpers.tpl."""
    account = release["values"].get("serviceAccount", {}).get("name") or _full_name(release, "karpenter")
    return [ChartPods({NAME: "karpenter"}, account)]


_KARPENTER = "oci://public.ecr.aws/karpenter/karpenter"
_KARPENTER_DEFINITIONS = f"{_KARPENTER}-crd"


def _fluent_bit(release: Inputs) -> list[ChartPods]:
    """Source: fluent-bit 0.58.1, templates of the daemon set and _helpers.tpl."""
    return [ChartPods({NAME: "fluent-bit"}, _full_name(release, "fluent-bit"))]


# The pods of a release of each chart.
CHARTS: Mapping[str, Callable[[Inputs], list[ChartPods]]] = {
    _KARPENTER: _karpenter,
    _KARPENTER_DEFINITIONS: lambda _release: [],
    "external-secrets": _external_secrets,
    "falco": _falco,
    "fluent-bit": _fluent_bit,
}
# The chart that brings the definitions of each group of custom resources.
# Sources: external-secrets 2.9.0, templates/crds; karpenter-crd 1.14.1, templates.
DEFINITIONS: Mapping[str, str] = {
    "external-secrets.io": "external-secrets",
    "karpenter.k8s.aws": _KARPENTER_DEFINITIONS,
    "karpenter.sh": _KARPENTER_DEFINITIONS,
}


def brings_definitions(release: Inputs) -> bool:
    """Tell whether a release brings the definitions of its chart, which values can switch off."""
    return release["values"].get("installCRDs", True) is True


# The pods of EKS's add-ons, which run in kube-system. Sources: EKS user guide, "Pod Identity for add-ons" and
# "Amazon EKS add-ons"; the manifests of the add-ons.
ADD_ONS: Mapping[str, tuple[ChartPods, ...]] = {
    "vpc-cni": (ChartPods({"k8s-app": "aws-node"}, "aws-node"),),
    "kube-proxy": (ChartPods({"k8s-app": "kube-proxy"}, "kube-proxy"),),
    "coredns": (ChartPods({"k8s-app": "kube-dns"}, "coredns"),),
    "eks-pod-identity-agent": (ChartPods({NAME: "eks-pod-identity-agent"}, "default"),),
    "eks-node-monitoring-agent": (
        ChartPods({NAME: "eks-node-monitoring-agent"}, "eks-node-monitoring-agent"),
    ),
    "metrics-server": (ChartPods({"k8s-app": "metrics-server"}, "metrics-server"),),
    "aws-ebs-csi-driver": (
        ChartPods({"app": "ebs-csi-controller"}, "ebs-csi-controller-sa"),
        ChartPods({"app": "ebs-csi-node"}, "ebs-csi-node-sa"),
    ),
}


def pods_of_release(release: Inputs) -> list[ChartPods]:
    """Give the pods of a release.

    Args:
        release: inputs of the release.

    Raises:
        KeyError: its chart is not known here.
    """
    return CHARTS[release["chart"]](release)
