"""Address ranges: which of them, alone or together, are the internet."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import TypeAlias

from guardrails.core.truth import Truth
from guardrails.core.values import UNKNOWN, Value

Network: TypeAlias = IPv4Network | IPv6Network

_INTERNET_V4 = IPv4Network("0.0.0.0/0")
# The part of IPv6 that is routed on the internet: global unicast, RFC 4291 section 2.4.
_INTERNET_V6 = IPv6Network("2000::/3")


def network(value: Value) -> Network | None:
    """Read a range in CIDR notation, also with host bits set; None for what is no known range."""
    if not isinstance(value, str):
        return None
    try:
        return ip_network(value.strip(), strict=False)
    except ValueError:
        return None


def covers_internet(values: Iterable[Value]) -> Truth:
    """Tell whether ranges together hold all of the IPv4 or all of the IPv6 internet.

    Args:
        values: ranges in CIDR notation; what is none counts as not known.
    """
    networks = [network(value) for value in values]
    v4 = [item for item in networks if isinstance(item, IPv4Network)]
    v6 = [item for item in networks if isinstance(item, IPv6Network)]
    if any(item == _INTERNET_V4 for item in collapse_addresses(v4)):
        return True
    if any(_INTERNET_V6.subnet_of(item) for item in collapse_addresses(v6)):
        return True
    return UNKNOWN if None in networks else False
