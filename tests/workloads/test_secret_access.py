"""Every secret that a service asks for can be read: operator, role of the store and policy of the key agree.

How External Secrets reads: with a `role` the operator takes it, and with `sessionTagsPolicy: Simple` tags the
session with the namespace of the ExternalSecret and the store that is asked; otherwise there are no tags.
Source: External Secrets 2.9, provider/aws-access.
"""

from dataclasses import dataclass
from typing import Any

from preview.model import Resource, Result
from tests.support.chart_pods import DEFINITIONS
from tests.support.cluster_objects import Pods, named, namespace_of, pods, some
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.iam_roles import association_of, inline_documents, role_of
from tests.support.resources import of_type

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - the name of a type
READS = ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret")


@dataclass(frozen=True)
class Reading:
    """How one secret is read: who reads it, by which store, under which session tags."""

    secret: Resource
    store: Resource
    operator: str
    role: str
    tags: dict[str, str]


def controller(result: Result) -> Pods:
    """Give the pods of the operator, which reads the stores: the first of the chart with their definition."""
    group = some(result, "SecretStore")[0].inputs["apiVersion"].partition("/")[0]
    return next(each for each in pods(result) if each.owner.inputs.get("chart") == DEFINITIONS[group])


def readings(result: Result) -> list[Reading]:
    operator = association_of(result, controller(result))
    assert operator, "the operator has no role"
    found: list[Reading] = []
    for secret in some(result, "ExternalSecret"):
        reference = secret.inputs["spec"]["secretStoreRef"]
        store = named(result, reference["kind"], namespace_of(secret), reference["name"])
        assert store, secret.urn
        aws: dict[str, Any] = store.inputs["spec"]["provider"]["aws"]
        tagged = {
            "esoNamespace": namespace_of(secret),
            "esoStoreName": reference["name"],
            "esoStoreKind": reference["kind"],
        }
        tags = tagged if aws.get("sessionTagsPolicy") == "Simple" else {}
        role = aws.get("role", operator.inputs["roleArn"])
        found.append(Reading(secret, store, operator.inputs["roleArn"], role, tags))
    return found


def allowed(documents: list[str], request: Request) -> bool:
    decisions = [evaluate(document, request) for document in documents]
    return Decision.ALLOW in decisions and Decision.DENY not in decisions


def requested_of(tags: dict[str, str]) -> dict[str, str]:
    return {f"aws:RequestTag/{name}": value for name, value in tags.items()}


def test_the_operator_may_take_the_role_of_every_store_and_the_role_lets_it(either_stack: Result) -> None:
    for reading in readings(either_stack):
        role = role_of(either_stack, reading.role)
        assert role, reading.store.urn
        for action in ("sts:AssumeRole", *(["sts:TagSession"] if reading.tags else [])):
            request = Request(reading.operator, action, reading.role, requested_of(reading.tags))
            own = inline_documents(either_stack, reading.operator)
            assert allowed(own, request), f"{reading.operator} {action}"
            assert allowed([role.inputs["assumeRolePolicy"]], request), f"{reading.store.urn}: {action}"


def test_the_role_of_a_store_reads_the_secrets_that_are_asked_for_and_their_key(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    partition, _, region, account = cluster.outputs["arn"].split(":")[1:5]
    (key,) = [item for item in of_type(either_stack, "aws:kms/key:Key") if item.name == "data"]
    for reading in readings(either_stack):
        assert reading.store.inputs["spec"]["provider"]["aws"]["region"] == region
        own = inline_documents(either_stack, reading.role)
        session = {f"aws:PrincipalTag/{name}": value for name, value in reading.tags.items()}
        for entry in reading.secret.inputs["spec"]["data"]:
            # Secrets Manager ends the ARN of a secret with six random characters.
            name = f"{entry['remoteRef']['key']}-AbC123"
            arn = f"arn:{partition}:secretsmanager:{region}:{account}:secret:{name}"
            for action in READS:
                request = Request(reading.role, action, arn, {**session, "aws:PrincipalArn": reading.role})
                assert allowed(own, request), f"{reading.secret.urn}: {action}"
                for document in policies_of_secret(either_stack, entry["remoteRef"]["key"]):
                    assert evaluate(document, request) is not Decision.DENY, f"{reading.secret.urn}: {action}"
        through = {
            **session,
            "kms:ViaService": f"secretsmanager.{region}.amazonaws.com",
            "kms:CallerAccount": account,
            "aws:PrincipalArn": reading.role,
        }
        decrypt = Request(reading.role, "kms:Decrypt", key.outputs["arn"], through)
        assert allowed(own, decrypt), reading.store.urn
        assert allowed([key.inputs["policy"]], decrypt), reading.store.urn


def policies_of_secret(result: Result, name: str) -> list[str]:
    """Give the policies of a secret that the stack makes."""
    (secret,) = [item for item in of_type(result, SECRET) if item.inputs["name"] == name]
    return [
        policy.inputs["policy"]
        for policy in of_type(result, "aws:secretsmanager/secretPolicy:SecretPolicy")
        if policy.inputs["secretArn"] == secret.outputs["arn"]
    ]


def test_no_other_store_and_no_other_namespace_may_take_the_role_or_read_by_it(either_stack: Result) -> None:
    for reading in readings(either_stack):
        role = role_of(either_stack, reading.role)
        assert role
        for key in reading.tags:
            tags = {**reading.tags, key: "other"}
            request = Request(reading.operator, "sts:AssumeRole", reading.role, requested_of(tags))
            assert not allowed([role.inputs["assumeRolePolicy"]], request), key
        untagged = Request(reading.operator, "sts:AssumeRole", reading.role, {})
        assert not allowed([role.inputs["assumeRolePolicy"]], untagged)
        stranger = Request(
            f"{reading.operator}-other", "sts:AssumeRole", reading.role, requested_of(reading.tags)
        )
        assert not allowed([role.inputs["assumeRolePolicy"]], stranger)


def test_no_two_secrets_of_the_cluster_are_written_to_the_same_place(either_stack: Result) -> None:
    targets = [
        (namespace_of(secret), secret.inputs["spec"]["target"]["name"])
        for secret in some(either_stack, "ExternalSecret")
    ]
    assert len(set(targets)) == len(targets)
