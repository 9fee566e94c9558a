import json
import re
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.hosting import LocalStub
from preview.model import UNKNOWN, Properties
from preview.simulated.aws.account import account_of
from preview.simulated.aws.forms import FORMS
from preview.simulated.aws.provider import AwsProvider
from preview.simulated.aws.replacements import DEFAULTS
from preview.simulated.sdk import sdk_type
from preview.simulated.simulation import Registration, SimulationError

VPC = "aws:ec2/vpc:Vpc"
ROLE = "aws:iam/role:Role"
CLUSTER = "aws:eks/cluster:Cluster"
ARN = re.compile(r"arn:aws:[a-z0-9-]+:(eu-central-1)?:(111122223333|cloudfront)?:\S.*")


@pytest.fixture
def aws() -> AwsProvider:
    """A provider in one account and region, with a default tag."""
    provider = AwsProvider()
    provider.configure(
        {
            "region": "eu-central-1",
            "allowedAccountIds": '["111122223333"]',
            "defaultTags": '{"tags": {"owner": "platform"}}',
        }
    )
    return provider


def registration(token: str, logical_name: str = "main", **inputs: Any) -> Registration:
    return Registration(f"urn:pulumi:dev::small::{token}::{logical_name}", token, logical_name, inputs)


def check(aws: AwsProvider, token: str, **inputs: Any) -> Properties:
    return aws.check(registration(token, **inputs), {})


def apply(aws: AwsProvider, token: str, **inputs: Any) -> tuple[str, Properties]:
    return aws.create(registration(token, **check(aws, token, **inputs)), dry_run=False)


def test_default_tags_lie_under_the_resources_own(aws: AwsProvider) -> None:
    inputs = check(aws, VPC, tags={"owner": "network", "tier": "private"})

    assert inputs["tags"] == {"owner": "network", "tier": "private"}
    assert inputs["tagsAll"] == {"owner": "network", "tier": "private"}
    assert check(aws, VPC)["tagsAll"] == {"owner": "platform"}


def test_tags_all_is_unknown_with_an_unknown_tag(aws: AwsProvider) -> None:
    assert check(aws, VPC, tags={"owner": UNKNOWN})["tagsAll"] == UNKNOWN


def test_tags_all_keeps_secrets(aws: AwsProvider) -> None:
    inputs = check(aws, VPC, tags=wire.secret({"owner": "x"}))

    assert inputs["tagsAll"] == wire.secret({"owner": "x"})


def test_a_type_without_tags_gets_none(aws: AwsProvider) -> None:
    assert "tagsAll" not in check(aws, "aws:ec2/route:Route", routeTableId="rtb-1")


@pytest.mark.parametrize(
    ("token", "key", "pattern"),
    [
        (ROLE, "name", r"Main-[0-9a-f]{7}"),
        (CLUSTER, "name", r"Main-[0-9a-f]{7}"),
        ("aws:eks/nodeGroup:NodeGroup", "nodeGroupName", r"Main-[0-9a-f]{7}"),
        ("aws:s3/bucket:Bucket", "bucket", r"main-[0-9a-f]{7}"),
        ("aws:kms/alias:Alias", "name", r"alias/Main-[0-9a-f]{7}"),
    ],
)
def test_a_resource_without_a_name_gets_one(aws: AwsProvider, token: str, key: str, pattern: str) -> None:
    inputs = aws.check(registration(token, "Main"), {})

    assert re.fullmatch(pattern, inputs[key])
    assert aws.check(registration(token, "Main"), {})[key] == inputs[key]


def test_a_made_up_name_is_kept_at_an_update(aws: AwsProvider) -> None:
    assert aws.check(registration(ROLE), {"name": "main-1234567"})["name"] == "main-1234567"


def test_a_given_name_or_prefix_is_left_alone(aws: AwsProvider) -> None:
    assert check(aws, ROLE, name="mine")["name"] == "mine"
    assert check(aws, ROLE, name=UNKNOWN)["name"] == UNKNOWN
    assert "name" not in check(aws, ROLE, namePrefix="mine-")


def test_a_type_without_a_name_gets_none(aws: AwsProvider) -> None:
    assert "name" not in check(aws, VPC)


def test_a_preview_knows_the_inputs_only(aws: AwsProvider) -> None:
    inputs = check(aws, VPC, cidrBlock="10.0.0.0/16")

    identifier, outputs = aws.create(registration(VPC, **inputs), dry_run=True)

    assert identifier == ""
    assert outputs == {
        **{key: value for key, value in inputs.items() if key != DEFAULTS},
        "region": "eu-central-1",
    }


def test_what_aws_adds_inside_an_input_is_unknown_in_a_preview(aws: AwsProvider) -> None:
    _, outputs = aws.create(registration(CLUSTER, vpcConfig={"subnetIds": ["subnet-1"]}), dry_run=True)

    assert outputs["vpcConfig"] == {
        "subnetIds": ["subnet-1"],
        "clusterSecurityGroupId": UNKNOWN,
        "vpcId": UNKNOWN,
    }


