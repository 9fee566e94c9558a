"""Quotas of the account and region against what is there and what the stack adds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.errors import code_of
from preflight.account import Account
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan


@dataclass(frozen=True)
class Quota:
    """A limit, and how much of it is used.

    Attributes:
        name: what it limits, as AWS calls it.
        service, code: where Service Quotas has it.
        wanted: how many the stack has in all.
        present: the ones that the account has; of each, its tags.
    """

    name: str
    service: str
    code: str
    wanted: Callable[[Plan], int]
    present: Callable[[Account], list[dict[str, str]]]


def _tags(item: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}


def _vpcs(account: Account) -> list[dict[str, str]]:
    return [_tags(vpc) for vpc in account.pages("ec2", "describe_vpcs", "Vpcs")]


def _addresses(account: Account) -> list[dict[str, str]]:
    return [_tags(address) for address in account.read("ec2", "describe_addresses")["Addresses"]]


def _gateways(account: Account) -> list[dict[str, str]]:
    only = [{"Name": "vpc-endpoint-type", "Values": ["Gateway"]}]
    return [
        _tags(endpoint)
        for endpoint in account.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=only)
    ]


def _endpoints(plan: Plan, kind: str) -> int:
    return sum(
        endpoint.get("vpcEndpointType", "Gateway") == kind
        for endpoint in plan.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")
    )


# Codes are those of the Service Quotas console. Sources: VPC user guide, "Amazon VPC quotas"; AWS PrivateLink
# guide, "AWS PrivateLink quotas". A VPC that the stack has yet to make holds no endpoint of others.
QUOTAS = (
    Quota("VPCs per Region", "vpc", "L-F678F1CE", lambda plan: len(plan.of("aws:ec2/vpc:Vpc")), _vpcs),
    Quota(
        "EC2-VPC Elastic IPs", "ec2", "L-0263D0A3", lambda plan: len(plan.of("aws:ec2/eip:Eip")), _addresses
    ),
    Quota(
        "Interface VPC endpoints per VPC",
        "vpc",
        "L-29B6F2EB",
        lambda plan: _endpoints(plan, "Interface"),
        lambda _: [],
    ),
    Quota(
        "Gateway VPC endpoints per Region",
        "vpc",
        "L-1B52E74A",
        lambda plan: _endpoints(plan, "Gateway"),
        _gateways,
    ),
)


def check_quota(quota: Quota, plan: Plan, account: Account) -> Iterator[Finding]:
    """Compare a quota with what the account will have.

    What the stack has made already counts once.
    """
    check = f"quota {quota.name}"
    wanted = quota.wanted(plan)
    if not wanted:
        return
    others = sum(not plan.owns(tags) for tags in quota.present(account))
    limit = _limit(quota, account)
    text = f"{limit} allowed, others use {others}, the stack needs {wanted}"
    if others + wanted <= limit:
        yield ok(check, text)
        return
    yield blocker(
        check,
        f"{text}: delete some, or ask for {others + wanted} at least: aws service-quotas "
        f"request-service-quota-increase --service-code {quota.service} --quota-code {quota.code} "
        f"--desired-value {others + wanted} --region {plan.settings.aws.region}",
    )


def _limit(quota: Quota, account: Account) -> int:
    """Read the quota, or the default where Service Quotas has no applied value.

    Source: Service Quotas API reference, GetServiceQuota.
    """
    where = {"ServiceCode": quota.service, "QuotaCode": quota.code}
    try:
        found = account.read("service-quotas", "get_service_quota", **where)
    except ClientError as error:
        if code_of(error) != "NoSuchResourceException":
            raise
        found = account.read("service-quotas", "get_aws_default_service_quota", **where)
    return int(found["Quota"]["Value"])
