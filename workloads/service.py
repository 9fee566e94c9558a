"""The HardenedService component: everything that one service needs, from its spec."""

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.apps.v1 import DeploymentSpecArgs, DeploymentStrategyArgs, RollingUpdateDeploymentArgs
from pulumi_kubernetes.autoscaling.v2 import (
    CrossVersionObjectReferenceArgs,
    HorizontalPodAutoscalerSpecArgs,
    MetricSpecArgs,
    MetricTargetArgs,
    ResourceMetricSourceArgs,
)
from pulumi_kubernetes.core.v1 import PodTemplateSpecArgs, ServicePortArgs, ServiceSpecArgs
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, ObjectMetaArgs
from pulumi_kubernetes.networking.v1 import NetworkPolicySpecArgs
from pulumi_kubernetes.policy.v1 import PodDisruptionBudgetSpecArgs

from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from infra.place import Place
from workloads.aws_statements import in_stack
from workloads.hardening import HardenedContainer, pod_spec
from workloads.labels import labels, selector
from workloads.secret_store import API_VERSION, SecretStore, external_secret_spec
from workloads.service_spec import ServiceSpec
from workloads.settings import ServiceSettings

# Percent of the CPU request at which a service gets another replica.
_CPU_TARGET = 70


@dataclass(frozen=True)
class ClusterIdentity:
    """What a Pod Identity association needs to know of its cluster.

    Attributes:
        name: name of the EKS cluster.
        arn: its ARN.
        place: where it lives.
    """

    name: pulumi.Input[str]
    arn: pulumi.Input[str]
    place: Place


@dataclass(frozen=True)
class HardenedServiceArgs:
    """What makes a service.

    Attributes:
        spec: its declaration.
        settings: its size in this stack.
        image: its image by digest.
        namespace: where it runs.
        network_policy: the spec of its NetworkPolicy; None where the default deny is all it needs.
        store: where its secrets come from.
        provided: fails as long as its image or a value of its secrets is missing.
        cluster: for its Pod Identity role.
        after: what must exist before any of its objects do.
    """

    spec: ServiceSpec
    settings: ServiceSettings
    image: str
    namespace: str
    network_policy: NetworkPolicySpecArgs | None
    store: SecretStore
    provided: pulumi.Output[pulumi.Resource]
    cluster: ClusterIdentity
    after: tuple[pulumi.Resource, ...] = ()


