"""Image repositories: what is pushed stays what it is, scanned and encrypted, and only nodes are let in."""

import json
from collections.abc import Callable

import pytest

from infra.registry import expiry_rules, pull_policy
from preview.model import Result
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.resources import of_type
from tests.support.variants import Changes
from workloads.catalogue import find_specs

REPOSITORY = "aws:ecr/repository:Repository"
NODE = "arn:aws:iam::111122223333:role/node-1a2b3c4"
ARN = "arn:aws:ecr:eu-central-1:111122223333:repository/palisade/patient"


def test_every_service_has_a_repository_of_its_own(either_stack: Result) -> None:
    paths = {repository.inputs["name"] for repository in of_type(either_stack, REPOSITORY)}
    assert paths == either_stack.applied.outputs["repositoryUrls"].keys()
    assert {spec.repository for spec in find_specs()} <= paths


def test_the_addresses_that_others_are_told_are_those_of_the_repositories(either_stack: Result) -> None:
    assert either_stack.applied.outputs["repositoryUrls"] == {
        repository.inputs["name"]: repository.outputs["repositoryUrl"]
        for repository in of_type(either_stack, REPOSITORY)
    }


def test_a_tag_stays_what_it_is_and_images_are_scanned_and_encrypted(either_stack: Result) -> None:
    (key,) = (key for key in of_type(either_stack, "aws:kms/key:Key") if key.name == "registry")
    for repository in of_type(either_stack, REPOSITORY):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.inputs["encryptionConfigurations"] == [
            {"encryptionType": "KMS", "kmsKey": key.outputs["arn"]}
        ]


def test_a_repository_with_images_is_not_deleted(dev: Result, prod: Result) -> None:
    for result in (dev, prod):
        assert not any(repository.inputs["forceDelete"] for repository in of_type(result, REPOSITORY))
    assert all(repository.protect for repository in of_type(prod, REPOSITORY))


@pytest.mark.parametrize("kind", ["repositoryPolicy:RepositoryPolicy", "lifecyclePolicy:LifecyclePolicy"])
def test_every_repository_has_its_policy_and_its_expiry(either_stack: Result, kind: str) -> None:
    assert {policy.inputs["repository"] for policy in of_type(either_stack, f"aws:ecr/{kind}")} == {
        repository.outputs["name"] for repository in of_type(either_stack, REPOSITORY)
    }


def test_the_role_of_the_nodes_is_the_one_that_pulls(either_stack: Result) -> None:
    (node,) = (role for role in of_type(either_stack, "aws:iam/role:Role") if role.name == "node")
    for policy in of_type(either_stack, "aws:ecr/repositoryPolicy:RepositoryPolicy"):
        assert policy.inputs["policy"] == pull_policy(node.outputs["arn"])


@pytest.mark.parametrize("action", ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"])
def test_nodes_may_pull(action: str) -> None:
    assert evaluate(pull_policy(NODE), Request(NODE, f"ecr:{action}", ARN)) is Decision.ALLOW


@pytest.mark.parametrize(
    ("principal", "action"),
    [
        (NODE, "PutImage"),
        (NODE, "InitiateLayerUpload"),
        (NODE, "BatchDeleteImage"),
        (NODE, "SetRepositoryPolicy"),
        ("arn:aws:iam::999999999999:role/node-1a2b3c4", "BatchGetImage"),
        ("arn:aws:iam::111122223333:role/developer", "BatchGetImage"),
    ],
)
def test_nobody_else_may_pull_and_nobody_push(principal: str, action: str) -> None:
    assert evaluate(pull_policy(NODE), Request(principal, f"ecr:{action}", ARN)) is Decision.SILENT


def test_the_newest_images_stay_and_untagged_ones_go() -> None:
    untagged, oldest = json.loads(expiry_rules(20))["rules"]
    assert (untagged["selection"]["tagStatus"], oldest["selection"]["tagStatus"]) == ("untagged", "any")
    assert oldest["selection"]["countType"] == "imageCountMoreThan"
    assert oldest["selection"]["countNumber"] == 20
    # ECR takes a rule for any image only as the last one.
    assert untagged["rulePriority"] < oldest["rulePriority"]


def test_how_many_images_stay_is_a_setting(dev: Result, prod: Result) -> None:
    for result, count in ((dev, 20), (prod, 100)):
        for policy in of_type(result, "aws:ecr/lifecyclePolicy:LifecyclePolicy"):
            assert policy.inputs["policy"] == expiry_rules(count)


def test_a_stack_that_creates_none_pulls_from_those_of_the_account(
    dev: Result, variant: Callable[[str, Changes], Result]
) -> None:
    without = variant("dev", {"registry.create": False})
    assert not [item for item in without.applied.resources.values() if item.type.startswith("aws:ecr/")]
    assert without.applied.outputs["repositoryUrls"] == dev.applied.outputs["repositoryUrls"]
