"""Namespaces that enforce a Pod Security Standard, bound what runs in them, and deny all traffic."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.core.v1 import LimitRangeItemArgs, LimitRangeSpecArgs, ResourceQuotaSpecArgs
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs, ObjectMetaPatchArgs

from workloads.labels import labels
from workloads.network_policies import DNS, allow, default_deny

PodSecurity: TypeAlias = Literal["restricted", "privileged"]

# What a container without sizes of its own gets, so that the quota can count it.
_DEFAULT_REQUEST = {"cpu": "50m", "memory": "128Mi", "ephemeral-storage": "64Mi"}
_DEFAULT_LIMIT = {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "256Mi"}
# No object of these kinds may open the cluster from inside a namespace.
_NO_OPENINGS = {"services.nodeports": "0", "services.loadbalancers": "0"}


@dataclass(frozen=True)
class NamespaceArgs:
    """What makes a namespace.

    Attributes:
        name: its name in the cluster.
        kubernetes_version: minor version of the cluster, such as 1.36; pins the Pod Security Standard.
        pod_security: the standard that is enforced; restricted is audited and warned of in any case.
        exists: whether Kubernetes has made it, so that only its labels are set.
        quota: hard limits of the ResourceQuota, besides node ports and load balancers, which are none.
        after: what must exist before the namespace does, and outlive it.
    """

    name: str
    kubernetes_version: str
    quota: Mapping[str, str]
    pod_security: PodSecurity = "restricted"
    exists: bool = False
    after: tuple[pulumi.Resource, ...] = ()


class HardenedNamespace(pulumi.ComponentResource):
    """A namespace in which nothing talks to anything until a policy says so.

    Creates: Namespace (or the labels of one that exists), ResourceQuota, LimitRange, and the NetworkPolicies
    default-deny and allow-dns.

    Attributes:
        ready: what everything else in the namespace waits for, so that no pod starts without its bounds.
    """

    ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:workloads:HardenedNamespace", name, None, opts)
        self._args = args
        self._namespace = self._create_namespace()
        self.ready = (self._namespace, *self._create_bounds(), *self._create_policies())
        self.register_outputs({"name": args.name})

    def _create_namespace(self) -> pulumi.Resource:
        args = self._args
        standard = pod_security_labels(args.pod_security, args.kubernetes_version)
        opts = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        if args.exists:
            return kubernetes.core.v1.NamespacePatch(
                self.pulumi_resource_name,
                metadata=ObjectMetaPatchArgs(name=args.name, labels=standard),
                opts=opts,
            )
        return kubernetes.core.v1.Namespace(
            self.pulumi_resource_name,
            metadata=ObjectMetaArgs(name=args.name, labels={**labels(args.name), **standard}),
            opts=opts,
        )

    def _create_bounds(self) -> tuple[pulumi.Resource, ...]:
        quota = kubernetes.core.v1.ResourceQuota(
            f"{self.pulumi_resource_name}-quota",
            metadata=self._metadata("quota"),
            spec=ResourceQuotaSpecArgs(hard={**_NO_OPENINGS, **self._args.quota}),
            opts=self._inside(),
        )
        limits = kubernetes.core.v1.LimitRange(
            f"{self.pulumi_resource_name}-limits",
            metadata=self._metadata("limits"),
            spec=LimitRangeSpecArgs(
                limits=[
                    LimitRangeItemArgs(
                        type="Container", default_request=_DEFAULT_REQUEST, default=_DEFAULT_LIMIT
                    )
                ]
            ),
            opts=self._inside(),
        )
        return quota, limits

    def _create_policies(self) -> tuple[pulumi.Resource, ...]:
        specs = {"default-deny": default_deny(), "allow-dns": allow(egress=[DNS])}
        return tuple(
            kubernetes.networking.v1.NetworkPolicy(
                f"{self.pulumi_resource_name}-{policy}",
                metadata=self._metadata(policy),
                spec=spec,
                opts=self._inside(),
            )
            for policy, spec in specs.items()
        )

    def _metadata(self, name: str) -> ObjectMetaArgs:
        return ObjectMetaArgs(name=name, namespace=self._args.name, labels=labels(self._args.name))

    def _inside(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=[self._namespace])


def pod_security_labels(enforced: PodSecurity, kubernetes_version: str) -> dict[str, str]:
    """Return the labels by which the Pod Security admission controller judges a namespace.

    Args:
        enforced: the standard whose violation refuses a pod.
        kubernetes_version: the minor version whose reading of the standards holds, such as 1.36.
    """
    modes = {"enforce": enforced, "audit": "restricted", "warn": "restricted"}
    prefix = "pod-security.kubernetes.io/"
    return {
        label: value
        for mode, standard in modes.items()
        for label, value in (
            (f"{prefix}{mode}", standard),
            (f"{prefix}{mode}-version", f"v{kubernetes_version}"),
        )
    }
