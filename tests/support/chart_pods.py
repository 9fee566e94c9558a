"""What charts and add-ons start and bring, which a stack does not say itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

NAME = "app.kubernetes.io/name"


@dataclass(frozen=True)
class ChartPods:
    """Equal pods of a chart or an add-on: the labels by which others select them, and their account."""

    labels: Mapping[str, str]
    account: str


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
    parts = {"webhook": "webhook", "cert-controller": "certController"}
    return [
        ChartPods({NAME: "external-secrets"}, account),
        *(
            ChartPods({NAME: f"external-secrets-{part}"}, f"external-secrets-{part}")
            for part, values in parts.items()
            if release["values"].get(values, {}).get("create", True)
        ),
    ]


def _falco(release: Inputs) -> list[ChartPods]:
    """Source: falco 9.1.0 and its dependency falcosidekick 0.12.1, templates and _helpers.tpl."""
    sensor = ChartPods({NAME: "falco"}, _full_name(release, "falco"))
    sidekick = ChartPods({NAME: "falcosidekick"}, f"{release['name']}-falcosidekick")
    return [sensor, sidekick] if release["values"].get("falcosidekick", {}).get("enabled") else [sensor]


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
