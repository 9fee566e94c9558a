import json
from typing import Any

import pytest

from preview.model import Properties
from preview.simulated.aws.data_sources import DATA_SOURCES
from preview.simulated.aws.provider import AwsProvider
from preview.simulated.simulation import SimulationError

# An argument for each data source that cannot be asked without.
ARGUMENTS: Properties = {
    "addonName": "coredns",
    "arn": "arn:aws:iam::111122223333:role/admin",
    "bucket": "logs",
    "instanceType": "m7g.large",
    "keyId": "alias/data",
    "kubernetesVersion": "1.36",
    "name": "example",
    "secretId": "app/password",
}


@pytest.fixture
def aws() -> AwsProvider:
    """A provider in one account and region."""
    provider = AwsProvider()
    provider.configure({"region": "eu-central-1", "allowedAccountIds": '["111122223333"]'})
    return provider


def render(aws: AwsProvider, **arguments: Any) -> Properties:
    found = aws.invoke("aws:iam/getPolicyDocument:getPolicyDocument", arguments)
    assert json.loads(found["json"]) == json.loads(found["minifiedJson"])
    return json.loads(found["json"])


@pytest.mark.parametrize("token", sorted(DATA_SOURCES))
def test_every_data_source_gives_an_id_and_the_same_answer_twice(aws: AwsProvider, token: str) -> None:
    answer = aws.invoke(token, ARGUMENTS)

    assert answer["id"]
    assert aws.invoke(token, ARGUMENTS) == answer


def test_an_unknown_data_source_is_an_error_that_names_it_and_the_place(aws: AwsProvider) -> None:
    with pytest.raises(
        SimulationError, match=r"aws:foo/getBar:getBar: add it to preview/simulated/aws/data_sources\.py"
    ):
        aws.invoke("aws:foo/getBar:getBar", {})


def test_the_caller_is_in_the_providers_account(aws: AwsProvider) -> None:
    caller = aws.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})

    assert caller["accountId"] == "111122223333"


def test_zones_belong_to_the_region_asked_for(aws: AwsProvider) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"  # noqa: S105 - a function

    assert aws.invoke(token, {})["names"] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    assert aws.invoke(token, {"region": "us-west-2"})["names"][0] == "us-west-2a"
    assert aws.invoke(token, {"excludeNames": ["eu-central-1a"]})["names"][0] == "eu-central-1b"


def test_an_image_parameter_holds_an_image(aws: AwsProvider) -> None:
    name = "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/recommended/image_id"

    assert aws.invoke("aws:ssm/getParameter:getParameter", {"name": name})["value"].startswith("ami-")


def test_a_policy_document_is_rendered_as_the_provider_renders_it(aws: AwsProvider) -> None:
    document = render(
        aws,
        statements=[
            {
                "sid": "Read",
                "actions": ["s3:GetObject", "s3:ListBucket"],
                "resources": ["arn:aws:s3:::logs"],
                "principals": [{"type": "Service", "identifiers": ["logs.amazonaws.com"]}],
                "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]}],
            }
        ],
    )

    assert document == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": ["s3:ListBucket", "s3:GetObject"],
                "Resource": "arn:aws:s3:::logs",
                "Principal": {"Service": "logs.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "1"}},
            }
        ],
    }


def test_everybody_is_a_principal_without_a_type(aws: AwsProvider) -> None:
    document = render(
        aws, statements=[{"effect": "Deny", "principals": [{"type": "*", "identifiers": ["*"]}]}]
    )

    assert document["Statement"] == [{"Effect": "Deny", "Principal": "*"}]


def test_source_documents_come_first_and_overrides_replace_by_sid(aws: AwsProvider) -> None:
    source = json.dumps({"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "s3:*"}]})
    override = json.dumps({"Statement": {"Sid": "A", "Effect": "Deny", "Action": "s3:*"}})

    document = render(
        aws,
        sourcePolicyDocuments=[source],
        overridePolicyDocuments=[override],
        statements=[{"sid": "B", "actions": ["kms:Decrypt"]}],
    )

    assert [(each["Sid"], each["Effect"]) for each in document["Statement"]] == [
        ("A", "Deny"),
        ("B", "Allow"),
    ]


def test_two_statements_with_one_sid_are_refused(aws: AwsProvider) -> None:
    with pytest.raises(SimulationError, match="duplicate Sid"):
        render(aws, statements=[{"sid": "A"}, {"sid": "A"}])


def test_a_source_document_that_is_not_json_is_refused(aws: AwsProvider) -> None:
    with pytest.raises(SimulationError, match="not JSON"):
        render(aws, sourcePolicyDocuments=["{"])
