"""The address plan of the VPC: four tiers over two or three zones."""

import ipaddress
from dataclasses import dataclass

# Prefix lengths. AWS takes no VPC above /16. Below /21 the small subnets have no address for each endpoint
# and six for the control plane, and load balancers want /27. Source: EKS user guide, "Amazon EKS networking
# requirements for VPC and subnets"; Elastic Load Balancing user guide, "Subnets for your load balancer".
LARGEST, SMALLEST = 16, 21


@dataclass(frozen=True)
class CidrPlan:
    """The subnets of each tier, one per zone, and the range that holds them and any that are added later."""

    public: tuple[str, ...]
    private: tuple[str, ...]
    intra: tuple[str, ...]
    transit: tuple[str, ...]
    public_range: str
    private_range: str
    intra_range: str
    transit_range: str


def plan_subnets(vpc_cidr: str, zones: int) -> CidrPlan:
    """Divide a VPC into subnets.

    The VPC is cut into eighths. Each private subnet, where pods get their addresses, is one of them; public
    and intra subnets are an eighth of an eighth each, and so are those where a transit gateway is attached.
    Every tier has room for a fourth zone, and two eighths and a half stay free.

    Args:
        vpc_cidr: IPv4 range between /16 and /21.
        zones: 2 or 3.

    Raises:
        ValueError: the range or the number of zones is not one of these.
    """
    vpc = ipaddress.IPv4Network(vpc_cidr)
    if vpc.prefixlen > SMALLEST:
        raise ValueError(f"vpcCidr {vpc_cidr} is too small for {zones} zones: must be /{SMALLEST} or larger")
    if vpc.prefixlen < LARGEST:
        raise ValueError(f"vpcCidr {vpc_cidr} is too large: must be /{LARGEST} or smaller")
    if zones not in (2, 3):
        raise ValueError(f"{zones} zones: must be 2 or 3")
    eighths = list(vpc.subnets(prefixlen_diff=3))
    small = list(eighths[6].subnets(prefixlen_diff=3))
    transit = list(eighths[7].subnets(prefixlen_diff=3))
    return CidrPlan(
        public=tuple(str(subnet) for subnet in small[:zones]),
        private=tuple(str(subnet) for subnet in eighths[:zones]),
        intra=tuple(str(subnet) for subnet in small[4 : 4 + zones]),
        transit=tuple(str(subnet) for subnet in transit[:zones]),
        public_range=str(small[0].supernet(prefixlen_diff=2)),
        private_range=str(eighths[0].supernet(prefixlen_diff=2)),
        intra_range=str(small[4].supernet(prefixlen_diff=2)),
        transit_range=str(transit[0].supernet(prefixlen_diff=2)),
    )
