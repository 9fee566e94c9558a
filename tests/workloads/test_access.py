"""Who may do what in the cluster, computed from access entries, access policies, roles and bindings."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
import yaml

from docs.access.cluster import Cluster, account, cluster_of, group
from docs.access.reach import reach
from docs.access.rules import Object
from infra.naming import DEPLOYERS, PLATFORM_NAMESPACES, SERVICES_NAMESPACE
from preview.model import Result
from tests.support.access_claims import broken_claims
from tests.support.variants import Changes

EDIT_POLICY = Path(__file__).parents[1] / "support" / "eks_edit_policy.yaml"
LEVELS = ("view", "edit", "admin")
TEAMS = {
    f"of-{level}": {
        "principals": [f"arn:aws:iam::111122223333:role/{level}"],
        "namespaces": [f"{level}-one", "shared"],
        "level": level,
    }
    for level in LEVELS
}


@pytest.fixture(scope="module", params=["dev", "prod"])
def cluster(request: pytest.FixtureRequest, variant: Callable[[str, Changes], Result]) -> Cluster:
    """The cluster of a stack with a team of each level, one namespace shared by all."""
    return cluster_of(variant(request.param, {"access.teams": TEAMS}))


def homes(cluster: Cluster, principal: str) -> frozenset[str]:
    """The namespaces of a principal, by the team that its groups are of."""
    teams = [name.rpartition(":")[2] for name in cluster.entries[principal] if ":team:" in name]
    if teams:
        return frozenset(namespace for team in teams for namespace in TEAMS[team]["namespaces"])
    return frozenset({SERVICES_NAMESPACE})


def administrators(cluster: Cluster) -> set[str]:
    return {
        principal
        for principal in cluster.entries
        if any("*" in right.rule.verbs for right in cluster.rights({f"User:{principal}"}))
    }


def test_administrators_are_who_the_settings_name_and_nobody_is_by_a_binding(cluster: Cluster) -> None:
    (admin,) = administrators(cluster)
    assert admin.endswith("role/palisade-deploy")
    assert reach(cluster, cluster.person(admin)).takes_over
    assert "Group:system:masters" not in {
        name for principal in cluster.entries for name in cluster.person(principal)
    }


def test_nobody_else_reads_secrets_elsewhere_impersonates_opens_pods_or_escalates(cluster: Cluster) -> None:
    people = cluster.entries.keys() - administrators(cluster)
    assert len(people) == 3 + len(LEVELS)
    broken = {
        principal: found
        for principal in people
        if (found := list(broken_claims(cluster, cluster.person(principal), homes(cluster, principal))))
    }
    assert broken == {}


def test_no_group_that_a_role_is_bound_to_can_do_more(cluster: Cluster) -> None:
    own = frozenset({SERVICES_NAMESPACE, *(name for team in TEAMS.values() for name in team["namespaces"])})
    groups = {name.removeprefix("Group:") for name in cluster.roles.subjects() if name.startswith("Group:")}
    assert DEPLOYERS in groups
    for name in groups - {"system:masters"}:
        assert list(broken_claims(cluster, group(name), own)) == [], name


def test_no_service_account_of_ours_can_do_more_but_what_is_explained(cluster: Cluster) -> None:
    serves = {"external-secrets/external-secrets": {SERVICES_NAMESPACE}}
    broken = {
        name: found
        for name in cluster.accounts
        if not name.startswith("kube-system/")
        if (
            found := set(
                broken_claims(
                    cluster, account(name), frozenset({name.partition("/")[0], *serves.get(name, ())})
                )
            )
        )
    }
    # It empties nodes, whoever's pods are on them.
    for claim in broken.pop("karpenter/karpenter", ()):
        assert claim.startswith("delete pods in ")
    # It keeps the certificate in the configuration of its webhook, and could ask there to be sent Secrets.
    assert broken == {
        "external-secrets/external-secrets-cert-controller": {
            f"takes the cluster over: {verb} validatingwebhookconfigurations" for verb in ("update", "patch")
        }
    }


def test_services_and_defaults_have_no_rights_at_all(cluster: Cluster) -> None:
    everybody = cluster.rights(group("system:serviceaccounts"))
    silent = {name for name in cluster.accounts if name.startswith(f"{SERVICES_NAMESPACE}/")}
    silent |= {f"{namespace}/default" for namespace in cluster.standards}
    assert len(silent) > len(cluster.standards)
    for name in silent:
        assert cluster.rights(account(name)) == everybody, name


def test_nobody_but_administrators_starts_pods_where_a_pod_may_be_privileged(cluster: Cluster) -> None:
    loose = {namespace for namespace, standard in cluster.standards.items() if standard != "restricted"}
    assert "falco" in loose
    assert not loose & {SERVICES_NAMESPACE, "default", "external-secrets", *homes_of_teams()}
    for principal in cluster.entries.keys() - administrators(cluster):
        assert not reach(cluster, cluster.person(principal)).pods & loose, principal


def homes_of_teams() -> set[str]:
    return {namespace for team in TEAMS.values() for namespace in team["namespaces"]}


def bound_edit_policy(principal: str, namespaces: tuple[str, ...] = ()) -> list[Object]:
    """The access policy that deployers had, for a principal in namespaces, or cluster-wide."""
    subject = {"kind": "User", "name": principal}
    reference = {"kind": "ClusterRole", "name": "AmazonEKSEditPolicy"}
    places = [{"namespace": each} for each in namespaces] or [{}]
    return [
        yaml.safe_load(EDIT_POLICY.read_text(encoding="utf-8")),
        *(
            {
                "kind": "RoleBinding" if place else "ClusterRoleBinding",
                "metadata": {"name": "edit", **place},
                "roleRef": reference,
                "subjects": [subject],
            }
            for place in places
        ),
    ]


@pytest.fixture
def deployer(cluster: Cluster) -> str:
    (found,) = (principal for principal, groups in cluster.entries.items() if DEPLOYERS in groups)
    return found


def test_the_edit_policy_of_eks_cluster_wide_would_break_every_claim(cluster: Cluster, deployer: str) -> None:
    wide = cluster.with_objects(bound_edit_policy(deployer))
    broken = set(broken_claims(wide, wide.person(deployer), frozenset({SERVICES_NAMESPACE})))
    assert {
        "get secrets in external-secrets",
        "impersonate serviceaccounts in kube-system",
        "create pods/exec in falco",
        "acts as kube-system/clusterrole-aggregation-controller",
        "takes the cluster over: escalate clusterroles",
        "takes the cluster over: privileged pods in kube-system",
        "takes the cluster over: privileged pods in falco",
    } <= broken


def test_the_edit_policy_of_eks_in_one_namespace_would_still_impersonate_and_open_pods(
    cluster: Cluster, deployer: str
) -> None:
    narrow = cluster.with_objects(bound_edit_policy(deployer, (SERVICES_NAMESPACE,)))
    broken = set(broken_claims(narrow, narrow.person(deployer), frozenset({SERVICES_NAMESPACE})))
    assert broken == {
        f"{verb} {what} in {SERVICES_NAMESPACE}"
        for verb, what in (
            ("impersonate", "serviceaccounts"),
            *product(
                ("get", "create", "update", "patch"),
                ("pods/exec", "pods/attach", "pods/portforward", "pods/proxy"),
            ),
        )
    }


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ({"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}, "list secrets in falco"),
        ({"apiGroups": ["apps"], "resources": ["daemonsets"], "verbs": ["patch"]}, "mounts Secrets of falco"),
        ({"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get"]}, "get pods/exec in falco"),
        ({"apiGroups": ["*"], "resources": ["*/token"], "verbs": ["create"]}, "acts as falco/falco"),
        (
            {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["patch"]},
            "takes the cluster over: labels of namespace falco",
        ),
    ],
)
def test_a_rule_too_many_for_a_group_is_found(cluster: Cluster, rule: Object, broken: str) -> None:
    metadata = {"name": "extra", "namespace": "falco"}
    wider = cluster.with_objects(
        [
            {"kind": "Role", "metadata": metadata, "rules": [rule]},
            {
                "kind": "RoleBinding",
                "metadata": metadata,
                "roleRef": {"kind": "Role", "name": "extra"},
                "subjects": [{"kind": "Group", "name": DEPLOYERS}],
            },
        ]
    )
    assert broken in set(broken_claims(wider, group(DEPLOYERS), frozenset({SERVICES_NAMESPACE})))


def test_every_namespace_of_the_platform_is_looked_at(dev: Result, prod: Result) -> None:
    for result in (dev, prod):
        assert {SERVICES_NAMESPACE, "kube-system", "default"} <= cluster_of(result).standards.keys()
    # Not every stack scales its nodes.
    assert {*PLATFORM_NAMESPACES} <= cluster_of(prod).standards.keys()
