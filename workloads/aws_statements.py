"""What a service may ask for in AWS: statements in AWS's own form, for any stack, and narrow."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from infra.iam.documents import Statement
from infra.place import Place

_KEYS = ("Sid", "Effect", "Action", "Resource", "Condition")
_NEEDED = ("Effect", "Action", "Resource")
# What differs between stacks. After a $ it would be a variable of IAM's own.
_PLACEHOLDER = re.compile(r"(?<!\$)\{([^{}]*)\}")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
_SOME_STACK: Mapping[str, str] = {
    "partition": "aws",
    "region": "eu-central-1",
    "account": "111122223333",
    "stack": "palisade-dev",
}


def checked_statements(value: Any) -> tuple[Statement, ...]:
    """Return the statements of a spec, if IAM would take them and each says what it is for.

    Args:
        value: what a spec declares.

    Raises:
        ValueError: with every problem, one a line.
    """
    if not isinstance(value, tuple):
        raise ValueError("must be a tuple of statements, such as (Statement(Effect=..., ...),)")
    problems = [
        f"statement {number}: {problem}"
        for number, statement in enumerate(value, start=1)
        for problem in _problems(statement)
    ]
    if problems:
        raise ValueError("\n".join(problems))
    return value


def in_stack(statements: Iterable[Statement], place: Place) -> tuple[Statement, ...]:
    """Return statements with what differs between stacks filled in.

    Args:
        statements: of a spec.
        place: the stack.
    """
    values = {
        "partition": place.partition,
        "region": place.region,
        "account": place.account_id,
        "stack": place.name,
    }
    return tuple(_filled(statement, values) for statement in statements)


def listed(value: str | Sequence[str]) -> list[str]:
    """Return what IAM takes alone or as a list as a list."""
    return [value] if isinstance(value, str) else list(value)


def apis(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Name the AWS APIs that statements are about, by the prefix of their actions, such as s3."""
    actions = (action for statement in statements for action in listed(statement.get("Action", ())))
    return tuple(dict.fromkeys(action.partition(":")[0] for action in actions))


def wildcards(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Name the resources that stand for more than one; * alone is for actions that take none."""
    resources = (resource for statement in statements for resource in listed(statement.get("Resource", ())))
    return tuple(dict.fromkeys(each for each in resources if each != "*" and ("*" in each or "?" in each)))


def _problems(statement: Any) -> list[str]:
    if not isinstance(statement, Mapping):
        return [f"{statement!r} must be a Statement(Effect=..., Action=..., Resource=...)"]
    unknown = [key for key in statement if key not in _KEYS]
    missing = [key for key in _NEEDED if key not in statement]
    if unknown or missing:
        return [
            *(f"{key} is no key of it (known here: {', '.join(_KEYS)})" for key in unknown),
            *(f"{key} is missing" for key in missing),
        ]
    if statement["Effect"] != "Allow":
        return [f"Effect is {statement['Effect']!r}: must be 'Allow'; what is not allowed is denied already"]
    if not all(_is_text(statement[key]) for key in ("Action", "Resource")):
        return ["Action and Resource must be text, or a list of it that is not empty"]
    return list(_meaning(statement))


def _is_text(value: Any) -> bool:
    texts: list[Any] = value if isinstance(value, list) else [value]
    return bool(texts) and all(isinstance(text, str) and text for text in texts)


def _meaning(statement: Mapping[str, Any]) -> Iterator[str]:
    # Slow to load, and most services ask for nothing in AWS.
    from workloads import iam_actions  # noqa: PLC0415

    actions, resources = listed(statement["Action"]), listed(statement["Resource"])
    placeholders = {name for resource in resources for name in _PLACEHOLDER.findall(resource)}
    if unknown := sorted(placeholders - _SOME_STACK.keys()):
        known = ", ".join(f"{{{key}}}" for key in _SOME_STACK)
        yield f"Resource has {{{unknown[0]}}}: known here are {known}"
        return
    filled = _filled(cast("Statement", dict(statement)), _SOME_STACK)
    resources = listed(filled.get("Resource", ()))
    found = [problem for action in actions if (problem := _action_problem(action))]
    if not found:
        found = [problem for action in actions if (problem := _resource_problem(action, resources, actions))]
    yield from found or (f"IAM would not take it: {detail}" for detail in iam_actions.lint([filled]))


def _action_problem(action: str) -> str | None:
    from workloads import iam_actions  # noqa: PLC0415 - as above

    if "*" in action or "?" in action:
        return f"Action {action!r} has a wildcard: name each action"
    if not _ACTION.fullmatch(action):
        return f"Action {action!r} must be like s3:GetObject"
    if not iam_actions.exists(action):
        near = iam_actions.similar(action)
        return f"Action {action!r} does not exist" + (f" (did you mean {near}?)" if near else "")
    return None


def _resource_problem(action: str, resources: Sequence[str], actions: Sequence[str]) -> str | None:
    from workloads import iam_actions  # noqa: PLC0415 - as above

    patterns = iam_actions.resource_patterns(action)
    wanted = ", ".join(patterns[:3])
    if not patterns:
        return None if "*" in resources else f"{action} takes no resource: Resource must be '*'"
    if "*" in resources:
        alone = "" if len(actions) == 1 else "; what takes none is a statement of its own"
        return f"Resource '*' is every resource there is, and {action} takes one: {wanted}{alone}"
    broad = [each for each in resources if len(each.split(":")) < 6 or each.split(":", 5)[5] == "*"]
    if broad:
        return f"Resource {broad[0]!r} is every resource of a service: name one, such as {wanted}"
    if not any(iam_actions.takes(action, resource) for resource in resources):
        return f"no Resource is one that {action} takes: {wanted}"
    return None


def _filled(statement: Statement, values: Mapping[str, str]) -> Statement:
    resources = [
        _PLACEHOLDER.sub(lambda found: values[found[1]], resource)
        for resource in listed(statement.get("Resource", ()))
    ]
    filled = statement.copy()
    filled["Resource"] = resources[0] if isinstance(statement.get("Resource"), str) else resources
    return filled
