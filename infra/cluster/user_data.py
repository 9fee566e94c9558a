"""How the machines of a node group are hardened when they start: kubelet and kernel.

A managed node group without an AMI of its own merges this with what EKS adds to join the cluster, which
therefore stays out of here. Source: EKS user guide, "Customize managed nodes with launch templates".
"""

import base64
import json
from collections.abc import Mapping
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from typing import Any

import yaml

from infra.cluster.node_rules import is_bottlerocket

# A service needs tens of processes; a fork bomb ends here and not with the node.
POD_PIDS_LIMIT = 1024
# What the kubelet does by itself since 1.27, stated. Source: CIS EKS 3.2.7.
EVENTS_PER_SECOND = 50

# Network parameters that no node needs otherwise. Source: CIS Bottlerocket 3.1.1 and 3.2.2 to 3.2.4; the
# reverse path filter stays as the VPC CNI sets it.
SYSCTLS: Mapping[str, str] = {
    "net.ipv4.conf.all.send_redirects": "0",
    "net.ipv4.conf.default.send_redirects": "0",
    "net.ipv4.conf.all.accept_redirects": "0",
    "net.ipv4.conf.default.accept_redirects": "0",
    "net.ipv6.conf.all.accept_redirects": "0",
    "net.ipv6.conf.default.accept_redirects": "0",
    "net.ipv4.conf.all.secure_redirects": "0",
    "net.ipv4.conf.default.secure_redirects": "0",
    "net.ipv4.conf.all.log_martians": "1",
    "net.ipv4.conf.default.log_martians": "1",
}
# Kernel modules that no node needs. Source: CIS Bottlerocket 1.1.1.1 and 3.3.1.
FORBIDDEN_MODULES = ("udf", "sctp")

_STATIC_PODS = "static-pods-enabled"

# Bottlerocket's kubelet has these alone; Amazon Linux also takes suites without forward secrecy. Source:
# kubelet-config of bottlerocket-core-kit.
_TLS_CIPHER_SUITES = (
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
)

# CIS EKS 3.2.1 to 3.2.7 and 3.2.9, some of them what EKS does anyway. Nothing is said of 3.2.8: nodes of EKS
# authenticate by IAM and have no client certificate to rotate. Falco's probe still loads under the default
# seccomp profile, for the capabilities BPF and PERFMON. Sources: nodeadm of amazon-eks-ami; containerd,
# contrib/seccomp.
_KUBELET: Mapping[str, Any] = {
    "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True}},
    "authorization": {"mode": "Webhook"},
    "readOnlyPort": 0,
    "streamingConnectionIdleTimeout": "1h0m0s",
    "protectKernelDefaults": True,
    "makeIPTablesUtilChains": True,
    "eventRecordQPS": EVENTS_PER_SECOND,
    "serverTLSBootstrap": True,
    "tlsMinVersion": "VersionTLS12",
    "tlsCipherSuites": list(_TLS_CIPHER_SUITES),
    "seccompDefault": True,
    "podPidsLimit": POD_PIDS_LIMIT,
}


def user_data(ami_type: str) -> str:
    """Give the user data of a launch template.

    Args:
        ami_type: EKS AMI type.

    Returns:
        Base64, as EC2 takes it.
    """
    text = bottlerocket_settings() if is_bottlerocket(ami_type) else amazon_linux_parts()
    return base64.b64encode(text.encode()).decode()


def bottlerocket_settings_by_karpenter() -> str:
    """Give the settings of Bottlerocket as TOML, so that Karpenter hands all of them on.

    It rewrites the table of Kubernetes and drops what it does not know there, as the switch of static pods.
    A command at each start sets that. Sources: karpenter-provider-aws 1.14, pkg/providers/amifamily/
    bootstrap/bottlerocketsettings.go; Bottlerocket, bootstrap-commands.
    """
    tables = _bottlerocket_tables()
    kubernetes = dict(tables["settings.kubernetes"])
    static_pods = json.dumps(kubernetes.pop(_STATIC_PODS))
    command = ["apiclient", "set", f"kubernetes.{_STATIC_PODS}={static_pods}"]
    return _toml(
        {
            **tables,
            "settings.kubernetes": kubernetes,
            "settings.bootstrap-commands.palisade": {
                "commands": [command],
                "mode": "always",
                # A node without it is better than none.
                "essential": False,
            },
        }
    )


def bottlerocket_settings() -> str:
    """Give the settings of Bottlerocket as TOML."""
    return _toml(_bottlerocket_tables())


def _bottlerocket_tables() -> dict[str, Mapping[str, Any]]:
    """Give the settings of Bottlerocket by table.

    Its kubelet is hardened as it comes: no anonymous access, no read-only port, strong ciphers. Static pods
    are off, as they pass by every admission check. The kernel is locked against changes, but not against
    being read, which Falco's eBPF probe must do. Host containers are a way into the node: the admin container
    by SSH, the control container by Systems Manager, for which nodes have no permission.
    Source: Bottlerocket's settings reference and security guidance.
    """
    return {
        "settings.kubernetes": {
            "seccomp-default": True,
            "pod-pids-limit": POD_PIDS_LIMIT,
            "event-qps": EVENTS_PER_SECOND,
            "server-tls-bootstrap": True,
            _STATIC_PODS: False,
        },
        "settings.kernel": {"lockdown": "integrity"},
        "settings.kernel.sysctl": SYSCTLS,
        **{f"settings.kernel.modules.{module}": {"allowed": False} for module in FORBIDDEN_MODULES},
        "settings.host-containers.admin": {"enabled": False},
        "settings.host-containers.control": {"enabled": False},
    }


def amazon_linux_parts() -> str:
    """Give the settings of Amazon Linux 2023 as a MIME message: one part for the kubelet, one for the kernel.

    Source: nodeadm's NodeConfig API v1alpha1; cloud-init, "MIME multi-part archive".
    """
    kubelet = {
        "apiVersion": "node.eks.aws/v1alpha1",
        "kind": "NodeConfig",
        "spec": {"kubelet": {"config": dict(_KUBELET)}},
    }
    sysctls = "".join(f"{name} = {value}\n" for name, value in SYSCTLS.items())
    modules = "".join(f"install {module} /bin/false\n" for module in FORBIDDEN_MODULES)
    kernel = {
        "write_files": [
            {"path": "/etc/sysctl.d/90-palisade.conf", "content": sysctls},
            {"path": "/etc/modprobe.d/palisade.conf", "content": modules},
        ],
        "runcmd": [["sysctl", "--load=/etc/sysctl.d/90-palisade.conf"]],
    }
    # The boundary is fixed, so that the same settings always give the same launch template.
    message = MIMEMultipart(boundary="palisade")
    message.attach(_part("application", "node.eks.aws", _yaml(kubelet)))
    message.attach(_part("text", "cloud-config", f"#cloud-config\n{_yaml(kernel)}"))
    return message.as_string()


def _part(kind: str, subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart(kind, subtype)
    part.set_payload(text)
    return part


def _yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def _toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Write tables of text, numbers, booleans and lists, whose form in TOML is that of JSON."""
    return "\n".join(
        f"[{name}]\n" + "".join(f"{json.dumps(key)} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
