"""The address plan of the VPC: three tiers over two or three zones."""

import ipaddress
from dataclasses import dataclass

SMALLEST, LARGEST = 20, 16


@dataclass(frozen=True)
class CidrPlan:
    """The subnets of each tier, one per zone."""

    public: tuple[str, ...]
    private: tuple[str, ...]
    intra: tuple[str, ...]


def plan_subnets(vpc_cidr: str, zones: int) -> CidrPlan:
    """Divide a VPC into subnets.

    The VPC is cut into eighths. Each private subnet, where pods get their addresses, is one of them; public
    and intra subnets are an eighth of an eighth each. What stays free is room to grow.

    Args:
        vpc_cidr: IPv4 range between /16 and /20.
        zones: 2 or 3.

    Raises:
        ValueError: the range or the number of zones is not one of these.
    """
    vpc = ipaddress.IPv4Network(vpc_cidr)
    if not LARGEST <= vpc.prefixlen <= SMALLEST:
        raise ValueError(f"{vpc_cidr}: a VPC must be between /{LARGEST} and /{SMALLEST}")
    if zones not in (2, 3):
        raise ValueError(f"{zones} zones: must be 2 or 3")
    eighths = list(vpc.subnets(prefixlen_diff=3))
    small = list(eighths[6].subnets(prefixlen_diff=3))
    return CidrPlan(
        public=tuple(str(subnet) for subnet in small[:zones]),
        private=tuple(str(subnet) for subnet in eighths[:zones]),
        intra=tuple(str(subnet) for subnet in small[4 : 4 + zones]),
    )
