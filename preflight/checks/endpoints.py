"""Whether the endpoints of the VPC can be had: in this region, in these zones, with a policy."""

from collections.abc import Iterator
from typing import Any

from preflight.account import Account
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan
from preview.model import Properties

CHECK = "endpoints"


def check_endpoints(plan: Plan, account: Account) -> Iterator[Finding]:
    """Look up the service of each endpoint."""
    endpoints = plan.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")
    if not endpoints:
        return
    names = sorted({str(endpoint["serviceName"]) for endpoint in endpoints})
    services = {
        service["ServiceName"]: service
        for service in account.pages(
            "ec2",
            "describe_vpc_endpoint_services",
            "ServiceDetails",
            Filters=[{"Name": "service-name", "Values": names}],
        )
    }
    fine = 0
    for endpoint in sorted(endpoints, key=lambda each: str(each["serviceName"])):
        problems = list(_problems(endpoint, services.get(endpoint["serviceName"]), plan))
        yield from (blocker(CHECK, problem) for problem in problems)
        fine += not problems
    if fine:
        yield ok(CHECK, f"{fine} of {len(endpoints)} are offered as the stack makes them")


def _problems(endpoint: Properties, service: dict[str, Any] | None, plan: Plan) -> Iterator[str]:
    name = str(endpoint["serviceName"])
    if service is None:
        yield f"{name} is not offered: set its entry in network.endpoints to false"
        return
    if endpoint.get("policy") and not service.get("VpcEndpointPolicySupported"):
        yield (
            f"{name} takes no policy (VpcEndpointPolicySupported is false), and AWS refuses an endpoint with "
            "one: make it without, in infra/network/endpoint_catalogue.py"
        )
    offered = set(service.get("AvailabilityZones", []))
    if elsewhere := sorted(_zones(endpoint, plan) - offered):
        yield f"{name} is not offered in {', '.join(elsewhere)}: choose other zones (network.zoneNames)"


def _zones(endpoint: Properties, plan: Plan) -> set[str]:
    """Name the zones of an endpoint's interfaces; a gateway has none."""
    subnets = set(endpoint.get("subnetIds") or [])
    return {
        str(subnet.inputs["availabilityZone"])
        for subnet in plan.of("aws:ec2/subnet:Subnet")
        if subnet.id in subnets
    }
