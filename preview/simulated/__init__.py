"""Simulated providers: they stand in for clouds, and speak the protocol of Pulumi's provider plugins."""

from collections.abc import Collection

from preview.simulated.aws.forms import FORMS
from preview.simulated.eks.types import COMPONENTS
from preview.simulated.generic.packages import SIMULATED_TYPES
from preview.simulated.store import Clouds

_MODULES = {
    "aws": "preview.simulated.aws",
    "kubernetes": "preview.simulated.kubernetes",
    "eks": "preview.simulated.eks",
}


def provider_module(package: str) -> str | None:
    """Return the module that runs as the provider of a package, None for the generic one.

    Args:
        package: name of a Pulumi package, such as `aws`.
    """
    return _MODULES.get(package)


def is_simulated(type_token: str) -> bool:
    """Return whether a resource type has a simulation of its own.

    Args:
        type_token: type such as `aws:ec2/vpc:Vpc`; types without are answered from what the SDK says of them.
    """
    if type_token.startswith(("pulumi:", "kubernetes:")):
        return True
    return type_token in FORMS or type_token in COMPONENTS or type_token in SIMULATED_TYPES


def new_clouds(missing: Collection[str] = ()) -> Clouds:
    """Return empty clouds, kept in memory.

    Args:
        missing: kinds of what people put into an account that are not there.
    """
    clouds = Clouds()
    for kind in missing:
        clouds.withhold(kind)
    return clouds
