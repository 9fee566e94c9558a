"""Every role may do what its user needs, and nothing else; endpoints of AWS APIs let it through."""

import json
from collections.abc import Iterator

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from preview.model import Resource, Result
from tests.support.aws_needs import NEEDS, Need
from tests.support.iam_roles import ASSOCIATION, ROLE, inline_documents, managed_policies, role_of
from tests.support.policy_documents import listed
from tests.support.resources import of_type
from workloads.catalogue import find_specs
from workloads.composition import NAMESPACE

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
# Users of roles that call AWS from inside the VPC, besides pods.
NODES = "ec2.amazonaws.com"
# The endpoints that calls with the prefix of an action go to, by the end of their service's name. Others are
# called like the prefix.
ENDPOINTS_OF = {
    "cloudwatch": ("monitoring",),
    "ec2": ("ec2",),
    "ecr": ("ecr.api", "ecr.dkr"),
    "eks": ("eks",),
    "eks-auth": ("eks-auth",),
    "kms": ("kms",),
    "logs": ("logs",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "sts": ("sts",),
}
# Actions that are asked for by a service of AWS and not from inside the VPC: EC2 asks KMS for the driver's
# volumes, Secrets Manager for the store's secrets; passing a role is no call.
BY_SERVICES = ("kms", "iam")


def user(result: Result, role: Resource) -> str:
    """Tell who takes a role, as NEEDS calls them."""
    for association in of_type(result, ASSOCIATION):
        if association.inputs["roleArn"] == role.outputs["arn"]:
            return f"{association.inputs['namespace']}/{association.inputs['serviceAccount']}"
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    if "Service" in statement["Principal"]:
        return str(statement["Principal"]["Service"])
    taking = role_of(result, statement["Principal"]["AWS"])
    assert taking, role.urn
    return f"by {user(result, taking)}"


def needs() -> dict[str, Need]:
    """Give the table, with what the services ask for themselves."""
    services = {
        f"{NAMESPACE}/{spec.name}": Need(
            "the service's own declaration",
            frozenset(
                action for statement in spec.aws_statements for action in listed(statement.get("Action", ()))
            ),
        )
        for spec in find_specs()
        if spec.aws_statements
    }
    return {**NEEDS, **services}


def granted(result: Result, role: Resource) -> set[str]:
    """Give the actions that the inline policies of a role allow."""
    return {
        action
        for document in inline_documents(result, role.outputs["arn"])
        for statement in json.loads(document)["Statement"]
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
    }


def attached(result: Result, role: Resource) -> set[str]:
    """Give the names of the managed policies of a role."""
    return {arn.partition(":policy/")[2] for arn in managed_policies(result, role.outputs["arn"])}


def test_every_role_may_do_what_its_user_needs_and_nothing_else(either_stack: Result) -> None:
    table = needs()
    for role in of_type(either_stack, ROLE):
        need = table[user(either_stack, role)]
        assert granted(either_stack, role) == need.actions, role.urn
        assert attached(either_stack, role) == need.managed, role.urn


def test_everybody_of_the_table_has_a_role(dev: Result, prod: Result) -> None:
    found = {user(result, role) for result in (dev, prod) for role in of_type(result, ROLE)}
    assert found == needs().keys()


def actions_of(policy: str) -> set[str]:
    """Give the actions of a managed policy, as it is recorded in moto."""
    documents = json.loads(aws_managed_policies_data)
    return {
        action
        for statement in documents[policy.rpartition("/")[2]]["Document"]["Statement"]
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
    }


def calls(result: Result) -> Iterator[tuple[str, str]]:
    """Give user and action of each call of AWS that comes from inside the VPC."""
    for role in of_type(result, ROLE):
        who = user(result, role)
        if who == NODES or "/" in who:
            managed = set[str]().union(*map(actions_of, attached(result, role)))
            for action in granted(result, role) | managed:
                if action.partition(":")[0] not in BY_SERVICES:
                    yield who, action


def let_through(endpoint: Resource) -> set[str] | None:
    """Give the actions that an endpoint's policy allows; None where there is no policy."""
    if not endpoint.inputs.get("policy"):
        return None
    statements = json.loads(endpoint.inputs["policy"])["Statement"]
    return {
        action
        for statement in statements
        if "ArnEquals" not in statement.get("Condition", {})  # for named principals alone
        for action in listed(statement["Action"])
    }


def endpoints_of(action: str) -> tuple[str, ...]:
    prefix = action.partition(":")[0]
    return ENDPOINTS_OF.get(prefix, (prefix,))


def test_endpoints_let_through_what_nodes_and_pods_may_call(prod: Result) -> None:
    endpoints = {
        endpoint.inputs["serviceName"].partition(".eu-central-1.")[2]: let_through(endpoint)
        for endpoint in of_type(prod, ENDPOINT)
    }
    refused = {
        f"{who}: {action}"
        for who, action in calls(prod)
        for name in endpoints_of(action)
        if name in endpoints and (allowed := endpoints[name]) is not None and action not in allowed
    }
    assert refused == set()


@pytest.mark.parametrize("policy", ["AmazonEKS_CNI_Policy", "AmazonEKSWorkerNodePolicy"])
def test_the_recorded_policies_hold_actions(policy: str) -> None:
    assert len(actions_of(policy)) > 5
