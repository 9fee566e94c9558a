"""AWS APIs answer inside the VPC, and endpoint policies bound what they are good for there."""

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import parliament
import pytest

from infra.network.endpoint_catalogue import CATALOGUE, NEEDED_BY_SCALING, NEEDED_WITHOUT_NAT, service_name
from infra.network.endpoint_policies import endpoint_policy
from infra.network_settings import EndpointSettings
from infra.place import Place, RoleRules
from preview.model import Resource, Result
from tests.support.resources import of_type
from tests.support.variants import Changes

ACCOUNT = "111122223333"
PLACE = Place(
    name="palisade-dev",
    partition="aws",
    account_id=ACCOUNT,
    region="eu-central-1",
    role_rules=RoleRules(permissions_boundary=None, path="/", name_prefix=""),
)
POLICIES = {name: endpoint_policy(name, PLACE) for name in CATALOGUE}
Run = Callable[[str, Changes], Result]
ADMINS = ["arn:aws:iam::444455556666:role/palisade-deploy", "arn:aws:iam::444455556666:role/second"]
# The services whose resources the program declares, and whose endpoints take a policy.
DEPLOYED = {"ec2:*", "s3:*", "logs:*", "kms:*", "sns:*", "sqs:*", "ecr:*", "cloudwatch:*", "secretsmanager:*"}
# Source: VPC user guide, "Control access to VPC endpoints using endpoint policies".
LONGEST_POLICY = 20480
# The statements that name every resource: their actions have no narrower one.
# Source: Service Authorization Reference, by service.
EVERY_RESOURCE = {
    ("ec2", "Read"),
    ("ecr_api", "Token"),
    ("ecr_dkr", "Token"),
    ("sts", "WhoAmI"),
    ("elasticloadbalancing", "Read"),
    ("monitoring", "OwnMetrics"),
    ("guardduty_data", "OwnTelemetry"),
}


