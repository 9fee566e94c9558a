"""What somebody gets hold of in a cluster beyond their own rights, by using them.

Source: Kubernetes documentation, "Role Based Access Control Good Practices", "privilege escalation risks".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from docs.access.cluster import Cluster, account
from docs.access.rules import Request, Right, permitted

# What pods are made from, by API group: who writes these chooses the service account.
WORKLOADS = {
    "": ("pods", "replicationcontrollers"),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "batch": ("cronjobs", "jobs"),
}
_MAKE = ("create", "update", "patch")
_RBAC = "rbac.authorization.k8s.io"
# What makes its writer an administrator, wherever it is permitted: roles without the check of what one has,
# nodes without the API server, other people's requests, certificates of any user.
_TAKE_OVER = (
    *(Request("escalate", kind, group=_RBAC) for kind in ("roles", "clusterroles")),
    *(Request("bind", kind, group=_RBAC) for kind in ("roles", "clusterroles")),
    *(Request(verb, "nodes/proxy") for verb in ("get", "create")),
    *(
        Request(verb, f"{kind}webhookconfigurations", group="admissionregistration.k8s.io")
        for kind in ("mutating", "validating")
        for verb in _MAKE
    ),
    Request("approve", "signers", group="certificates.k8s.io"),
    *(Request("impersonate", kind) for kind in ("users", "groups")),
)


@dataclass(frozen=True)
class Reach:
    """What somebody can get hold of.

    Attributes:
        accounts: service accounts that they can act as, as namespace/name.
        pods: namespaces that they can start pods in, and so mount every Secret of.
        rights: their own rights and those of the accounts.
        takes_over: what makes them administrators; empty if nothing does.
    """

    accounts: frozenset[str]
    pods: frozenset[str]
    rights: tuple[Right, ...]
    takes_over: tuple[str, ...]


def reach(cluster: Cluster, identities: frozenset[str]) -> Reach:
    """Follow what somebody can become, until nothing is new."""
    rights = cluster.rights(identities)
    accounts: set[str] = set()
    while new := {each for each in cluster.accounts if _acts_as(rights, each)} - accounts:
        accounts |= new
        for each in sorted(new):
            rights = rights + cluster.rights(account(each))
    pods = {namespace for namespace in cluster.standards if _starts_pods(rights, namespace)}
    return Reach(
        accounts=frozenset(accounts),
        pods=frozenset(pods),
        rights=tuple(rights),
        takes_over=tuple(_take_overs(cluster, rights, pods)),
    )


def _starts_pods(rights: list[Right], namespace: str) -> bool:
    return any(
        permitted(rights, Request(verb, kind, namespace, group))
        for group, kinds in WORKLOADS.items()
        for kind in kinds
        for verb in _MAKE
    )


def _acts_as(rights: list[Right], name: str) -> bool:
    """Whether the rights suffice to act as a service account."""
    namespace, _, own_name = name.partition("/")
    ways = (
        Request("impersonate", "serviceaccounts", namespace, name=own_name),
        Request("create", "serviceaccounts/token", namespace, name=own_name),
        *(
            Request(verb, f"pods/{way}", namespace)
            for way in ("exec", "attach")
            for verb in ("create", "get")
        ),
        *(Request(verb, "pods/ephemeralcontainers", namespace) for verb in ("update", "patch")),
    )
    # A Secret of the type for tokens is filled with one, for whoever may read it.
    token = all(permitted(rights, Request(verb, "secrets", namespace)) for verb in ("create", "get"))
    return token or _starts_pods(rights, namespace) or any(permitted(rights, way) for way in ways)


def _take_overs(cluster: Cluster, rights: list[Right], pods: set[str]) -> Iterator[str]:
    for right in rights:
        for request in _TAKE_OVER:
            if right.rule.permits(request):
                where = f" in {right.namespace}" if right.namespace else ""
                yield f"{request.verb} {request.resource}{where}"
    for namespace in sorted(pods):
        if cluster.standards[namespace] == "privileged":
            yield f"privileged pods in {namespace}"
    for namespace in sorted(cluster.standards):
        if any(
            permitted(rights, Request(verb, "namespaces", namespace, name=namespace))
            for verb in ("update", "patch")
        ):
            yield f"labels of namespace {namespace}"
