"""Values of the Fluent Bit chart, 0.58.1, which brings Fluent Bit 5.1.1.

Where not said otherwise, sources are the Fluent Bit manual on its plugins, and the chart's templates.
"""

from collections.abc import Mapping
from typing import Any

from workloads.hardening import Resources
from workloads.platform.chart_values import sized
from workloads.platform.images import FLUENT_BIT, pulled_from

# The kinds of containers: those of the services, and all others.
SERVICES = "services"
PLATFORM = "platform"

_SIZE = Resources(cpu="50m", cpu_limit="500m", memory="128Mi", ephemeral_storage="64Mi")
_LOGS = "/var/log/containers"
# How far each file has been read, on the node, so that a new pod goes on where the last one was. The place is
# that of AWS's own manifests, which run on Bottlerocket as well: aws-for-fluent-bit, issue 1167.
_STATE = "/var/fluent-bit/state"
_PORT = 2020

_SERVICE = f"""\
[SERVICE]
    Daemon Off
    Flush 5
    Log_Level info
    Parsers_File /fluent-bit/etc/conf/custom_parsers.conf
    HTTP_Server On
    HTTP_Listen 0.0.0.0
    HTTP_Port {_PORT}
    Health_Check On
"""
# Without a key for the time: the time of an event is that of the line.
_PARSERS = """\
[PARSER]
    Name json_line
    Format json
"""
# A line that is JSON becomes fields, which filters and queries can ask for; any other stays text.
_FILTERS = """\
[FILTER]
    Name parser
    Match *
    Key_Name log
    Parser json_line
    Reserve_Data On
"""


def values(
    *, region: str, registry: str | None, log_groups: Mapping[str, str], service_namespace: str
) -> dict[str, Any]:
    """Return the chart's values: no right in the cluster, no capability, no write but where it has read to.

    The names of pod, namespace and container are in the name of the file, and so of the stream: Fluent Bit
    need not ask the Kubernetes API. It is root, which the files belong to, and nothing more than that.

    Args:
        region: AWS region of the log groups.
        registry: host of the registry that holds copies of the images; None for the chart's own.
        log_groups: name of the log group of each kind.
        service_namespace: the namespace of the services.
    """
    services = f"{_LOGS}/*_{service_namespace}_*.log"
    # Its own lines would beget others.
    own = f"{_LOGS}/fluent-bit-*_logging_*.log"
    inputs = (
        _input(SERVICES, path=services, excluded=()),
        _input(PLATFORM, path=f"{_LOGS}/*.log", excluded=(services, own)),
    )
    return {
        **pulled_from(registry, FLUENT_BIT),
        "kind": "DaemonSet",
        # A pod with an image called latest, for helm test.
        "testFramework": {"enabled": False},
        "rbac": {"create": False},
        "serviceAccount": {"create": True, "automountServiceAccountToken": False},
        "podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsUser": 0,
            "runAsGroup": 0,
        },
        "resources": sized(_SIZE),
        # On every node, also on those that keep workloads off, and among the last to be evicted.
        "tolerations": [{"operator": "Exists"}],
        "priorityClassName": "system-node-critical",
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
        "env": [{"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
        "metricsPort": _PORT,
        "config": {
            "service": _SERVICE,
            "customParsers": _PARSERS,
            "inputs": "\n".join(inputs),
            "filters": _FILTERS,
            "outputs": "\n".join(_output(kind, name, region) for kind, name in log_groups.items()),
        },
        # Instead of the chart's own, which mount folders of Docker and the log folder for writing.
        "daemonSetVolumes": [
            {"name": "logs", "hostPath": {"path": "/var/log"}},
            {"name": "state", "hostPath": {"path": _STATE, "type": "DirectoryOrCreate"}},
        ],
        "daemonSetVolumeMounts": [
            {"name": "logs", "mountPath": "/var/log", "readOnly": True},
            {"name": "state", "mountPath": _STATE},
        ],
    }


def _input(kind: str, *, path: str, excluded: tuple[str, ...]) -> str:
    """Read files of containerd, which splits long lines, from their beginning."""
    exclude = f"    Exclude_Path {', '.join(excluded)}\n" if excluded else ""
    return f"""\
[INPUT]
    Name tail
    Tag {kind}.*
    Path {path}
{exclude}    multiline.parser cri
    DB {_STATE}/{kind}.db
    DB.locking On
    Mem_Buf_Limit 16MB
    Buffer_Max_Size 256k
    Skip_Long_Lines On
    Refresh_Interval 10
    Read_from_Head On
"""


def _output(kind: str, log_group: str, region: str) -> str:
    """Write to a group that exists; while AWS does not answer, wait and read no further."""
    return f"""\
[OUTPUT]
    Name cloudwatch_logs
    Match {kind}.*
    region {region}
    log_group_name {log_group}
    log_stream_prefix ${{NODE_NAME}}-
    auto_create_group false
    retry_limit no_limits
"""
