"""Each thing that stands in the way alone: its line, the exit code, and that the rest is in order."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from preflight.checks.names import KINDS
from preflight.checks.quotas import QUOTAS
from preflight.checks.service_roles import named_in_policies
from preview.model import Resource
from tests.support.preflight_account import AUTHORITY, SoundAccount, trust, with_public_endpoint


def only_blocker(account: SoundAccount, **how: Any) -> str:
    """The line of the only blocker of a run."""
    looked = account.look(**how)
    assert looked.code == 2
    assert looked.lines[-1].startswith("blockers: 1, ")
    (line,) = looked.beginning("BLOCKER")
    return line


@pytest.mark.parametrize(
    "caller",
    ["arn:aws:iam::{account}:role/somebody", "arn:aws:iam::{account}:role/team/palisade-deployer"],
)
def test_a_caller_who_is_no_administrator_is_named(account: SoundAccount, caller: str):
    account.caller = caller.format(account=account.plan.settings.aws.account_id)
    line = only_blocker(account)
    assert line.startswith("BLOCKER  caller: ")
    assert f"assumed-role/{account.caller.rsplit('/', 1)[1]}/" in line
    assert account.plan.settings.access.admins[0] in line


def test_a_service_linked_role_that_a_key_policy_names_is_made_first(account: SoundAccount):
    for service in named_in_policies(account.plan):
        remove_role(account, service)
        line = only_blocker(account)
        assert f"aws iam create-service-linked-role --aws-service-name {service}" in line
        account.client("iam").create_service_linked_role(AWSServiceName=service)


def remove_role(account: SoundAccount, service: str) -> None:
    """Take the service-linked role of a service away."""
    iam = account.client("iam")
    (role,) = iam.list_roles(PathPrefix=f"/aws-service-role/{service}/")["Roles"]
    iam.delete_role(RoleName=role["RoleName"])


def test_spot_nodes_that_karpenter_buys_need_a_role_that_nobody_else_makes(account: SoundAccount):
    pool = {"spec": {"template": {"spec": {"requirements": [{"values": ["spot"]}]}}}}
    resource = Resource("urn", "kubernetes:karpenter.sh/v1:NodePool", "pool", True, "", pool)
    plan = replace(account.plan, resources=(*account.plan.resources, resource))
    assert account.look(plan=plan).code == 0
    remove_role(account, "spot.amazonaws.com")
    assert "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com" in only_blocker(
        account, plan=plan
    )


def test_roles_that_aws_makes_itself_are_a_warning(account: SoundAccount):
    services = ("eks.amazonaws.com", "eks-nodegroup.amazonaws.com")
    for service in services:
        remove_role(account, service)
    looked = account.look()
    assert looked.code == 0
    warnings = looked.beginning("warning")
    assert len(warnings) == len(services)
    assert all("where the caller may iam:CreateServiceLinkedRole" in line for line in warnings)


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_a_quota_that_does_not_hold_what_the_stack_adds_says_how_much_is_needed(
    account: SoundAccount, quota: Any
):
    wanted = quota.wanted(account.plan)
    if not wanted:
        pytest.skip("the stack has none of these")
    others = len(quota.present(account.reader()))
    usual = account.answers["service-quotas", "GetServiceQuota"]
    account.answers["service-quotas", "GetServiceQuota"] = lambda asked: (
        {"Quota": {"Value": float(others + wanted - 1)}} if asked["QuotaCode"] == quota.code else usual(asked)
    )
    line = only_blocker(account)
    assert f"quota {quota.name}: {others + wanted - 1} allowed" in line
    assert f"--quota-code {quota.code} --desired-value {others + wanted}" in line


def test_a_quota_without_an_applied_value_is_the_default(account: SoundAccount):
    missing = {"Error": {"Code": "NoSuchResourceException", "Message": "none"}}
    account.answers["service-quotas", "GetServiceQuota"] = lambda _: missing
    account.answers["service-quotas", "GetAWSDefaultServiceQuota"] = lambda asked: {
        "Quota": {"Value": 0.0 if asked["QuotaCode"] == "L-F678F1CE" else 1000.0}
    }
    assert "quota VPCs per Region: 0 allowed" in only_blocker(account)


def test_what_the_stack_has_made_already_is_not_counted_twice(account: SoundAccount):
    ec2 = account.client("ec2")
    own = [{"Key": "Project", "Value": "palisade"}, {"Key": "Stack", "Value": account.plan.stack}]
    ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": own}])
    usual = account.answers["service-quotas", "GetServiceQuota"]
    account.answers["service-quotas", "GetServiceQuota"] = lambda asked: (
        {"Quota": {"Value": 2.0}} if asked["QuotaCode"] == "L-F678F1CE" else usual(asked)
    )
    assert account.look().code == 0


def test_a_build_that_eks_does_not_offer_for_the_version_is_named_with_those_it_does(account: SoundAccount):
    for name in {add_on["addonName"] for add_on in account.plan.inputs("aws:eks/addon:Addon")}:
        for fits in ("1.20", account.plan.settings.cluster.version):
            other = {"addonVersion": "v0.0.1-eksbuild.1", "compatibilities": [{"clusterVersion": fits}]}
            account.answers["eks", "DescribeAddonVersions"] = lambda asked, name=name, other=other: {
                "addons": [{"addonName": name, "addonVersions": [other]}]
                if asked["addonName"] == name
                else account.add_ons(asked["addonName"])
            }
            line = only_blocker(account)
            assert f"does not offer {name} v" in line
            assert ("it offers v0.0.1-eksbuild.1" if fits != "1.20" else "it offers no build at all") in line
            assert f"cluster.addOnVersions.{name}" in line


def changed(services: list[dict[str, Any]], name: str, **values: Any) -> dict[str, Any]:
    return {
        "ServiceDetails": [
            {**service, **values} if service["ServiceName"] == name else service for service in services
        ]
    }


def test_an_endpoint_that_takes_no_policy_or_is_not_offered_is_named(account: SoundAccount):
    policies = {
        endpoint["serviceName"]
        for endpoint in account.plan.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")
        if endpoint.get("policy")
    }
    assert policies
    services = account.endpoint_services()
    for name in sorted(policies):
        account.answers["ec2", "DescribeVpcEndpointServices"] = lambda _, name=name: changed(
            services, name, VpcEndpointPolicySupported=False
        )
        assert f"endpoints: {name} takes no policy" in only_blocker(account)
        account.answers["ec2", "DescribeVpcEndpointServices"] = lambda _, name=name: {
            "ServiceDetails": [service for service in services if service["ServiceName"] != name]
        }
        assert f"endpoints: {name} is not offered: " in only_blocker(account)


def test_an_endpoint_that_a_zone_lacks_is_named_with_the_zone(account_of_prod: SoundAccount):
    (*most, last) = account_of_prod.plan.settings.zones
    interface = next(
        endpoint["serviceName"]
        for endpoint in account_of_prod.plan.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")
        if endpoint.get("vpcEndpointType") == "Interface"
    )
    services = account_of_prod.endpoint_services()
    account_of_prod.answers["ec2", "DescribeVpcEndpointServices"] = lambda _: changed(
        services, interface, AvailabilityZones=most
    )
    assert f"endpoints: {interface} is not offered in {last}: " in only_blocker(account_of_prod)


def zones(account: SoundAccount, **identifiers: str) -> None:
    """Let the account have these zones alone, by the last letter of their names."""
    region = account.plan.settings.aws.region
    found = [
        {"ZoneName": f"{region}{letter}", "ZoneId": identifier, "State": "available"}
        for letter, identifier in identifiers.items()
    ]
    account.answers["ec2", "DescribeAvailabilityZones"] = lambda _: {"AvailabilityZones": found}


def test_a_zone_that_the_account_lacks_or_that_takes_no_cluster_is_named_with_the_others(
    account: SoundAccount,
):
    zones(account, a="use1-az1", c="use1-az2", d="use1-az4")
    region = account.plan.settings.aws.region
    assert f"no zone {region}b: choose among {region}a, {region}c, {region}d" in only_blocker(account)
    zones(account, a="use1-az1", b="use1-az3", c="use1-az2")
    assert f"{region}b is use1-az3, where EKS has no clusters: choose among" in only_blocker(account)


def offered(account: SoundAccount, offer: Callable[[str, str], bool]) -> None:
    """Let a zone offer an instance type of the plan where `offer(zone, type)` says so."""
    types = {
        name
        for group in account.plan.inputs("aws:eks/nodeGroup:NodeGroup")
        for name in group["instanceTypes"]
    }
    account.answers["ec2", "DescribeInstanceTypeOfferings"] = lambda _: {
        "InstanceTypeOfferings": [
            {"InstanceType": name, "LocationType": "availability-zone", "Location": zone}
            for name in sorted(types)
            for zone in account.plan.settings.zones
            if offer(zone, name)
        ]
    }


def test_a_zone_that_offers_no_instance_type_of_a_group_is_named(account: SoundAccount):
    last = account.plan.settings.zones[-1]
    offered(account, lambda zone, _: zone != last)
    assert f"instance types: {last} offers none of " in only_blocker(account)


def test_a_zone_that_offers_some_of_the_types_is_a_warning(account: SoundAccount):
    groups = account.plan.inputs("aws:eks/nodeGroup:NodeGroup")
    (several,) = {tuple(group["instanceTypes"]) for group in groups}
    last = account.plan.settings.zones[-1]
    offered(account, lambda zone, name: zone != last or name == several[0])
    looked = account.look()
    assert looked.code == 0
    expected = [f"warning  instance types: {last} does not offer {', '.join(several[1:])}"]
    assert [line.partition(";")[0] for line in looked.beginning("warning")] == (
        expected if len(several) > 1 else []
    )


MAKE: dict[str, Callable[[SoundAccount, str], object]] = {
    "cluster": lambda account, name: (
        account.client("eks").create_cluster(
            name=name,
            roleArn=f"arn:aws:iam::{account.plan.settings.aws.account_id}:role/some",
            resourcesVpcConfig={},
        )
        and account.serve_cluster(name)
    ),
    "log group": lambda account, name: account.client("logs").create_log_group(logGroupName=name),
    "repository": lambda account, name: account.client("ecr").create_repository(repositoryName=name),
    "bucket": lambda account, name: account.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": account.plan.settings.aws.region}
    ),
    "trail": lambda account, name: (
        account.client("s3").create_bucket(
            Bucket="of-a-trail",
            CreateBucketConfiguration={"LocationConstraint": account.plan.settings.aws.region},
        ),
        account.client("cloudtrail").create_trail(Name=name, S3BucketName="of-a-trail"),
    ),
    "alias": lambda account, name: account.client("kms").create_alias(
        AliasName=name, TargetKeyId=account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    ),
    "role": lambda account, name: account.client("iam").create_role(
        RoleName=name.upper(), AssumeRolePolicyDocument=trust()
    ),
    "secret": lambda account, name: account.client("secretsmanager").create_secret(
        Name=name, SecretString="-"
    ),
    "backup vault": lambda account, name: account.client("backup").create_backup_vault(BackupVaultName=name),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_a_name_that_is_taken_is_told_with_a_way_out(account: SoundAccount, kind: Any):
    plan = with_one(account, kind.token, kind.key)
    name = str(plan.inputs(kind.token)[-1][kind.key])
    MAKE[kind.title](account, name)
    line = only_blocker(account, plan=plan)
    assert f"names of {kind.title}s: {name} exists already" in line
    assert line.endswith(kind.way_out)


def with_one(account: SoundAccount, token: str, key: str) -> Any:
    """The plan with at least one resource of a type, as a stack may have it."""
    if account.plan.of(token):
        return account.plan
    resource = Resource("urn", token, "made-up", True, "", {key: "palisade-made-up"})
    return replace(account.plan, resources=(*account.plan.resources, resource))


def test_every_kind_of_name_is_tried():
    assert set(MAKE) == {kind.title for kind in KINDS}


def test_a_bucket_of_another_account_is_told_apart(account_of_prod: SoundAccount):
    name = account_of_prod.plan.inputs("aws:s3/bucket:Bucket")[0]["bucket"]
    account_of_prod.answers["s3", "HeadBucket"] = lambda _: {
        "Error": {"Code": "403" if _["Bucket"] == name else "404", "Message": ""}
    }
    assert f"{name} exists already (in another account): " in only_blocker(account_of_prod)


def test_a_secret_that_waits_for_its_deletion_is_told_apart(account: SoundAccount):
    (kind,) = (kind for kind in KINDS if kind.title == "secret")
    plan = with_one(account, kind.token, kind.key)
    name = str(plan.inputs(kind.token)[-1][kind.key])
    manager = account.client("secretsmanager")
    manager.create_secret(Name=name, SecretString="-")
    manager.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    line = only_blocker(account, plan=plan)
    assert f"{name} exists already (scheduled for deletion): " in line
    assert "aws secretsmanager restore-secret" in line


def test_a_detector_of_guardduty_that_is_there_already_is_told(account_of_prod: SoundAccount):
    account_of_prod.client("guardduty").create_detector(Enable=True)
    assert "set detection.guardDuty to false" in only_blocker(account_of_prod)


def test_a_private_api_that_nothing_leads_to_is_told_before_it_is_made(account: SoundAccount):
    plan = without_ways(account)
    line = only_blocker(account, plan=plan)
    assert "nothing leads to its private endpoint" in line
    assert "cluster.publicCidrs" in line


@pytest.mark.parametrize("way", ["transitGatewayId", "vpcPeeringConnectionId"])
def test_a_route_that_the_stack_makes_is_a_way_to_the_api(account: SoundAccount, way: str):
    route = {"destinationCidrBlock": "10.8.0.0/24", way: "some-0123"}
    plan = without_ways(account)
    plan = replace(
        plan,
        resources=(*plan.resources, Resource("urn", "aws:ec2/route:Route", "r", True, "", route)),
    )
    looked = account.look(plan=plan)
    assert looked.code == 0
    assert any("a way to it: 10.8.0.0/24 through some-0123" in line for line in looked.lines)


def test_a_runner_inside_the_vpc_is_a_way_to_the_api(account: SoundAccount):
    plan = without_ways(account)
    network = plan.settings.network.model_copy(update={"runner": True})
    settings = plan.settings.model_copy(update={"network": network})
    looked = account.look(plan=replace(plan, settings=settings))
    assert looked.code == 0
    assert any("a way to it: a runner inside the VPC" in line for line in looked.lines)


def test_a_runner_inside_the_vpc_needs_no_way_into_it(account: SoundAccount):
    plan = with_runner(without_ways(account), runner=True)
    assert account.look(plan=plan).code == 0


def with_runner(plan: Any, *, runner: bool) -> Any:
    network = plan.settings.network.model_copy(update={"runner": runner})
    return replace(plan, settings=plan.settings.model_copy(update={"network": network}))


def without_ways(account: SoundAccount) -> Any:
    plan = with_runner(with_public_endpoint(account.plan), runner=False)
    kept = [
        resource
        for resource in plan.resources
        if resource.type != "aws:ec2/route:Route" or "0.0.0.0/0" in resource.inputs.values()
    ]
    return replace(plan, resources=tuple(kept))


def deployed(account: SoundAccount) -> str:
    """Let the stack's cluster and keys exist, and return the host of its API."""
    name = account.plan.inputs("aws:eks/cluster:Cluster")[0]["name"]
    MAKE["cluster"](account, name)
    tags = [
        {"TagKey": "Project", "TagValue": account.plan.project},
        {"TagKey": "Stack", "TagValue": account.plan.stack},
    ]
    kms = account.client("kms")
    for alias in account.plan.inputs("aws:kms/alias:Alias"):
        key = kms.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=alias["name"], TargetKeyId=key)
    return account.serve_cluster(name)


def test_names_of_a_stack_that_is_deployed_are_its_own(account: SoundAccount):
    deployed(account)
    for group in account.plan.inputs("aws:cloudwatch/logGroup:LogGroup"):
        MAKE["log group"](account, group["name"])
    looked = account.look()
    assert (looked.code, looked.beginning("BLOCKER")) == (0, [])
    assert "ok       names of log groups: the stack's own" in looked.lines


def test_an_api_that_does_not_answer_is_told_with_its_host(account: SoundAccount):
    host = deployed(account)

    def nobody(_: str, __: str) -> None:
        raise TimeoutError("timed out")

    line = only_blocker(account, connect=nobody)
    assert f"API: {host} does not answer on 443 from here (timed out)" in line


def test_the_connection_is_made_under_the_authority_of_the_cluster(account: SoundAccount):
    host = deployed(account)
    connections: list[tuple[str, str]] = []
    account.look(connect=lambda *to: connections.append(to))
    assert connections == [(host, AUTHORITY)]
