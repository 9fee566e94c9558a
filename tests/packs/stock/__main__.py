"""A pack as the stock SDK makes one: it fails, passes, skips and meets unknown values."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def _closed(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type != "test:index:Door":
        args.not_applicable("not a door")
    if args.props.get("open"):
        report("open is true; must be false", None)


PolicyPack(
    "stock",
    [
        ResourceValidationPolicy(
            name="doors-closed",
            description="Doors are closed",
            enforcement_level=EnforcementLevel.MANDATORY,
            config_schema=None,
            validate=_closed,
        )
    ],
)
