"""Sets of TCP or UDP ports, so that whole ranges are followed at once."""

from dataclasses import dataclass
from functools import cache

HIGHEST = 65535


@dataclass(frozen=True, repr=False)
class Ports:
    """A set of ports.

    Attributes:
        bits: a number in which the bit of each port of the set is 1.
    """

    bits: int

    def __or__(self, other: "Ports") -> "Ports":
        return Ports(self.bits | other.bits)

    def __and__(self, other: "Ports") -> "Ports":
        return Ports(self.bits & other.bits)

    def __sub__(self, other: "Ports") -> "Ports":
        return Ports(self.bits & ~other.bits)

    def __bool__(self) -> bool:
        return bool(self.bits)

    def __repr__(self) -> str:
        """Write the set as numbers and ranges, such as 53, 1025-65535."""
        parts: list[str] = []
        rest, first = self.bits, 0
        while rest:
            gap = (rest & -rest).bit_length() - 1
            rest, first = rest >> gap, first + gap
            length = (~rest & (rest + 1)).bit_length() - 1
            parts.append(str(first) if length == 1 else f"{first}-{first + length - 1}")
            rest, first = rest >> length, first + length
        return ", ".join(parts) or "no port"


@cache
def ports(first: int, last: int | None = None) -> Ports:
    """Give the set of one port, or of a range with both ends in it."""
    end = first if last is None else last
    if not 0 <= first <= end <= HIGHEST:
        raise ValueError(f"no such ports: {first}-{end}")
    return Ports((1 << (end + 1)) - (1 << first))


def icmp(kind: int, code: int) -> Ports:
    """Give the place of an ICMP message in such a set: type and code are a byte each."""
    return ports(kind << 8 | code)


NONE = Ports(0)
ALL = ports(0, HIGHEST)
# Where connections start. Linux takes a part of it, but the VPC CNI's SNAT and NAT gateways take all of it.
# Source: amazon-vpc-cni-k8s, AWS_VPC_K8S_CNI_RANDOMIZESNAT; VPC user guide, "NAT gateway basics".
EPHEMERAL = ports(1024, HIGHEST)
