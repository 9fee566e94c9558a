"""The instance types of EC2, and the architecture of each.

They are those that botocore's model of EC2 names; without botocore none is known, and nothing is judged.
"""

import gzip
import importlib.util
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

# EC2 User Guide, "Amazon EC2 instance type naming conventions": letters of the series, generation, then what
# it has, where `g` stands for a Graviton processor. `gb` after a hyphen are NVIDIA's chips with ARM cores.
_NAME = re.compile(r"(?P<series>[a-z]+)(?P<generation>\d+)(?P<options>[a-z]*)(?P<rest>-[a-z0-9-]+)?\.")


@dataclass(frozen=True)
class InstanceTypes:
    """All names, and where they are from."""

    names: frozenset[str]
    source: str


@cache
def instance_types() -> InstanceTypes | None:
    """Return the instance types that exist, None where botocore is not installed or has another form."""
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "data" / "ec2"
    models = sorted(folder.glob("*/service-2.json.gz"))
    if not models:
        return None
    shapes = json.loads(gzip.decompress(models[-1].read_bytes())).get("shapes", {})
    names = frozenset(shapes.get("InstanceType", {}).get("enum", ()))
    return InstanceTypes(names, f"the list of botocore {version('botocore')}") if names else None


def architecture(instance_type: str) -> str:
    """Return `x86_64` or `arm64`, "" where the name does not tell.

    Args:
        instance_type: such as `m7g.large`.
    """
    found = _NAME.match(instance_type)
    if found is None or found["series"] == "mac":
        return ""
    if found["series"] == "a" or "g" in found["options"] or (found["rest"] or "").startswith("-gb"):
        return "arm64"
    return "x86_64"
