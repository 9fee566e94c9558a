"""What a change of an input does to an existing AWS resource: nothing, an update in place, or a replacement.

Inputs and outputs come without secret marks. Paths are those of changed inputs in the engine's notation.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from preview.model import UNKNOWN, Properties
from preview.property_paths import (
    Part,
    lies_in,
    parts,
    plain,
    prefixes,
    value_at,
    values_below,
)
from preview.simulated.aws import (
    replacements_application,
    replacements_compute,
    replacements_data,
    replacements_network,
    replacements_security,
    replacements_traffic,
)
from preview.simulated.aws.replacement_rule import ReplacementRule

# Names of inputs that Check filled in, which the bridge keeps among the inputs (pulumi-terraform-bridge,
# pkg/reservedkeys).
DEFAULTS = "__defaults"
RULES: Mapping[str, ReplacementRule] = {
    **replacements_network.RULES,
    **replacements_compute.RULES,
    **replacements_security.RULES,
    **replacements_data.RULES,
    **replacements_traffic.RULES,
    **replacements_application.RULES,
}
# Types that are another type under a second name (pulumi/pulumi-aws provider/resources.go).
_SAME = {
    "aws:alb/loadBalancer:LoadBalancer": "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/targetGroup:TargetGroup": "aws:lb/targetGroup:TargetGroup",
    "aws:alb/listener:Listener": "aws:lb/listener:Listener",
    "aws:s3/bucketVersioningV2:BucketVersioningV2": "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    ),
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2": (
        "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"
    ),
}


def replacement_rule(type_token: str) -> ReplacementRule | None:
    """Return what replaces resources of a type, None if nothing is known of it.

    Args:
        type_token: type such as `aws:ec2/vpc:Vpc`.
    """
    return RULES.get(_SAME.get(type_token, type_token))


def ineffective_paths(
    type_token: str, old: Properties, new: Properties, changed: Iterable[str], outputs: Properties
) -> frozenset[str]:
    """Return the changed paths that change nothing: the provider shows no difference for them.

    They are values that AWS filled in and that the program leaves out again, or gives as they already are,
    and another order of a list without one.

    Args:
        type_token: type of the resource.
        old: its inputs of the last update.
        new: its inputs now.
        changed: the paths that differ between the two.
        outputs: what the resource is like.
    """
    rule = replacement_rule(type_token)
    if rule is None:
        return frozenset()
    return frozenset(
        path
        for path in changed
        if any(
            _is_kept(rule, prefix, old, new, outputs) or _is_reordered(rule, prefix, old, new)
            for prefix in prefixes(parts(path))
            if isinstance(prefix[-1], str)
        )
    )


def replacing_paths(
    type_token: str, old: Properties, new: Properties, changed: Iterable[str], region: str = ""
) -> frozenset[str]:
    """Return the changed paths that replace a resource; none for a type of which nothing is known.

    Args:
        type_token: type of the resource.
        old: its inputs of the last update.
        new: its inputs now.
        changed: the paths that differ between the two, without those that change nothing.
        region: the provider's region, which a resource has that names none.
    """
    rule = replacement_rule(type_token)
    if rule is None:
        return frozenset()
    return frozenset(path for path in changed if _replaces(rule, parts(path), old, new, region))


def deletes_first(type_token: str, new: Properties) -> bool:
    """Return whether a replacement deletes the old resource before it creates the new one.

    It does if the provider says so of the type, or if the program itself names the resource: the new one is
    taken to have the same name, even if it has not. Check must list the inputs that it filled in under
    `__defaults`; without the list, the bridge counts a resource as named automatically.

    Source: pulumi/pulumi-terraform-bridge pkg/tfbridge/schema.go, nameRequiresDeleteBeforeReplace, and
    provider.go, Diff; pkg/pf/tfbridge/provider_diff.go for the plugin framework. The AWS provider sets no
    UniqueNameFields (pulumi/pulumi-aws provider/resource_overrides.go).

    Args:
        type_token: type of the resource.
        new: its inputs now, as Check returned them.
    """
    rule = replacement_rule(type_token)
    if rule is None:
        return False
    filled_in = new.get(DEFAULTS)
    is_named = (
        bool(rule.named)
        and isinstance(filled_in, list)
        and new.get(rule.named) is not None
        and rule.named not in filled_in
    )
    return rule.delete_before_replace or is_named


def _replaces(
    rule: ReplacementRule, path: tuple[Part, ...], old: Properties, new: Properties, region: str
) -> bool:
    name = plain(path)
    if name == "region":
        # Source: hashicorp/terraform-provider-aws internal/provider/sdkv2, forceNewIfRegionChanges.
        return (old.get("region") or region) != (new.get("region") or region)
    before, after = value_at(old, path), value_at(new, path)
    if any(lies_in(name, root) for root in rule.properties):
        return True
    if name in rule.presence and (before is None) != (after is None):
        return True
    if any(_below_differs(rule, name, inner, before, after) for inner in rule.properties):
        return True
    return any(
        (lies_in(name, condition.path) or lies_in(condition.path, name)) and condition.replaces(old, new)
        for condition in rule.conditions
    )


def _below_differs(rule: ReplacementRule, name: str, inner: str, before: Any, after: Any) -> bool:
    """Return whether a property that replaces differs inside of a block that came or went as a whole."""
    if not lies_in(inner, name):
        return False
    keys = inner[len(name) + 1 :].split(".")
    is_left_out = inner in rule.kept and not values_below(after, keys)
    return not is_left_out and values_below(before, keys) != values_below(after, keys)


def _is_kept(
    rule: ReplacementRule, prefix: tuple[Part, ...], old: Properties, new: Properties, outputs: Properties
) -> bool:
    if plain(prefix) not in rule.kept:
        return False
    before, after = value_at(old, prefix), value_at(new, prefix)
    if after is None:
        return True
    return before is None and after != UNKNOWN and after == value_at(outputs, prefix)


def _is_reordered(rule: ReplacementRule, prefix: tuple[Part, ...], old: Properties, new: Properties) -> bool:
    if plain(prefix) not in rule.sets:
        return False
    before, after = value_at(old, prefix), value_at(new, prefix)
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    return _ordered(before) == _ordered(after)


def _ordered(items: list[Any]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in items)
