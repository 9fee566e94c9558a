"""ENG-02: no change of a property that a control reads is ignored."""

import re
from collections.abc import Iterator

from guardrails.core.control import (
    EVERY_TYPE,
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Severity,
)
from guardrails.core.reads import ANY, Place, places_read

_CLUSTER = "aws:eks/cluster:Cluster"
# Keys of a property path: `a.b`, `a[0]`, `a["b.c"]`.
_KEYS = re.compile(r'\["([^"]*)"\]|\[(\d+|\*)\]|([^.\[\]]+)')


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    if not resource.ignore_changes:
        return
    read = {
        control.id: places_read(control, resource) for control in context.controls if control.id != CONTROL.id
    }
    for path in resource.ignore_changes:
        ignored = _place(path)
        readers = sorted(
            name for name, places in read.items() if any(_meet(ignored, place) for place in places)
        )
        if readers:
            yield Fail("opts.ignoreChanges", path, f"without what {', '.join(readers)} judges")


def _place(path: str) -> Place:
    keys = (quoted or position or plain for quoted, position, plain in _KEYS.findall(path))
    return tuple(ANY if key.isdecimal() else key for key in keys)


def _meet(one: Place, other: Place) -> bool:
    """Tell whether one place is inside the other, or the same."""
    return all(ANY in (left, right) or left == right for left, right in zip(one, other, strict=False))


def _cluster(*ignored: str) -> Example:
    properties = {
        "encryptionConfig": {"resources": ["secrets"]},
        "vpcConfig": {"endpointPublicAccess": False},
    }
    return Example(properties, type=_CLUSTER, ignore_changes=ignored)


CONTROL = Control(
    id="ENG-02",
    name="pulumi-no-ignored-changes",
    title="No change of a property that a control judges is ignored",
    rationale=(
        "The engine judges the value in the program but keeps the old one in the cloud when changes are "
        "ignored: the report says compliant, and the resource is not."
    ),
    remediation=(
        "Take the property out of ignoreChanges. Where a component of others sets it, do so in a resource "
        "transform."
    ),
    severity=Severity.HIGH,
    types=(EVERY_TYPE,),
    references=(Reference("SOC2", "CC8.1"),),
    check=_check,
    passes=(
        _cluster(),
        _cluster("tags"),
        _cluster("vpcConfig.subnetIds"),
        Example({}, type="aws:eks/nodeGroup:NodeGroup", ignore_changes=("scalingConfig.desiredSize",)),
    ),
    fails=(
        _cluster("encryptionConfig"),
        _cluster("vpcConfig"),
        _cluster("vpcConfig.endpointPublicAccess"),
        _cluster("tags", 'vpcConfig["endpointPublicAccess"]'),
        _cluster("enabledClusterLogTypes[0]"),
        _cluster("*"),
    ),
)
