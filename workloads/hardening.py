"""The hardening of every container and pod that Palisade runs itself, in one place.

Sources: Pod Security Standard "restricted" of Kubernetes; NSA/CISA Kubernetes Hardening Guide; CIS Amazon EKS
Benchmark 4.2 and 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pulumi_kubernetes.core.v1 import (
    CapabilitiesArgs,
    ContainerArgs,
    ContainerPortArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    HTTPGetActionArgs,
    LifecycleArgs,
    LifecycleHandlerArgs,
    PodSecurityContextArgs,
    PodSpecArgs,
    ProbeArgs,
    ResourceRequirementsArgs,
    SeccompProfileArgs,
    SecretVolumeSourceArgs,
    SecurityContextArgs,
    SleepActionArgs,
    TopologySpreadConstraintArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import LabelSelectorArgs

# Above 10,000, so that it is no user of the node (CKV_K8S_40).
USER = 10001
GROUP = 10001

SECRETS_PATH = "/var/run/secrets/palisade"
_TEMPORARY = "tmp"
# The pod stays in the load balancer's list for a while after it is told to stop.
DRAIN_SECONDS = 10
# Seconds, the drain included.
_GRACE_PERIOD = 45
# Only the owner and the group may read a secret's files.
_SECRET_MODE = 0o440


@dataclass(frozen=True)
class Resources:
    """What a container asks for and may use, in Kubernetes quantities.

    Memory and storage are asked for in full, so that a node cannot run out of what it promised.
    """

    cpu: str
    cpu_limit: str
    memory: str
    ephemeral_storage: str


@dataclass(frozen=True)
class HttpProbes:
    """The paths that tell whether a container runs at all, and whether it can take requests."""

    live: str = "/healthz"
    ready: str = "/readyz"


@dataclass(frozen=True)
class HardenedContainer:
    """What may differ between containers.

    Attributes:
        name: name of the container.
        image: image by digest.
        resources: its size.
        port: the port it listens on, if it does; with `probes`.
        probes: its probes over HTTP on that port; init containers have none.
        environment: plain settings; secrets come as files.
        secrets: names of Secrets, each mounted as files at SECRETS_PATH/<name>.
    """

    name: str
    image: str
    resources: Resources
    port: int | None = None
    probes: HttpProbes | None = None
    environment: Mapping[str, str] | None = None
    secrets: tuple[str, ...] = ()


def pod_spec(
    *,
    service_account: str,
    pod_labels: Mapping[str, str],
    containers: Sequence[HardenedContainer],
    init_containers: Sequence[HardenedContainer] = (),
) -> PodSpecArgs:
    """Return a pod spec that meets the restricted standard, with every container hardened the same way.

    Args:
        service_account: the pod's own service account; its token is not mounted.
        pod_labels: the labels that select the workload's pods, to spread them over zones and nodes.
        containers: the containers, sidecars included.
        init_containers: containers that run before them.
    """
    everyone = [*init_containers, *containers]
    secrets = dict.fromkeys(secret for container in everyone for secret in container.secrets)
    return PodSpecArgs(
        service_account_name=service_account,
        automount_service_account_token=False,
        enable_service_links=False,
        termination_grace_period_seconds=_GRACE_PERIOD,
        security_context=PodSecurityContextArgs(
            run_as_non_root=True,
            run_as_user=USER,
            run_as_group=GROUP,
            fs_group=GROUP,
            fs_group_change_policy="OnRootMismatch",
            seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),
        ),
        topology_spread_constraints=_spread(pod_labels),
        init_containers=[_container(replace(each, probes=None)) for each in init_containers] or None,
        containers=[_container(each) for each in containers],
        volumes=[
            VolumeArgs(name=_TEMPORARY, empty_dir=EmptyDirVolumeSourceArgs(size_limit="64Mi")),
            *(
                VolumeArgs(
                    name=secret,
                    secret=SecretVolumeSourceArgs(secret_name=secret, default_mode=_SECRET_MODE),
                )
                for secret in secrets
            ),
        ],
    )


def _container(container: HardenedContainer) -> ContainerArgs:
    size, probes = container.resources, container.probes
    fixed = {"memory": size.memory, "ephemeral-storage": size.ephemeral_storage}
    return ContainerArgs(
        name=container.name,
        image=container.image,
        image_pull_policy="IfNotPresent",
        ports=None
        if container.port is None
        else [ContainerPortArgs(name="http", container_port=container.port, protocol="TCP")],
        env=[EnvVarArgs(name=name, value=value) for name, value in (container.environment or {}).items()]
        or None,
        resources=ResourceRequirementsArgs(
            requests={"cpu": size.cpu, **fixed}, limits={"cpu": size.cpu_limit, **fixed}
        ),
        security_context=SecurityContextArgs(
            allow_privilege_escalation=False,
            privileged=False,
            read_only_root_filesystem=True,
            run_as_non_root=True,
            run_as_user=USER,
            run_as_group=GROUP,
            capabilities=CapabilitiesArgs(drop=["ALL"]),
            seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),
        ),
        volume_mounts=[
            VolumeMountArgs(name=_TEMPORARY, mount_path="/tmp"),  # noqa: S108 - the pod's own empty volume
            *(
                VolumeMountArgs(name=secret, mount_path=f"{SECRETS_PATH}/{secret}", read_only=True)
                for secret in container.secrets
            ),
        ],
        # Two minutes to start, so that liveness need not wait for slow starts.
        startup_probe=probes and _probe(probes.live, period=5, failures=24),
        liveness_probe=probes and _probe(probes.live, period=10, failures=3),
        readiness_probe=probes and _probe(probes.ready, period=5, failures=3),
        lifecycle=probes
        and LifecycleArgs(pre_stop=LifecycleHandlerArgs(sleep=SleepActionArgs(seconds=DRAIN_SECONDS))),
    )


def _probe(path: str, *, period: int, failures: int) -> ProbeArgs:
    return ProbeArgs(
        http_get=HTTPGetActionArgs(path=path, port="http"),
        period_seconds=period,
        timeout_seconds=2,
        failure_threshold=failures,
    )


def _spread(pod_labels: Mapping[str, str]) -> list[TopologySpreadConstraintArgs]:
    return [
        TopologySpreadConstraintArgs(
            max_skew=1,
            topology_key=key,
            when_unsatisfiable=otherwise,
            label_selector=LabelSelectorArgs(match_labels=dict(pod_labels)),
            # Else nodes of a lost zone count as empty ones, and no other zone may have one pod more.
            node_taints_policy="Honor",
            match_label_keys=["pod-template-hash"],
        )
        for key, otherwise in (
            ("topology.kubernetes.io/zone", "DoNotSchedule"),
            # A small cluster has fewer nodes than replicas.
            ("kubernetes.io/hostname", "ScheduleAnyway"),
        )
    ]
