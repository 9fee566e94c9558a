"""Every IAM document of both stacks, as it would be applied, wherever it stands."""

import json
from collections.abc import Iterator
from typing import Any

import parliament
import pytest

from docs.iam_exceptions import (
    ACCEPTED_FINDINGS,
    EVERY,
    MANAGED_POLICIES,
    UNBOUND_SERVICES,
    WILDCARD_RESOURCES,
)
from preview.model import Result
from tests.support.policy_documents import Document, documents, listed
from tests.support.resources import of_type

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
KEY = "aws:kms/key:Key"
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"  # noqa: S105 - a type
# Conditions that say for whom a service acts.
SOURCES = ("aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:")


@pytest.fixture(scope="module")
def both(dev: Result, prod: Result) -> list[Result]:
    return [dev, prod]


def allowing(result: Result) -> Iterator[tuple[Document, dict[str, Any]]]:
    for document in documents(result):
        for statement in document.statements:
            if statement["Effect"] == "Allow":
                yield document, statement


def condition_keys(statement: dict[str, Any]) -> set[str]:
    return {key for keys in statement.get("Condition", {}).values() for key in keys}


def is_for_everybody(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    return principal == "*" or "*" in listed(principal.get("AWS", []))


def generalised(text: str, result: Result) -> str:
    """Replace what differs between stacks by its name."""
    (cluster,) = of_type(result, "aws:eks/cluster:Cluster")
    region, account = cluster.outputs["arn"].split(":")[3:5]
    differing = {
        result.applied.outputs["secretsPrefix"]: "{secrets}",
        cluster.inputs["name"]: "{stack}",
        account: "{account}",
        region: "{region}",
    }
    for value, name in differing.items():
        text = text.replace(value, name)
    return text


def linted(document: Document) -> set[str]:
    """Give what the linter finds; it knows policies of identities, which name a resource and no principal."""
    repository = "arn:aws:ecr:eu-central-1:111122223333:repository/any"
    itself = document.resource.outputs.get("arn") or repository
    statements: list[dict[str, Any]] = []
    for statement in document.statements:
        known = {element: value for element, value in statement.items() if element != "Principal"}
        if document.resource.type == KEY or "Resource" not in known:
            known["Resource"] = itself
        statements.append(known)
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return {finding.issue for finding in parliament.analyze_policy_string(policy).findings}


def test_documents_of_every_kind_are_found(prod: Result) -> None:
    # No service needs to have a secret.
    assert {document.resource.type for document in documents(prod)} | {SECRET_POLICY} == {
        ENDPOINT,
        KEY,
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:s3/bucketPolicy:BucketPolicy",
        SECRET_POLICY,
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sqs/queuePolicy:QueuePolicy",
    }


def test_the_linter_finds_nothing_but_what_has_a_reason(both: list[Result]) -> None:
    found = {
        (document.resource.type, issue)
        for result in both
        for document in documents(result)
        for issue in linted(document)
    }
    assert found == {(accepted.type, accepted.issue) for accepted in ACCEPTED_FINDINGS}


def test_no_action_that_is_allowed_has_a_wildcard(either_stack: Result) -> None:
    for document, statement in allowing(either_stack):
        assert not [action for action in listed(statement["Action"]) if "*" in action], document.where


def test_every_wildcard_in_a_resource_has_a_reason(both: list[Result]) -> None:
    found = {
        (
            document.resource.type,
            EVERY if document.resource.type == KEY else document.resource.name,
            generalised(resource, result),
        )
        for result in both
        for document, statement in allowing(result)
        for resource in listed(statement.get("Resource", []))
        if "*" in resource
    }
    assert found == {(item.type, item.name, item.resource) for item in WILDCARD_RESOURCES}


def test_nothing_is_said_by_what_it_is_not(either_stack: Result) -> None:
    for document in documents(either_stack):
        for statement in document.statements:
            assert not statement.keys() & {"NotAction", "NotResource", "NotPrincipal"}, document.where


def test_everybody_is_let_in_nowhere_but_through_endpoints_which_permit_nothing(either_stack: Result) -> None:
    assert {
        document.resource.type
        for document, statement in allowing(either_stack)
        if is_for_everybody(statement)
    } == {ENDPOINT}


def test_every_service_acts_for_the_account_alone_or_has_a_reason(both: list[Result]) -> None:
    found = {
        (document.resource.type, document.resource.name, service)
        for result in both
        for document, statement in allowing(result)
        if isinstance(statement.get("Principal"), dict)
        for service in listed(statement["Principal"].get("Service", []))
        if not any(key.startswith(SOURCES) for key in condition_keys(statement))
    }
    assert found == {(item.type, item.name, item.service) for item in UNBOUND_SERVICES}


def test_every_statement_of_a_resource_or_a_role_names_its_principal(either_stack: Result) -> None:
    for document in documents(either_stack):
        if document.resource.type != "aws:iam/rolePolicy:RolePolicy":
            assert all(statement.get("Principal") for statement in document.statements), document.where


def test_roles_have_no_managed_policies_but_those_with_a_reason(both: list[Result]) -> None:
    attached = {
        attachment.inputs["policyArn"].partition(":policy/")[2]
        for result in both
        for attachment in of_type(result, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    }
    assert attached == MANAGED_POLICIES.keys()
    for result in both:
        for role in of_type(result, "aws:iam/role:Role"):
            assert not role.inputs.get("managedPolicyArns")
            assert not role.inputs.get("inlinePolicies")


def test_a_role_of_pods_trusts_this_cluster_alone(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    roles = {role.outputs["arn"]: role for role in of_type(either_stack, "aws:iam/role:Role")}
    for association in of_type(either_stack, "aws:eks/podIdentityAssociation:PodIdentityAssociation"):
        trust = json.loads(roles[association.inputs["roleArn"]].inputs["assumeRolePolicy"])
        (statement,) = trust["Statement"]
        assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
        assert statement["Condition"]["ArnEquals"] == {"aws:SourceArn": cluster.outputs["arn"]}
