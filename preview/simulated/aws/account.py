"""The AWS account and region that a simulated provider pretends to be configured for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from preview.model import Properties
from preview.simulated.simulation import SimulationError

DEFAULT_REGION = "us-east-1"
# The account that AWS's own documentation uses in examples.
DEFAULT_ACCOUNT = "123456789012"
# Partition and DNS suffix by the start of the region's name (AWS General Reference, "Regions and endpoints").
_PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
}


@dataclass(frozen=True)
class Account:
    """Where made-up resources live."""

    region: str = DEFAULT_REGION
    account: str = DEFAULT_ACCOUNT
    default_tags: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def partition(self) -> str:
        """The partition of the region: aws, aws-cn, aws-us-gov, ..."""
        return self._of_partition()[0]

    @property
    def suffix(self) -> str:
        """The DNS suffix of the partition's endpoints."""
        return self._of_partition()[1]

    def _of_partition(self) -> tuple[str, str]:
        for prefix, found in _PARTITIONS.items():
            if self.region.startswith(prefix):
                return found
        return ("aws", "amazonaws.com")

    def values(self) -> dict[str, str]:
        """Return what templates may name of the account."""
        return {
            "region": self.region,
            "account": self.account,
            "partition": self.partition,
            "suffix": self.suffix,
        }

    def in_region(self, region: str) -> "Account":
        """Return the same account in another region."""
        return Account(region, self.account, self.default_tags)


def account_of(config: Properties) -> Account:
    """Read a provider's configuration, in which nested values are JSON texts.

    Args:
        config: configuration without secret marks.

    Raises:
        SimulationError: a nested value is not JSON.
    """
    allowed = _nested(config, "allowedAccountIds") or []
    tags = (_nested(config, "defaultTags") or {}).get("tags") or {}
    return Account(
        region=str(config.get("region") or DEFAULT_REGION),
        account=str(allowed[0]) if allowed else DEFAULT_ACCOUNT,
        default_tags=tags,
    )


def _nested(config: Properties, key: str) -> Any:
    value = config.get(key)
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise SimulationError(f"aws:{key} is not JSON: {error}") from error