def statements(name: str) -> list[dict[str, Any]]:
    return json.loads(POLICIES[name])["Statement"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def allows(name: str, action: str, resource: str) -> bool:
    """Whether a statement names the action and matches the resource."""
    return any(
        action in listed(statement["Action"])
        and any(fnmatchcase(resource, pattern) for pattern in listed(statement["Resource"]))
        for statement in statements(name)
    )


def endpoints(result: Result, kind: str) -> list[Resource]:
    return [
        endpoint
        for endpoint in of_type(result, "aws:ec2/vpcEndpoint:VpcEndpoint")
        if endpoint.inputs["vpcEndpointType"] == kind
    ]


def test_the_catalogue_has_what_the_settings_switch_and_what_guardduty_brings() -> None:
    assert set(CATALOGUE) == {*EndpointSettings.model_fields, "guardduty_data"}


def test_without_nat_the_apis_that_every_stack_calls_are_needed() -> None:
    optional = {"kms", "elasticloadbalancing", "monitoring", "sns", "guardduty_data", *NEEDED_BY_SCALING}
    assert set(NEEDED_WITHOUT_NAT) == set(CATALOGUE) - optional


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_action_and_condition_of_a_policy_exists(name: str) -> None:
    without_principals = [
        {key: value for key, value in statement.items() if key != "Principal"}
        for statement in statements(name)
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": without_principals})
    findings = {finding.issue for finding in parliament.analyze_policy_string(document).findings}
    # The linter wants an account in the ARN of a parameter; the public ones of AWS have none.
    assert findings <= {"RESOURCE_STAR", *(("RESOURCE_MISMATCH",) if name == "ssm" else ())}


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_policy_names_its_actions_and_fits(name: str) -> None:
    assert len(POLICIES[name]) <= LONGEST_POLICY
    for statement in statements(name):
        assert not any("*" in action for action in listed(statement["Action"]))


def test_every_resource_is_named_only_where_there_is_no_narrower_one() -> None:
    found = {
        (name, statement["Sid"])
        for name in CATALOGUE
        for statement in statements(name)
        if "*" in listed(statement["Resource"])
    }
    assert found == EVERY_RESOURCE


@pytest.mark.parametrize("name", CATALOGUE)
def test_only_the_account_calls_and_layers_alone_are_read_by_their_own_signature(name: str) -> None:
    for statement in statements(name):
        if statement["Sid"] in ("LayersOfImages", "PackagesOfAmazonLinux"):
            assert listed(statement["Action"]) == ["s3:GetObject"]
        else:
            assert statement["Condition"]["StringEquals"]["aws:PrincipalAccount"] == ACCOUNT


def test_nothing_is_written_to_buckets_of_others() -> None:
    for statement in statements("s3"):
        if set(listed(statement["Action"])) != {"s3:GetObject"}:
            assert statement["Condition"]["StringEquals"]["aws:ResourceAccount"] == ACCOUNT


@pytest.mark.parametrize(
    ("name", "action", "resource"),
    [
        ("s3", "s3:GetObject", "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/abc"),
        ("s3", "s3:GetObject", "arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/core/mirrors/latest"),
        ("ec2", "ec2:CopyVolumes", f"arn:aws:ec2:eu-central-1:{ACCOUNT}:volume/vol-1"),
        ("ec2", "ec2:LockSnapshot", "arn:aws:ec2:eu-central-1::snapshot/snap-1"),
        ("ec2", "ec2:DescribeInstances", "*"),
        ("ec2", "ec2:CreateNetworkInterface", f"arn:aws:ec2:eu-central-1:{ACCOUNT}:network-interface/eni-1"),
        ("ec2", "ec2:AttachVolume", f"arn:aws:ec2:eu-central-1:{ACCOUNT}:volume/vol-1"),
        ("ecr_dkr", "ecr:BatchGetImage", "arn:aws:ecr:eu-central-1:602401143452:repository/eks/coredns"),
        ("sts", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/secret-store"),
        (
            "logs",
            "logs:PutLogEvents",
            f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:/falco:log-stream:findings",
        ),
        ("eks", "eks:DescribeCluster", f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/palisade-dev"),
        (
            "eks_auth",
            "eks-auth:AssumeRoleForPodIdentity",
            f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/palisade-dev",
        ),
        (
            "secretsmanager",
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:eu-central-1:{ACCOUNT}:secret:palisade/dev/database",
        ),
    ],
)
def test_what_the_platform_calls_is_allowed(name: str, action: str, resource: str) -> None:
    assert allows(name, action, resource)


@pytest.mark.parametrize(
    ("name", "action", "resource"),
    [
        ("ecr_api", "ecr:PutImage", f"arn:aws:ecr:eu-central-1:{ACCOUNT}:repository/patient"),
        ("sts", "sts:AssumeRole", "arn:aws:iam::999999999999:role/elsewhere"),
        ("ec2", "ec2:RunInstances", "*"),
        ("sns", "sns:Publish", "arn:aws:sns:eu-central-1:999999999999:elsewhere"),
        ("ec2", "ec2:CreateVolume", "arn:aws:ec2:eu-central-1:999999999999:volume/vol-1"),
        ("secretsmanager", "secretsmanager:PutSecretValue", "*"),
        ("eks", "eks:DescribeCluster", f"arn:aws:eks:eu-central-1:{ACCOUNT}:cluster/another"),
    ],
)
def test_what_nobody_of_the_platform_calls_is_not(name: str, action: str, resource: str) -> None:
    assert not allows(name, action, resource)


@pytest.mark.parametrize(
    ("name", "partition", "region", "expected"),
    [
        ("ecr_api", "aws", "eu-central-1", "com.amazonaws.eu-central-1.ecr.api"),
        ("ecr_api", "aws-us-gov", "us-gov-west-1", "com.amazonaws.us-gov-west-1.ecr.api"),
        ("ecr_api", "aws-cn", "cn-north-1", "cn.com.amazonaws.cn-north-1.ecr.api"),
        ("logs", "aws-cn", "cn-north-1", "com.amazonaws.cn-north-1.logs"),
        ("s3", "aws-cn", "cn-north-1", "com.amazonaws.cn-north-1.s3"),
    ],
)
def test_services_have_the_names_of_their_partition(
    name: str, partition: str, region: str, expected: str
) -> None:
    assert service_name(name, partition=partition, region=region) == expected


def test_prod_has_every_api_inside_and_dev_has_s3_alone(dev: Result, prod: Result) -> None:
    assert {endpoint.name for endpoint in of_type(dev, "aws:ec2/vpcEndpoint:VpcEndpoint")} == {"s3"}
    assert {endpoint.name for endpoint in endpoints(prod, "Interface")} == {
        name.replace("_", "-") for name in CATALOGUE if name != "s3"
    }


def test_apis_answer_under_their_usual_names_in_each_zone_behind_their_group(prod: Result) -> None:
    subnets = of_type(prod, "aws:ec2/subnet:Subnet")
    intra = sorted(subnet.id for subnet in subnets if subnet.inputs["tags"]["Tier"] == "intra")
    (group,) = (
        group.id for group in of_type(prod, "aws:ec2/securityGroup:SecurityGroup") if group.name == "endpoint"
    )
    for endpoint in endpoints(prod, "Interface"):
        assert endpoint.inputs["privateDnsEnabled"] is True
        assert sorted(endpoint.inputs["subnetIds"]) == intra
        assert endpoint.inputs["securityGroupIds"] == [group]


def test_only_private_subnets_are_led_to_s3(either_stack: Result) -> None:
    tiers = {
        subnet.id: subnet.inputs["tags"]["Tier"] for subnet in of_type(either_stack, "aws:ec2/subnet:Subnet")
    }
    (gateway,) = endpoints(either_stack, "Gateway")
    associations = of_type(either_stack, "aws:ec2/routeTableAssociation:RouteTableAssociation")
    led = {
        tiers[association.inputs["subnetId"]]
        for association in associations
        if association.inputs["routeTableId"] in gateway.inputs["routeTableIds"]
    }
    assert led == {"private"}


def test_an_endpoint_has_a_policy_where_its_service_is_known_to_take_one(either_stack: Result) -> None:
    for endpoint in of_type(either_stack, "aws:ec2/vpcEndpoint:VpcEndpoint"):
        known = CATALOGUE[endpoint.name.replace("-", "_")].takes_policy
        assert (endpoint.inputs.get("policy") is not None) == known, endpoint.name


def test_of_two_services_it_is_not_known() -> None:
    assert {name for name, endpoint in CATALOGUE.items() if not endpoint.takes_policy} == {"eks", "eks_auth"}


def test_deployments_inside_are_for_the_administrators_of_the_account(variant: Run) -> None:
    changes: Changes = {"network.runner": True, "access.admins": ADMINS}
    found: dict[str, dict[str, Any]] = {}
    for endpoint in of_type(variant("prod", changes), "aws:ec2/vpcEndpoint:VpcEndpoint"):
        for statement in json.loads(endpoint.inputs.get("policy") or '{"Statement": []}')["Statement"]:
            if statement["Sid"] == "Deployment":
                found[endpoint.name] = statement
    assert {statement["Action"] for statement in found.values()} == DEPLOYED
    for name, statement in found.items():
        condition = statement["Condition"]
        assert condition["ArnEquals"] == {"aws:PrincipalArn": ADMINS}
        assert condition["StringEquals"]["aws:PrincipalAccount"] == "444455556666"
        assert ("aws:ResourceAccount" in condition["StringEquals"]) == (name == "s3")


@pytest.mark.parametrize("name", CATALOGUE)
def test_without_deployers_no_policy_speaks_of_them(name: str) -> None:
    assert "Deployment" not in {statement["Sid"] for statement in statements(name)}
    assert len(endpoint_policy(name, PLACE, ADMINS)) <= LONGEST_POLICY


def test_no_endpoint_of_a_stack_has_the_policy_that_allows_everything(either_stack: Result) -> None:
    for endpoint in of_type(either_stack, "aws:ec2/vpcEndpoint:VpcEndpoint"):
        if endpoint.inputs.get("policy") is None:
            continue
        for statement in json.loads(endpoint.inputs["policy"])["Statement"]:
            assert statement["Action"] != "*"
            assert (
                statement["Resource"] != "*"
                or (
                    endpoint.name.replace("-", "_"),
                    statement["Sid"],
                )
                in EVERY_RESOURCE
            )
