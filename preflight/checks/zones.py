"""Whether the zones take a cluster, and have the instance types of the node groups."""

from collections import defaultdict
from collections.abc import Iterator

from preflight.account import Account
from preflight.finding import Finding, blocker, ok, warning
from preflight.plan import Plan

CHECK = "zones"
TYPES = "instance types"
# Zones without EKS. Source: EKS user guide, "View Amazon EKS networking requirements for VPC and subnets".
WITHOUT_EKS = {"use1-az3", "usw1-az2", "cac1-az3"}


def check_zones(plan: Plan, account: Account) -> Iterator[Finding]:
    """Look for the zones of the subnets among those that the account has."""
    wanted = {str(subnet["availabilityZone"]) for subnet in plan.inputs("aws:ec2/subnet:Subnet")}
    found = account.read("ec2", "describe_availability_zones")["AvailabilityZones"]
    zones = {
        zone["ZoneName"]: zone["ZoneId"]
        for zone in found
        if zone["State"] == "available" and zone.get("ZoneType", "availability-zone") == "availability-zone"
    }
    usable = sorted(name for name, identifier in zones.items() if identifier not in WITHOUT_EKS)
    choose = f"choose among {', '.join(usable)} (network.zoneNames)"
    for zone in sorted(wanted - zones.keys()):
        yield blocker(CHECK, f"this account has no zone {zone}: {choose}")
    for zone in sorted(wanted & zones.keys() - set(usable)):
        yield blocker(CHECK, f"{zone} is {zones[zone]}, where EKS has no clusters: {choose}")
    if there := sorted(wanted & set(usable)):
        yield ok(CHECK, ", ".join(there))


def check_instance_types(plan: Plan, account: Account) -> Iterator[Finding]:
    """Look for the instance types of each node group in its zones."""
    groups = [(zone, types) for zone, types in _groups(plan) if types]
    types = sorted({name for _, names in groups for name in names})
    if not types:
        return
    offered: dict[str, set[str]] = defaultdict(set)
    for offering in account.pages(
        "ec2",
        "describe_instance_type_offerings",
        "InstanceTypeOfferings",
        LocationType="availability-zone",
        Filters=[{"Name": "instance-type", "Values": types}],
    ):
        offered[offering["Location"]].add(offering["InstanceType"])
    clean = True
    for zone, names in sorted(set(groups)):
        missing = [name for name in names if name not in offered[zone]]
        if not missing:
            continue
        clean = False
        if len(missing) == len(names):
            yield blocker(
                TYPES,
                f"{zone} offers none of {', '.join(names)}: choose others (nodeGroups), or another zone "
                "(network.zoneNames)",
            )
        else:
            yield warning(
                TYPES, f"{zone} does not offer {', '.join(missing)}; the group has the others to choose from"
            )
    if clean:
        yield ok(TYPES, ", ".join(types))


def _groups(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give zone and instance types of each node group and each of its zones."""
    zones = {subnet.id: str(subnet.inputs["availabilityZone"]) for subnet in plan.of("aws:ec2/subnet:Subnet")}
    for group in plan.inputs("aws:eks/nodeGroup:NodeGroup"):
        for subnet in group.get("subnetIds", []):
            yield zones[subnet], tuple(group.get("instanceTypes") or ())
