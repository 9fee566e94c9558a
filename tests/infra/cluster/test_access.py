"""Who may use the cluster: what the settings name, and nobody else."""

from typing import Any

from infra.cluster.access import AccessEntry, access_entries, entry_args
from infra.naming import DEPLOYERS, DEVELOPERS, VIEWERS
from infra.settings import AccessSettings, TeamSettings
from preview.model import Result
from tests.support.resources import inputs_of_type, of_type

ARN = "arn:aws:iam::111122223333:role/{}"
ACCESS = AccessSettings(
    admins=(ARN.format("admin"),),
    deployers=(ARN.format("deployer"),),
    developers=(ARN.format("developer"),),
    viewers=(ARN.format("viewer"),),
    teams={
        "billing": TeamSettings(
            principals=(ARN.format("ann"), ARN.format("ben")),
            namespaces=("billing", "billing-jobs"),
            level="edit",
        ),
        "audit": TeamSettings(principals=(ARN.format("cyd"),), namespaces=("billing",), level="view"),
    },
)


def entry(name: str) -> AccessEntry:
    (found,) = (entry for entry in access_entries(ACCESS) if entry.principal_arn == ARN.format(name))
    return found


def test_administrators_alone_have_an_access_policy_and_all_others_a_group() -> None:
    assert {
        (each.principal_arn.rpartition("/")[2], each.policy, each.kubernetes_group)
        for each in access_entries(ACCESS)
    } == {
        ("admin", "AmazonEKSClusterAdminPolicy", None),
        ("deployer", None, DEPLOYERS),
        ("developer", None, DEVELOPERS),
        ("viewer", None, VIEWERS),
        ("ann", None, "palisade:team:billing"),
        ("ben", None, "palisade:team:billing"),
        ("cyd", None, "palisade:team:audit"),
    }


def test_nobody_is_in_a_group_of_kubernetes_itself() -> None:
    for each in access_entries(ACCESS):
        assert not (each.kubernetes_group or "").startswith("system:")


def test_every_principal_has_one_entry_under_a_name_of_its_own() -> None:
    entries = access_entries(ACCESS)
    principals = [each.principal_arn for each in entries]
    assert sorted(principals) == sorted(
        ARN.format(name) for name in ("admin", "deployer", "developer", "viewer", "ann", "ben", "cyd")
    )
    assert len({each.name for each in entries}) == len(entries)


def test_an_administrator_has_the_whole_cluster() -> None:
    args: Any = entry_args(entry("admin"), "aws-us-gov")
    ((policy, association),) = args.access_policies.items()
    assert association.policy_arn == f"arn:aws-us-gov:eks::aws:cluster-access-policy/{policy}"
    assert association.access_scope.type == "cluster"


def test_who_has_groups_alone_gets_no_policy() -> None:
    args = entry_args(entry("viewer"), "aws")
    assert (args.kubernetes_groups, args.access_policies) == ([VIEWERS], {})


def test_the_cluster_knows_the_principals_of_the_settings_and_no_others(dev: Result) -> None:
    principals = [each["principalArn"] for each in inputs_of_type(dev, "aws:eks/accessEntry:AccessEntry")]
    assert sorted(name.rpartition("/")[2] for name in principals) == [
        "developer",
        "palisade-deploy",
        "service-deploy",
        "viewer",
    ]
    associations = of_type(dev, "aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    assert [item.inputs["policyArn"].rpartition("/")[2] for item in associations] == [
        "AmazonEKSClusterAdminPolicy"
    ]
