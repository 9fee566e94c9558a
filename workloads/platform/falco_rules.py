"""Falco rules for the platform's own namespaces, as data.

They add to the rules that come with Falco, which they do not need: every macro and list they use is here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from workloads.labels import NAME
from workloads.network_policies import Addresses, Flow

Rule: TypeAlias = Mapping[str, Any]

FILE = "palisade_rules.yaml"

# Names of our rules, which findings carry.
NETWORK_TOOL = "Network tool started in a Palisade workload"
CREDENTIAL_FILE = "Credential file read in a Palisade workload"
PUBLIC_CONNECTION = "Connection from a Palisade service to a public address"

# Versions that falco_rules 5.1.0, the rules of Falco 0.44, ask for as well.
_ENGINE = "0.57.0"
_CONTAINER_PLUGIN = "0.4.0"

# Tools by which an intruder looks around, fetches the next stage, or opens a way out.
_NETWORK_TOOLS = [
    *("nc", "ncat", "netcat", "nmap", "masscan", "zmap", "socat", "telnet"),
    *("curl", "wget", "ssh", "scp", "sftp", "dig", "nslookup", "tcpdump", "tshark", "ngrep"),
]
# Not /etc/passwd: every look-up of a user name reads it.
_ACCOUNT_FILES = ["/etc/shadow", "/etc/gshadow", "/etc/sudoers"]
# Below these are keys of hosts and users, tokens for the Kubernetes API and AWS, and the services' secrets;
# /var/run is a link to /run in most images.
_CREDENTIAL_FOLDERS = [
    "/etc/ssh/",
    "/etc/sudoers.d/",
    "/root/.ssh/",
    "/root/.aws/",
    *(
        f"{run}/secrets/{kind}/"
        for run in ("/run", "/var/run")
        for kind in (
            "kubernetes.io/serviceaccount",
            "eks.amazonaws.com",
            "pods.eks.amazonaws.com",
            "palisade",
        )
    ),
]
# The programs that these files are for, by the name of the process.
_APPLICATIONS = ["gunicorn", "python", "python3", "external-secrets"]
_PRIVATE_NETWORKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"]

_OUTPUT_FIELDS = (
    "namespace=%k8s.ns.name pod=%k8s.pod.name image=%container.image.repository process=%proc.name "
    "parent=%proc.pname command=%proc.cmdline user=%user.uid"
)


def rules(
    *,
    service_namespaces: Sequence[str],
    platform_namespaces: Sequence[str],
    outside: Mapping[str, Sequence[Flow]],
) -> list[Rule]:
    """Return the rules with the lists and macros they use.

    Args:
        service_namespaces: namespaces of services, which have no business on the internet but a declared one.
        platform_namespaces: namespaces of add-ons, which call AWS.
        outside: by service, what it may reach outside the cluster: the same flows as in its NetworkPolicy.
    """
    return [
        {"required_engine_version": _ENGINE},
        {"required_plugin_versions": [{"name": "container", "version": _CONTAINER_PLUGIN}]},
        {"list": "palisade_service_namespaces", "items": list(service_namespaces)},
        {"list": "palisade_namespaces", "items": [*service_namespaces, *platform_namespaces]},
        {"list": "palisade_network_tools", "items": _NETWORK_TOOLS},
        {"list": "palisade_account_files", "items": _ACCOUNT_FILES},
        {"list": "palisade_applications", "items": _APPLICATIONS},
        {"list": "palisade_private_networks", "items": [f'"{network}"' for network in _PRIVATE_NETWORKS]},
        {
            "macro": "palisade_workload",
            "condition": "(container.id != host and k8s.ns.name in (palisade_namespaces))",
        },
        {
            "macro": "palisade_service",
            "condition": "(container.id != host and k8s.ns.name in (palisade_service_namespaces))",
        },
        {
            "macro": "palisade_credential_file",
            "condition": " or ".join(
                (
                    "(fd.name in (palisade_account_files)",
                    *(f"fd.name startswith {folder}" for folder in _CREDENTIAL_FOLDERS),
                )
            )
            + ")",
        },
        _network_tool(),
        _credential_file(),
        _public_connection(outside),
    ]


def rules_file(declared: Sequence[Rule]) -> str:
    """Return the rules as the text of a Falco rules file."""
    return yaml.safe_dump([dict(rule) for rule in declared], sort_keys=False, width=100)


def _network_tool() -> Rule:
    return {
        "rule": NETWORK_TOOL,
        "desc": "A program that scans, relays or fetches was started in a container of the platform.",
        "condition": (
            "evt.type in (execve, execveat) and palisade_workload and proc.name in (palisade_network_tools)"
        ),
        "output": f"Network tool started in a workload | {_OUTPUT_FIELDS}",
        "priority": "WARNING",
        "tags": ["palisade", "network", "process", "mitre_discovery", "T1046"],
    }


def _credential_file() -> Rule:
    return {
        "rule": CREDENTIAL_FILE,
        "desc": "A program that is not the application itself read passwords, keys, tokens or secrets.",
        "condition": (
            "evt.type in (open, openat, openat2) and evt.is_open_read=true and fd.typechar='f' and fd.num>=0"
            " and palisade_workload and palisade_credential_file and not proc.name in (palisade_applications)"
        ),
        "output": f"Credential file read in a workload | file=%fd.name {_OUTPUT_FIELDS}",
        "priority": "CRITICAL",
        "tags": ["palisade", "filesystem", "mitre_credential_access", "T1552"],
    }


def _public_connection(outside: Mapping[str, Sequence[Flow]]) -> Rule:
    return {
        "rule": PUBLIC_CONNECTION,
        "desc": "A service connected, or began to, to a public address that it does not declare.",
        "condition": (
            "evt.type = connect and (evt.rawres >= 0 or evt.res = EINPROGRESS) and palisade_service and"
            " ((fd.typechar = 4 and fd.sip != 0.0.0.0 and fd.snet != 127.0.0.0/8"
            " and not fd.snet in (palisade_private_networks)) or (fd.typechar = 6 and fd.sip != ::1))"
            + "".join(f" and not ({clause})" for clause in _declared(outside))
        ),
        "output": f"Connection to a public address | connection=%fd.name {_OUTPUT_FIELDS}",
        "priority": "ERROR",
        "tags": ["palisade", "network", "mitre_command_and_control", "T1071"],
    }


def _declared(outside: Mapping[str, Sequence[Flow]]) -> Iterator[str]:
    """Give a condition for each place that a service declares, by the label that its policy selects."""
    for service, flows in outside.items():
        for flow in flows:
            for peer in flow.peers:
                if isinstance(peer, Addresses):
                    ports = ", ".join(str(port.number) for port in flow.ports)
                    yield " and ".join(
                        [f"k8s.pod.label[{NAME}] = {service}", f"fd.sport in ({ports})", *_within(peer)]
                    )


def _within(peer: Addresses) -> Iterator[str]:
    yield "fd.typechar = 4"
    if peer.cidr != "0.0.0.0/0":
        yield f'fd.snet in ("{peer.cidr}")'
    if peer.excluded:
        yield "not fd.snet in ({})".format(", ".join(f'"{cidr}"' for cidr in peer.excluded))
