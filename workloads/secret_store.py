"""Where a namespace's secrets come from, and how a service asks for one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pulumi

from workloads.service_spec import ServiceSpec

API_VERSION = "external-secrets.io/v1"
# The one key of every Secret, and so the one file in the folder where it is mounted.
SECRET_FILE = "value"  # noqa: S105 - the name of a file


@dataclass(frozen=True)
class SecretStore:
    """A namespaced store of External Secrets on AWS Secrets Manager.

    Attributes:
        name: name of the SecretStore object.
        prefix: what the name of each secret in AWS Secrets Manager begins with; without a final slash.
        refresh_interval: how often values are read again, as a Go duration such as 1h.
        ready: the store and all it needs; whoever wants a secret waits for these.
    """

    name: str
    prefix: str
    refresh_interval: str
    ready: tuple[pulumi.Resource, ...] = ()


def secret_names(specs: Iterable[ServiceSpec], prefix: str) -> tuple[str, ...]:
    """Name the secrets of services in AWS Secrets Manager.

    Args:
        specs: the services.
        prefix: what the names begin with, without a final slash.
    """
    return tuple(f"{prefix}/{spec.name}/{secret}" for spec in specs for secret in spec.secrets)


def external_secret_spec(store: SecretStore, *, secret_name: str, remote_key: str) -> dict[str, Any]:
    """Return the spec of an ExternalSecret that keeps one Kubernetes Secret equal to one secret of AWS.

    The Secret goes when the ExternalSecret goes (Owner), and stays when the remote one is missing (Retain),
    so that a mistake in AWS does not stop running pods. Source: External Secrets 2.9, ExternalSecret v1.

    Args:
        store: the store to ask.
        secret_name: name of the Kubernetes Secret.
        remote_key: name of the secret in AWS Secrets Manager, below the store's prefix.
    """
    return {
        "refreshInterval": store.refresh_interval,
        "secretStoreRef": {"kind": "SecretStore", "name": store.name},
        "target": {"name": secret_name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": SECRET_FILE, "remoteRef": {"key": f"{store.prefix}/{remote_key}"}}],
    }
