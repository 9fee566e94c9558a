"""What nobody but an administrator may do, as calls, and who breaks it."""

from collections.abc import Iterator

from docs.access.cluster import Cluster
from docs.access.reach import WORKLOADS, reach
from docs.access.rules import Request, permitted

_READ = ("get", "list", "watch")
_SESSIONS = ("exec", "attach", "portforward", "proxy", "ephemeralcontainers")
# Permitted nowhere, whoever's the namespace is.
_NOWHERE = (
    *(Request("impersonate", kind) for kind in ("users", "groups", "serviceaccounts")),
    Request("create", "serviceaccounts/token"),
    *(
        Request(verb, kind, group="rbac.authorization.k8s.io")
        for kind in ("roles", "rolebindings", "clusterroles", "clusterrolebindings")
        for verb in ("create", "update", "patch", "delete", "escalate", "bind")
    ),
    *(Request(verb, f"pods/{way}") for way in _SESSIONS for verb in ("get", "create", "update", "patch")),
)
# Permitted in namespaces of one's own alone.
_AT_HOME = (
    *(Request(verb, "secrets") for verb in (*_READ, "update", "patch", "create", "delete")),
    *(
        Request(verb, kind, group=group)
        for group, kinds in WORKLOADS.items()
        for kind in kinds
        for verb in ("create", "update", "patch", "delete")
    ),
    *(
        Request(verb, kind, group=group)
        for kind, group in (
            ("networkpolicies", "networking.k8s.io"),
            ("serviceaccounts", ""),
            ("services", ""),
        )
        for verb in ("create", "update", "patch", "delete")
    ),
    *(
        Request(verb, kind)
        for kind in ("namespaces", "resourcequotas", "limitranges")
        for verb in ("create", "update", "patch", "delete")
    ),
)


def broken_claims(cluster: Cluster, identities: frozenset[str], own: frozenset[str]) -> Iterator[str]:
    """Say what somebody may do, directly or by what they get hold of, that is for administrators alone.

    Args:
        cluster: the cluster.
        identities: what they are known by.
        own: the namespaces that are theirs.
    """
    held = reach(cluster, identities)
    yield from (f"takes the cluster over: {way}" for way in held.takes_over)
    places = ("", *cluster.standards)
    for place in places:
        for request in (*_NOWHERE, *(_AT_HOME if place not in own else ())):
            here = Request(request.verb, request.resource, place, request.group, request.name)
            if permitted(held.rights, here):
                yield f"{here.verb} {here.resource} in {place or 'all namespaces'}"
    for name in sorted(held.accounts):
        if name.partition("/")[0] not in own:
            yield f"acts as {name}"
    # By a mount every Secret of a namespace is read.
    yield from (f"mounts Secrets of {place}" for place in sorted(held.pods - own))
