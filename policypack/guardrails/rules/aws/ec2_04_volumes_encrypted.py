"""EC2-04: every volume that an instance starts with is encrypted."""

from collections.abc import Iterator

from guardrails.aws.ec2 import INSTANCE, INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE
from guardrails.aws.properties import block, blocks, boolean
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN, Value

_BY_DEFAULT = "encrypted true, because the image's own volumes are not encrypted by default"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    everything = Part("", resource.properties)
    if resource.type == LAUNCH_TEMPLATE:
        yield from _mappings(everything)
    else:
        yield from _root(resource, everything)
        for volume in blocks(everything, "ebsBlockDevices"):
            yield from _encrypted(volume)


def _root(resource: Resource, everything: Part) -> Iterator[Finding]:
    roots = blocks(everything, "rootBlockDevice")
    if roots:
        for root in roots:
            yield from _encrypted(root)
    elif resource.type == INSTANCE and resource.get("launchTemplate") is not ABSENT:
        yield NotApplicable("its launch template decides about the root volume")
    else:
        yield Fail("rootBlockDevice", ABSENT, _BY_DEFAULT)


def _mappings(everything: Part) -> Iterator[Finding]:
    mappings = blocks(everything, "blockDeviceMappings")
    if not mappings:
        yield Fail("blockDeviceMappings", ABSENT, f"the root volume with {_BY_DEFAULT}")
    for mapping in mappings:
        volume = Part(mapping.at("ebs"), block(mapping.get("ebs")))
        # Without it the mapping is about an instance store, or suppresses a device.
        if volume.value is not ABSENT:
            yield from _encrypted(volume)


def _encrypted(volume: Part) -> Iterator[Finding]:
    found = boolean(volume.get("encrypted"))
    if found is UNKNOWN:
        yield Undecided(volume.at("encrypted"))
    elif found is not True:
        yield Fail(volume.at("encrypted"), found, "true")


def _template(*volumes: Value) -> Example:
    mappings = [{"deviceName": f"/dev/xvd{'abc'[index]}", "ebs": ebs} for index, ebs in enumerate(volumes)]
    return Example({"imageId": "ami-1", "blockDeviceMappings": mappings}, type=LAUNCH_TEMPLATE)


def _instance(root: Value, *volumes: Value, of: str = INSTANCE) -> Example:
    properties: dict[str, Value] = {"ami": "ami-1", "ebsBlockDevices": list(volumes)}
    if root is not ABSENT:
        properties["rootBlockDevice"] = root
    return Example(properties, type=of)


_YES: Value = {"encrypted": True, "volumeSize": 20.0}
_NO: Value = {"encrypted": False, "volumeSize": 20.0}
_TEXT: Value = {"encrypted": "true", "volumeType": "gp3"}

CONTROL = Control(
    id="EC2-04",
    name="aws-ec2-volumes-encrypted",
    title="Every EBS volume that an instance starts with is encrypted",
    rationale="The disk of a node holds images, logs, secrets, and memory that was swapped or dumped.",
    remediation="Set encrypted to true on the root volume and every other one, with a kmsKeyId of your own.",
    severity=Severity.HIGH,
    types=INSTANCE_TYPES,
    references=(
        Reference("CIS-AWS", "6.1.1"),
        Reference("SH", "EC2.3"),
        Reference("SH", "EC2.181"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        _template(_TEXT),
        _template(_TEXT, _YES, ABSENT),
        _instance(_YES),
        _instance(_YES, _YES),
        _instance([_YES], of=LAUNCH_CONFIGURATION),
    ),
    fails=(
        _template({"encrypted": "false"}),
        _template(_TEXT, {"volumeSize": 20.0}),
        _template(),
        _instance(_NO),
        _instance(ABSENT),
        _instance(_YES, _NO),
        _instance(_NO, of=LAUNCH_CONFIGURATION),
    ),
    undecided=(
        _template(UNKNOWN),
        _template({"encrypted": UNKNOWN}),
        _instance(UNKNOWN),
        Example({"blockDeviceMappings": UNKNOWN}, type=LAUNCH_TEMPLATE),
    ),
)
