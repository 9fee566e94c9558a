"""Every pod that Palisade runs itself meets the restricted standard, and asks for what it may use."""

from typing import Any

import pytest

from tests.support.judge import CONTROLS, judge
from tests.support.rendering import rendered
from workloads.hardening import HardenedContainer, HttpProbes, Resources, pod_spec

SIZE = Resources(cpu="100m", cpu_limit="500m", memory="256Mi", ephemeral_storage="64Mi")
SERVER = HardenedContainer(
    "server", "registry/server@sha256:1", SIZE, port=5000, probes=HttpProbes(), secrets=("server-key",)
)


def spec(**changes: Any) -> Any:
    arguments: dict[str, Any] = {
        "service_account": "server",
        "pod_labels": {"app.kubernetes.io/name": "server"},
        "containers": [SERVER],
    }
    return rendered(pod_spec(**{**arguments, **changes}))


@pytest.mark.parametrize("control", [name for name in CONTROLS if name.startswith("PSS-")])
def test_init_containers_and_sidecars_meet_the_standard_too(control: str) -> None:
    sidecar = HardenedContainer("sidecar", "registry/sidecar@sha256:2", SIZE)
    first = HardenedContainer("migrate", "registry/migrate@sha256:3", SIZE)
    pod = {
        "metadata": {"name": "server"},
        "spec": spec(containers=[SERVER, sidecar], init_containers=[first]),
    }
    assert judge(control, pod, "kubernetes:core/v1:Pod") == "pass"


def test_no_token_is_mounted() -> None:
    assert spec()["automountServiceAccountToken"] is False


def test_every_container_has_a_read_only_root_and_a_bounded_folder_for_temporary_files() -> None:
    pod = spec(init_containers=[HardenedContainer("migrate", "registry/migrate@sha256:3", SIZE)])
    for container in (*pod["initContainers"], *pod["containers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"]  # noqa: S108 - a pod's own
    assert {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}} in pod["volumes"]


def test_memory_and_storage_are_asked_for_in_full() -> None:
    resources = spec()["containers"][0]["resources"]
    assert resources["requests"] == {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "64Mi"}
    assert resources["limits"] == {"cpu": "500m", "memory": "256Mi", "ephemeral-storage": "64Mi"}


def test_a_secret_is_mounted_as_files_that_only_the_group_reads() -> None:
    pod = spec()
    assert {"name": "server-key", "secret": {"secretName": "server-key", "defaultMode": 0o440}} in pod[
        "volumes"
    ]
    mount = {"name": "server-key", "mountPath": "/var/run/secrets/palisade/server-key", "readOnly": True}
    assert mount in pod["containers"][0]["volumeMounts"]


def test_a_secret_that_two_containers_read_is_one_volume() -> None:
    sidecar = HardenedContainer("sidecar", "registry/sidecar@sha256:2", SIZE, secrets=("server-key",))
    volumes = spec(containers=[SERVER, sidecar])["volumes"]
    assert [volume["name"] for volume in volumes] == ["tmp", "server-key"]


def test_nodes_that_nobody_can_run_on_do_not_keep_pods_from_other_zones() -> None:
    spread = spec()["topologySpreadConstraints"]
    assert len(spread) == 2
    assert all(each["nodeTaintsPolicy"] == "Honor" for each in spread)


def test_an_init_container_has_no_probes_and_a_server_has_all_three() -> None:
    pod = spec(init_containers=[SERVER])
    probes = {"startupProbe", "livenessProbe", "readinessProbe", "lifecycle"}
    assert not probes & pod["initContainers"][0].keys()
    assert probes <= pod["containers"][0].keys()