class HardenedService(pulumi.ComponentResource):
    """A service that runs with nothing but what its spec asks for.

    Creates: ServiceAccount; NetworkPolicy (if the spec declares a flow); a Pod Identity role (if it asks for
    AWS actions); an ExternalSecret per secret; Deployment, Service, PodDisruptionBudget,
    HorizontalPodAutoscaler.

    Attributes:
        address: where other pods reach it, as host:port.
        role_arn: ARN of its role in AWS, None without AWS actions.
    """

    address: str
    role_arn: pulumi.Output[str] | None

    def __init__(
        self, name: str, args: HardenedServiceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:workloads:HardenedService", name, None, opts)
        self._args = args
        self.address = f"{args.spec.name}.{args.namespace}.svc.cluster.local:{args.spec.port}"
        account = self._create_service_account()
        policy = self._create_network_policy()
        role = self._create_role()
        self.role_arn = role.role_arn if role else None
        secrets = self._create_external_secrets()
        needed = [account, *policy, *secrets, *([role] if role else [])]
        deployment = self._create_deployment(needed)
        self._create_service()
        self._create_availability(deployment)
        self.register_outputs({"address": self.address, "roleArn": self.role_arn})

    def _create_service_account(self) -> kubernetes.core.v1.ServiceAccount:
        return kubernetes.core.v1.ServiceAccount(
            self.pulumi_resource_name,
            metadata=self._metadata(),
            automount_service_account_token=False,
            opts=self._inside(),
        )

    def _create_network_policy(self) -> list[pulumi.Resource]:
        if self._args.network_policy is None:
            return []
        return [
            kubernetes.networking.v1.NetworkPolicy(
                self.pulumi_resource_name,
                metadata=self._metadata(),
                spec=self._args.network_policy,
                opts=self._inside(),
            )
        ]

    def _create_role(self) -> PodIdentityRole | None:
        spec, cluster = self._args.spec, self._args.cluster
        if not spec.aws_statements:
            return None
        return PodIdentityRole(
            self.pulumi_resource_name,
            PodIdentityRoleArgs(
                cluster_name=cluster.name,
                cluster_arn=cluster.arn,
                place=cluster.place,
                namespace=self._args.namespace,
                service_account=spec.name,
                statements=in_stack(spec.aws_statements, cluster.place),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_external_secrets(self) -> list[pulumi.Resource]:
        spec, store = self._args.spec, self._args.store
        return [
            kubernetes.apiextensions.CustomResource(
                spec.secret_name(secret),
                api_version=API_VERSION,
                kind="ExternalSecret",
                metadata=self._metadata(spec.secret_name(secret)),
                spec=external_secret_spec(
                    store, secret_name=spec.secret_name(secret), remote_key=f"{spec.name}/{secret}"
                ),
                opts=self._inside(*store.ready, self._args.provided),
            )
            for secret in spec.secrets
        ]

    def _create_deployment(self, needed: list[pulumi.Resource]) -> kubernetes.apps.v1.Deployment:
        spec, size = self._args.spec, self._args.settings
        container = HardenedContainer(
            name=spec.name,
            image=self._args.image,
            resources=size.resources.of_container(),
            port=spec.port,
            probes=spec.probes,
            environment=spec.environment,
            secrets=tuple(spec.secret_name(secret) for secret in spec.secrets),
        )
        return kubernetes.apps.v1.Deployment(
            self.pulumi_resource_name,
            metadata=self._metadata(),
            # No replicas: the autoscaler owns their number, and raises it to the minimum at once.
            spec=DeploymentSpecArgs(
                selector=LabelSelectorArgs(match_labels=selector(spec.name)),
                revision_history_limit=3,
                strategy=DeploymentStrategyArgs(
                    type="RollingUpdate",
                    rolling_update=RollingUpdateDeploymentArgs(max_unavailable=0, max_surge=1),
                ),
                template=PodTemplateSpecArgs(
                    metadata=ObjectMetaArgs(labels=labels(spec.name)),
                    spec=pod_spec(
                        service_account=spec.name, pod_labels=selector(spec.name), containers=[container]
                    ),
                ),
            ),
            opts=self._inside(*needed, self._args.provided),
        )

    def _create_service(self) -> None:
        name, port = self._args.spec.name, self._args.spec.port
        kubernetes.core.v1.Service(
            self.pulumi_resource_name,
            metadata=self._metadata(),
            spec=ServiceSpecArgs(
                type="ClusterIP",
                selector=selector(name),
                ports=[
                    ServicePortArgs(
                        name="http", port=port, target_port=port, protocol="TCP", app_protocol="http"
                    )
                ],
            ),
            opts=self._inside(),
        )

    def _create_availability(self, deployment: kubernetes.apps.v1.Deployment) -> None:
        name, replicas = self._args.spec.name, self._args.settings.replicas
        kubernetes.policy.v1.PodDisruptionBudget(
            self.pulumi_resource_name,
            metadata=self._metadata(),
            spec=PodDisruptionBudgetSpecArgs(
                # Not a minimum: with one replica that would keep every node from being drained.
                max_unavailable=1,
                selector=LabelSelectorArgs(match_labels=selector(name)),
                unhealthy_pod_eviction_policy="AlwaysAllow",
            ),
            opts=self._inside(),
        )
        kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
            self.pulumi_resource_name,
            metadata=self._metadata(),
            spec=HorizontalPodAutoscalerSpecArgs(
                scale_target_ref=CrossVersionObjectReferenceArgs(
                    api_version="apps/v1", kind="Deployment", name=name
                ),
                min_replicas=replicas.min,
                max_replicas=replicas.max,
                metrics=[
                    MetricSpecArgs(
                        type="Resource",
                        resource=ResourceMetricSourceArgs(
                            name="cpu",
                            target=MetricTargetArgs(type="Utilization", average_utilization=_CPU_TARGET),
                        ),
                    )
                ],
            ),
            opts=self._inside(deployment),
        )

    def _metadata(self, name: str | None = None) -> ObjectMetaArgs:
        spec = self._args.spec
        return ObjectMetaArgs(
            name=name or spec.name, namespace=self._args.namespace, labels=labels(spec.name)
        )

    def _inside(self, *further: pulumi.Input[pulumi.Resource]) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=[*self._args.after, *further])