@pytest.mark.parametrize("token", sorted(FORMS))
def test_every_type_of_the_table_is_one_of_the_sdk(aws: AwsProvider, token: str) -> None:
    known, form = sdk_type(token), FORMS[token]

    assert known is not None
    assert set(form.outputs) <= set(known.outputs)
    assert set(form.defaults) <= known.inputs
    assert not form.name or form.name in known.inputs
    if "arn" in known.outputs and "arn" not in known.inputs:
        _, outputs = apply(aws, token)
        assert ARN.fullmatch(outputs["arn"]) or "{" in form.arn[:1], outputs["arn"]


@pytest.mark.parametrize("token", sorted(FORMS))
def test_no_made_up_value_shows_its_template(aws: AwsProvider, token: str) -> None:
    identifier, outputs = apply(aws, token)

    assert identifier
    assert "{" not in identifier
    assert "{" not in json.dumps([value for value in outputs.values() if isinstance(value, str)])


def test_ids_and_arns_have_their_services_form(aws: AwsProvider) -> None:
    identifier, vpc = apply(aws, VPC)
    assert re.fullmatch(r"vpc-[0-9a-f]{17}", identifier)
    assert vpc["arn"] == f"arn:aws:ec2:eu-central-1:111122223333:vpc/{identifier}"
    _, role = apply(aws, ROLE, name="node", path="/eks/")
    assert role["arn"] == "arn:aws:iam::111122223333:role/eks/node"
    key_id, key = apply(aws, "aws:kms/key:Key")
    assert key["arn"] == f"arn:aws:kms:eu-central-1:111122223333:key/{key_id}"
    topic_id, topic = apply(aws, "aws:sns/topic:Topic", name="alerts")
    assert topic_id == topic["arn"] == "arn:aws:sns:eu-central-1:111122223333:alerts"


def test_a_cluster_has_what_a_kubeconfig_needs(aws: AwsProvider) -> None:
    identifier, cluster = apply(aws, CLUSTER, name="dev", vpcConfig={"subnetIds": ["subnet-1"]})

    assert identifier == "dev"
    assert re.fullmatch(r"https://[A-Z2-7]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com", cluster["endpoint"])
    assert cluster["certificateAuthority"]["data"]
    issuer = cluster["identities"][0]["oidcs"][0]["issuer"]
    assert issuer.startswith("https://oidc.eks.eu-central-1.amazonaws.com/id/")
    assert re.fullmatch(r"sg-[0-9a-f]{17}", cluster["vpcConfig"]["clusterSecurityGroupId"])
    assert cluster["vpcConfig"]["subnetIds"] == ["subnet-1"]
    assert cluster["status"] == "ACTIVE"


def test_settings_that_were_not_made_are_not_made_up(aws: AwsProvider) -> None:
    _, log_group = apply(aws, "aws:cloudwatch/logGroup:LogGroup")

    assert not log_group.get("kmsKeyId")


def test_a_type_outside_the_table_is_answered_from_the_sdk(aws: AwsProvider) -> None:
    token = "aws:mq/broker:Broker"  # noqa: S105 - a type, not a password
    assert token not in FORMS

    _, broker = apply(aws, token, brokerName="jobs")

    assert broker["arn"].startswith("arn:aws:mq:eu-central-1:111122223333:broker/")


def test_a_secret_does_not_go_into_made_up_values(aws: AwsProvider) -> None:
    _, outputs = apply(aws, ROLE, name=wire.secret("hidden"))

    assert "hidden" not in outputs["arn"]
    assert outputs["name"] == wire.secret("hidden")


def test_an_existing_resource_is_read_by_its_id(aws: AwsProvider) -> None:
    outputs = aws.read(registration(ROLE), "admin")

    assert outputs["name"] == "admin"
    assert outputs["arn"] == "arn:aws:iam::111122223333:role/admin"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-central-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_the_partition_follows_the_region(region: str, partition: str, suffix: str) -> None:
    account = account_of({"region": region})

    assert (account.partition, account.suffix) == (partition, suffix)


def test_configuration_that_is_not_json_is_refused() -> None:
    with pytest.raises(SimulationError, match="defaultTags is not JSON"):
        account_of({"defaultTags": "{"})


def differing(account_region: str, **given: str) -> provider_pb2.DiffResponse:
    """What differs for a VPC of eu-central-1 under a provider of a region."""
    provider = AwsProvider()
    provider.configure({"region": account_region})
    inputs = wire.to_struct({"cidrBlock": "10.0.0.0/16", **given})
    outputs = wire.to_struct({"cidrBlock": "10.0.0.0/16", "region": "eu-central-1"})
    urn = f"urn:pulumi:dev::small::{VPC}::main"
    request = provider_pb2.DiffRequest(urn=urn, old_inputs=inputs, olds=outputs, news=inputs)
    return LocalStub(provider).Diff(request)


def test_another_region_of_the_provider_replaces_what_names_none() -> None:
    assert list(differing("eu-west-1").replaces) == ["region"]
    assert differing("eu-central-1").changes == provider_pb2.DiffResponse.DIFF_NONE
    assert differing("eu-west-1", region="eu-central-1").changes == provider_pb2.DiffResponse.DIFF_NONE
