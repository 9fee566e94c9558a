"""Every IAM document of both stacks, as it would be applied."""

import json
from typing import Any

import parliament

from preview.model import Result
from tests.support.resources import of_type


def inline_policies(result: Result) -> dict[str, str]:
    return {role.name: role.inputs["policy"] for role in of_type(result, "aws:iam/rolePolicy:RolePolicy")}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_linter_finds_nothing_in_any_inline_policy(either_stack: Result) -> None:
    for name, document in inline_policies(either_stack).items():
        assert parliament.analyze_policy_string(document).findings == [], name


def test_no_inline_policy_has_a_wildcard_action_or_every_resource(either_stack: Result) -> None:
    for name, document in inline_policies(either_stack).items():
        for statement in json.loads(document)["Statement"]:
            assert "*" not in listed(statement["Resource"]), name
            assert not any(action in ("*", "kms:*") for action in listed(statement["Action"])), name


def test_every_trust_names_its_principal(either_stack: Result) -> None:
    for role in of_type(either_stack, "aws:iam/role:Role"):
        for statement in json.loads(role.inputs["assumeRolePolicy"])["Statement"]:
            principals = [who for kind in statement["Principal"].values() for who in listed(kind)]
            assert principals
            assert "*" not in principals


def test_a_role_of_pods_trusts_this_cluster_alone(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    roles = {role.outputs["arn"]: role for role in of_type(either_stack, "aws:iam/role:Role")}
    for association in of_type(either_stack, "aws:eks/podIdentityAssociation:PodIdentityAssociation"):
        (statement,) = json.loads(roles[association.inputs["roleArn"]].inputs["assumeRolePolicy"])[
            "Statement"
        ]
        assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
        assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": cluster.outputs["arn"]}
