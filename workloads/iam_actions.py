"""What there is in IAM, as the linter parliament knows it.

It has the actions, resources and condition keys of AWS's Service Authorization Reference in a file, so that
nobody asks AWS; ol-parliament is the fork of it that is maintained. Loading it takes a third of a second:
import this module where an action is looked at, and not before.
"""

import difflib
import json
import re
from collections.abc import Sequence
from functools import cache

import parliament

from infra.iam.documents import Statement, policy_document


@cache
def _actions() -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the patterns of the resources that each action takes, by prefix of the service and by action."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for service in parliament.iam_definition:
        patterns = {
            resource["resource"]: re.sub(r"\$\{[^}]*\}", "*", resource["arn"])
            for resource in service["resources"]
        }
        actions = found.setdefault(service["prefix"], {})
        for privilege in service["privileges"]:
            kinds = (each["resource_type"].removesuffix("*") for each in privilege["resource_types"])
            taken = tuple(dict.fromkeys(patterns[kind] for kind in kinds if kind in patterns))
            actions[privilege["privilege"]] = (*actions.get(privilege["privilege"], ()), *taken)
    return found


def exists(action: str) -> bool:
    """Tell whether IAM has an action, such as s3:GetObject."""
    prefix, _, name = action.partition(":")
    return name in _actions().get(prefix, {})


def similar(action: str) -> str | None:
    """Give the action whose name is nearest to one that does not exist, if one is near."""
    prefix, _, name = action.partition(":")
    known = _actions()
    if prefix not in known:
        near = difflib.get_close_matches(prefix, known, n=1)
        return f"{near[0]}:{name}" if near and name in known[near[0]] else None
    near = difflib.get_close_matches(name, known[prefix], n=1)
    return f"{prefix}:{near[0]}" if near else None


def resource_patterns(action: str) -> tuple[str, ...]:
    """Give the ARNs of the resources that an action takes, with * for what differs; some take none."""
    prefix, _, name = action.partition(":")
    return _actions()[prefix][name]


def takes(action: str, resource: str) -> bool:
    """Tell whether a resource of a statement can be one that an action takes."""
    return any(_matches(pattern, resource) for pattern in resource_patterns(action))


def _matches(pattern: str, resource: str) -> bool:
    # Only objects of S3 have a slash in their pattern, and buckets never do.
    if pattern.endswith(":s3:::*") and "/" in resource:
        return False
    return parliament.is_arn_match("", pattern, resource)


def lint(statements: Sequence[Statement]) -> list[str]:
    """Give what the linter finds in statements of a role, in its words."""
    findings = parliament.analyze_policy_string(policy_document(statements)).findings
    return [
        finding.detail if isinstance(finding.detail, str) else json.dumps(finding.detail)
        for finding in findings
    ]
