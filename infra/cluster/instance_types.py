"""The instance types of EC2, by the list that botocore has of them."""

import difflib
from functools import cache
from typing import Any

from botocore import __version__ as botocore_version
from botocore.loaders import Loader


@cache
def known_types() -> frozenset[str]:
    """Return the name of every instance type in botocore's model of EC2, newer than the AWS provider's."""
    model: Any = Loader().load_service_model("ec2", "service-2")
    return frozenset(model["shapes"]["InstanceType"]["enum"])


def existing_type(name: str) -> str:
    """Return the name of an instance type that exists.

    Args:
        name: such as m7i.large.

    Raises:
        ValueError: there is no such type; with the nearest one, of the same family where that exists.
    """
    names = known_types()
    if name in names:
        return name
    lower = name.lower()
    family = lower.partition(".")[0]
    relatives = sorted(each for each in names if each.startswith(f"{family}."))
    near = difflib.get_close_matches(lower, relatives or sorted(names), n=1, cutoff=0.0 if relatives else 0.6)
    hint = f"did you mean {near[0]}?" if near else "see aws ec2 describe-instance-types"
    raise ValueError(f"is no instance type that botocore {botocore_version} knows ({hint})")
