"""Values of the Falco chart, 9.1.0, with the Falcosidekick chart that it brings along."""

from typing import Any

from workloads.hardening import Resources
from workloads.platform.chart_values import container_security_context, pod_security_context, sized
from workloads.platform.falco_rules import FILE

_SENSOR = Resources(cpu="100m", cpu_limit="1", memory="512Mi", ephemeral_storage="128Mi")
_SIDEKICK = Resources(cpu="20m", cpu_limit="200m", memory="128Mi", ephemeral_storage="64Mi")

# Container engines that EKS nodes do not have; each would mount its socket from the node.
_ABSENT_ENGINES = ("docker", "podman", "containerd", "lxc", "libvirt_lxc", "bpm")


def values(
    *, rules: str, priority: str, region: str, log_group: str, log_stream: str, registry: str | None
) -> dict[str, Any]:
    """Return the chart's values: four capabilities instead of privilege, and findings to CloudWatch.

    Nothing is downloaded at run time: the rules and the container plugin are those of the image.

    Args:
        rules: text of our rules file.
        priority: the lowest priority that is reported.
        region: AWS region of the log group.
        log_group: CloudWatch log group for the findings.
        log_stream: the stream in it, which must exist.
        registry: host of the registry that holds copies of the images; None for the charts' own.
    """
    image = {"image": {"registry": registry}} if registry else {}
    return {
        **image,
        "driver": {
            "kind": "modern_ebpf",
            "modernEbpf": {"leastPrivileged": True},
            "loader": {"enabled": False},
        },
        "collectors": {
            "containerEngine": {
                "enabled": True,
                "engines": {
                    **{engine: {"enabled": False} for engine in _ABSENT_ENGINES},
                    # containerd's own interface for Kubernetes, which knows pods and namespaces.
                    "cri": {"enabled": True, "sockets": ["/run/containerd/containerd.sock"]},
                },
            },
            "kubernetes": {"enabled": False},
        },
        "falcoctl": {
            "artifact": {"install": {"enabled": False}, "follow": {"enabled": False}},
        },
        "falco": {
            "json_output": True,
            "json_include_output_property": True,
            "json_include_tags_property": True,
            # Ours and the image's own rules may both match an event.
            "rule_matching": "all",
            "priority": priority,
            "watch_config_files": False,
            "log_level": "info",
        },
        "customRules": {FILE: rules},
        "controller": {"kind": "daemonset"},
        # A sensor on every node, also on those that keep workloads off.
        "tolerations": [{"operator": "Exists"}],
        "podPriorityClassName": "system-node-critical",
        "resources": sized(_SENSOR),
        "falcosidekick": {
            "enabled": True,
            **image,
            "replicaCount": 2,
            "podSecurityContext": pod_security_context(),
            "securityContext": container_security_context(),
            "resources": sized(_SIDEKICK),
            "webui": {"enabled": False},
            "config": {
                "aws": {
                    # No role to assume and no keys: the credentials come from Pod Identity.
                    "useirsa": False,
                    "region": region,
                    "cloudwatchlogs": {
                        "loggroup": log_group,
                        "logstream": log_stream,
                        "minimumpriority": priority,
                    },
                },
            },
        },
    }
