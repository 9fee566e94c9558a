"""A provider that answers as the one did under which the EKS components were recorded.

It checks nothing, gives back the inputs, and in an update makes up `NAME-id` and a few values of fixed form.
"""

from collections.abc import Collection
from typing import Any

from preview.model import Properties
from preview.simulated.server import SimulatedProvider
from preview.simulated.simulation import Registration

ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/ABC"
_CLUSTER: dict[str, Any] = {
    "certificateAuthority": {"data": "Y2E="},
    "endpoint": "https://ABC.gr7.us-west-2.eks.amazonaws.com",
    "identities": [{"oidcs": [{"issuer": ISSUER}]}],
}
_ANSWERS: dict[str, Properties] = {
    "aws:index/getPartition:getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com"},
}


class RecorderProvider(SimulatedProvider):
    """Echoes inputs, plus made-up ids and ARNs in an update."""

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        if dry_run:
            return "", resource.inputs
        made: Properties = {
            "arn": f"arn:aws:x:us-west-2:123456789012:{resource.name}",
            "name": resource.name,
            "latestVersion": 1,
        }
        if resource.type == "aws:eks/cluster:Cluster":
            made |= _CLUSTER
        return f"{resource.name}-id", {**made, **resource.inputs}

    def invoke(self, token: str, arguments: Properties) -> Properties:
        return _ANSWERS[token]


class RecorderSimulations:
    """The simulated EKS provider among recorder providers."""

    def provider_module(self, package: str) -> str | None:
        return "preview.simulated.eks" if package == "eks" else __name__

    def new_clouds(self, missing: Collection[str] = ()) -> None:
        return None

    def is_simulated(self, type_token: str) -> bool:
        return True


def servicer(clouds: Any) -> RecorderProvider:
    return RecorderProvider()
