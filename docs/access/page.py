"""The page that says what everybody may do in the cluster, which `make docs` writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docs.access.cluster import Cluster, account, cluster_of, group
from docs.access.reach import Reach, reach
from docs.access.rules import Object, Request, Right, permitted
from infra.naming import DEPLOYERS, DEVELOPERS, SERVICES_NAMESPACE, VIEWERS, team_group
from preview.model import Result
from workloads.rbac import TEAM_RULES

_READ = ("get", "list", "watch")
_WRITE = ("create", "update", "patch", "delete")
# Stands for the namespace of a team.
_TEAM = "team"
_COMPUTED = (
    "Computed from the access entries and roles of the dev stack, those of Kubernetes, EKS and the charts, "
    "and a team of each level. [access.md](../access.md) says why.\n"
)
_MOUNTS = (
    "Who chooses the contents of a pod acts as its service account, and reads every Secret of its namespace "
    "by a mount.\n"
)


@dataclass(frozen=True)
class Question:
    """What somebody may do: any of these verbs with any of these kinds of an API group."""

    title: str
    verbs: Sequence[str]
    kinds: Sequence[str]
    group: str = ""

    def requests(self, namespace: str) -> list[Request]:
        """Write the calls that the question is about."""
        return [Request(verb, kind, namespace, self.group) for verb in self.verbs for kind in self.kinds]


QUESTIONS = (
    Question("look at pods, Services, ConfigMaps", _READ, ("pods", "services", "configmaps")),
    Question("look at Deployments", _READ, ("deployments",), "apps"),
    Question("read logs", ("get",), ("pods/log",)),
    Question("delete (restart) pods", ("delete",), ("pods",)),
    Question("write Deployments", _WRITE, ("deployments",), "apps"),
    Question("write autoscalers", _WRITE, ("horizontalpodautoscalers",), "autoscaling"),
    Question("write ConfigMaps", _WRITE, ("configmaps",)),
    Question("write Services", _WRITE, ("services",)),
    Question("write ServiceAccounts", _WRITE, ("serviceaccounts",)),
    Question("write Jobs and CronJobs", _WRITE, ("jobs", "cronjobs"), "batch"),
    Question("write disruption budgets", _WRITE, ("poddisruptionbudgets",), "policy"),
    Question("write pods by themselves", ("create", "update", "patch"), ("pods",)),
    Question("write DaemonSets, StatefulSets", _WRITE, ("daemonsets", "statefulsets"), "apps"),
    Question("write NetworkPolicies", _WRITE, ("networkpolicies",), "networking.k8s.io"),
    Question(
        "write ExternalSecrets and stores", _WRITE, ("externalsecrets", "secretstores"), "external-secrets.io"
    ),
    Question("create or delete Secrets", ("create", "delete"), ("secrets",)),
    Question(
        "read Secrets, or change them, which answers with them", (*_READ, "update", "patch"), ("secrets",)
    ),
    Question(
        "open a shell or a way into a pod",
        ("get", "create", "update", "patch"),
        ("pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "pods/ephemeralcontainers"),
    ),
    Question("make tokens of service accounts", ("create",), ("serviceaccounts/token",)),
    Question("impersonate", ("impersonate",), ("users", "groups", "serviceaccounts")),
    Question(
        "write roles and bindings, or escalate",
        (*_WRITE, "escalate", "bind"),
        ("roles", "rolebindings", "clusterroles", "clusterrolebindings"),
        "rbac.authorization.k8s.io",
    ),
    Question("write namespaces, quotas, limits", _WRITE, ("namespaces", "resourcequotas", "limitranges")),
    Question("write nodes, or reach them", (*_WRITE, "get"), ("nodes", "nodes/proxy")),
    Question(
        "write what admits objects",
        _WRITE,
        ("validatingwebhookconfigurations", "mutatingwebhookconfigurations", "validatingadmissionpolicies"),
        "admissionregistration.k8s.io",
    ),
)


@dataclass(frozen=True)
class Person:
    """A kind of people, by what they are known by, and the namespace that is theirs."""

    title: str
    identities: frozenset[str]
    own: str = ""


def access_page(stacks: Mapping[str, Result], note: str) -> str:
    """Write the page.

    Args:
        stacks: preview of each stack by name; the page is about dev, where a team stands in for all.
        note: that the page is generated.
    """
    cluster = cluster_of(stacks["dev"]).with_objects(team_objects())
    people = _people(cluster)
    return "\n".join(
        [
            "# Who may do what in the cluster\n",
            note,
            _COMPUTED,
            "## People\n",
            "`own` is the namespace of the services, for a team its own namespaces; `-` is nowhere.\n",
            *_table(
                ("may", *(person.title for person in people)),
                [
                    (question.title, *(_where(cluster, person, question) for person in people))
                    for question in QUESTIONS
                ],
            ),
            "## What people get hold of by it\n",
            _MOUNTS,
            *_table(
                (
                    "who",
                    "service accounts",
                    "Secrets by a mount",
                    "roles in AWS",
                    "may make themselves administrators by",
                ),
                [_hold(person.title, reach(cluster, person.identities), stacks["dev"]) for person in people],
            ),
            "## Service accounts\n",
            "Those that are not listed have no right but to ask what their rights are.\n",
            *_table(
                ("account", "may"),
                [
                    (name, "; ".join(described))
                    for name in sorted(cluster.accounts)
                    if (described := _described(cluster, name))
                ],
            ),
        ]
    )


def team_objects() -> list[Object]:
    """Write the namespace of a team, and the roles of all levels bound there."""
    objects: list[Object] = [
        {
            "kind": "Namespace",
            "metadata": {"name": _TEAM, "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
        }
    ]
    for level, rules in TEAM_RULES.items():
        metadata = {"name": f"team-{level}", "namespace": _TEAM}
        objects += [
            {
                "kind": "Role",
                "metadata": metadata,
                "rules": [
                    {"apiGroups": [rule.group], "resources": rule.resources, "verbs": rule.verbs}
                    for rule in rules
                ],
            },
            {
                "kind": "RoleBinding",
                "metadata": metadata,
                "roleRef": {"kind": "Role", "name": f"team-{level}"},
                "subjects": [{"kind": "Group", "name": team_group(level)}],
            },
        ]
    return objects


def _people(cluster: Cluster) -> list[Person]:
    admin = next(
        principal
        for principal in cluster.entries
        if any(right.rule.verbs == ("*",) for right in cluster.rights({f"User:{principal}"}))
    )
    return [
        Person("administrators", cluster.person(admin)),
        *(
            Person(title, group(name), SERVICES_NAMESPACE)
            for title, name in (("deployers", DEPLOYERS), ("developers", DEVELOPERS), ("viewers", VIEWERS))
        ),
        *(Person(f"team, {level}", group(team_group(level)), _TEAM) for level in TEAM_RULES),
    ]


def _where(cluster: Cluster, person: Person, question: Question) -> str:
    rights = cluster.rights(person.identities)
    places = [
        namespace
        for namespace in ("", *cluster.standards)
        if any(permitted(rights, request) for request in question.requests(namespace))
    ]
    if "" in places:
        return "everywhere"
    return ", ".join("own" if place == person.own else place for place in places) or "-"


def _hold(title: str, held: Reach, result: Result) -> tuple[str, ...]:
    roles = [
        f"{item.inputs['namespace']}/{item.inputs['serviceAccount']}"
        for item in result.applied.resources.values()
        if item.type == "aws:eks/podIdentityAssociation:PodIdentityAssociation"
    ]
    if any(right.namespace is None and "*" in right.rule.verbs for right in held.rights):
        return (title, "all", "all", "all", "they are")
    return (
        title,
        _listed(held.accounts),
        _listed(held.pods),
        _listed(f"of {name}" for name in roles if name in held.accounts),
        _listed(held.takes_over),
    )


def _described(cluster: Cluster, name: str) -> list[str]:
    everybody = cluster.rights(group("system:serviceaccounts"))
    return sorted({_right(right) for right in cluster.rights(account(name)) if right not in everybody})


def _right(right: Right) -> str:
    rule = right.rule
    names = f" called {', '.join(rule.names)}" if rule.names else ""
    place = f"in {right.namespace}" if right.namespace else "everywhere"
    return f"{', '.join(rule.verbs)} {', '.join(rule.resources)}{names} {place}"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(sorted(items)) or "-"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, ("---",) * len(head), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]
