"""Faults of what the pods of services are made of."""

from tests.faults.fault import Fault

_PODS = "tests/workloads/test_pods.py::{}[prod]"
_SELECTORS = "tests/workloads/test_selectors.py::{}[prod]"
_HARDENING = "workloads/hardening.py"

FAULTS = (
    Fault(
        slug="spread-over-zones-given-up",
        wrong="all replicas may stand in one zone",
        file=_HARDENING,
        old='            ("topology.kubernetes.io/zone", "DoNotSchedule"),\n',
        new="",
        caught_by=_SELECTORS.format("test_pods_are_spread_by_labels_that_they_have"),
    ),
    Fault(
        slug="secret-read-by-others",
        wrong="every user of the container reads the files of secrets",
        file=_HARDENING,
        old="_SECRET_MODE = 0o440",
        new="_SECRET_MODE = 0o444",
        caught_by=_PODS.format("test_secrets_are_mounted_for_reading_and_nobody_else_may_read_their_files"),
    ),
    Fault(
        slug="mount-without-volume",
        wrong="a container mounts a volume that its pod does not have",
        file=_HARDENING,
        old="VolumeMountArgs(name=secret, mount_path",
        new='VolumeMountArgs(name=f"{secret}-files", mount_path',
        caught_by=_PODS.format("test_every_mount_has_its_volume_and_every_volume_is_mounted"),
    ),
    Fault(
        slug="probe-on-no-port",
        wrong="probes ask a port that the container does not have",
        file=_HARDENING,
        old='http_get=HTTPGetActionArgs(path=path, port="http"),',
        new='http_get=HTTPGetActionArgs(path=path, port="web"),',
        caught_by=_PODS.format("test_every_container_has_probes_on_a_port_that_it_declares"),
    ),
    Fault(
        slug="no-liveness",
        wrong="a container that hangs is never started anew",
        file=_HARDENING,
        old="        liveness_probe=probes and _probe(probes.live, period=10, failures=3),\n",
        new="",
        caught_by=_PODS.format("test_every_container_has_probes_on_a_port_that_it_declares"),
    ),
    Fault(
        slug="liveness-of-dependencies",
        wrong="what is not ready is started anew",
        file=_HARDENING,
        old="liveness_probe=probes and _probe(probes.live,",
        new="liveness_probe=probes and _probe(probes.ready,",
        caught_by=_PODS.format("test_every_container_has_probes_on_a_port_that_it_declares"),
    ),
    Fault(
        slug="no-drain",
        wrong="pods that load balancers still send to are stopped at once",
        file=_HARDENING,
        old="_GRACE_PERIOD = 45",
        new="_GRACE_PERIOD = 5",
        caught_by=_PODS.format("test_every_pod_ends_its_calls_before_it_is_killed"),
    ),
    Fault(
        slug="autoscaler-without-a-measure",
        wrong="containers ask for no CPU, which the autoscaler measures by",
        file=_HARDENING,
        old='requests={"cpu": size.cpu, **fixed}',
        new="requests=fixed",
        caught_by=_PODS.format("test_every_container_asks_for_what_autoscaling_measures_and_has_bounds"),
    ),
    Fault(
        slug="pods-as-root",
        wrong="containers run as root",
        file=_HARDENING,
        old="USER = 10001",
        new="USER = 0",
        caught_by="PSS-R04",
    ),
    Fault(
        slug="writable-root",
        wrong="containers may write to their image",
        file=_HARDENING,
        old="read_only_root_filesystem=True",
        new="read_only_root_filesystem=False",
        caught_by="tests/workloads/test_hardening.py"
        "::test_every_container_has_a_read_only_root_and_a_bounded_folder_for_temporary_files",
    ),
    Fault(
        slug="capabilities-kept",
        wrong="containers keep what the runtime gives them",
        file=_HARDENING,
        old='capabilities=CapabilitiesArgs(drop=["ALL"]),',
        new='capabilities=CapabilitiesArgs(drop=["NET_RAW"]),',
        caught_by="PSS-R06",
    ),
    Fault(
        slug="privilege-escalation",
        wrong="a program in a container may gain rights that it was not started with",
        file=_HARDENING,
        old="allow_privilege_escalation=False",
        new="allow_privilege_escalation=True",
        caught_by="PSS-R02",
    ),
    Fault(
        slug="seccomp-off",
        wrong="every call of the kernel is open to pods",
        file=_HARDENING,
        old="""            fs_group_change_policy="OnRootMismatch",
            seccomp_profile=SeccompProfileArgs(type="RuntimeDefault"),""",
        new="""            fs_group_change_policy="OnRootMismatch",
            seccomp_profile=SeccompProfileArgs(type="Unconfined"),""",
        caught_by="PSS-B10",
    ),
    Fault(
        slug="token-mounted",
        wrong="every pod gets a token of the Kubernetes API",
        file=_HARDENING,
        old="automount_service_account_token=False",
        new="automount_service_account_token=True",
        caught_by="tests/workloads/test_hardening.py::test_no_token_is_mounted",
    ),
)
