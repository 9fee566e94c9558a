"""Runs all checks, and goes on where one of them cannot look."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from botocore.exceptions import ClientError

from bootstrap.errors import explain
from preflight.account import Account, DeniedError
from preflight.checks import caller, names, quotas, reach, service_roles
from preflight.checks.add_ons import check_add_ons
from preflight.checks.endpoints import check_endpoints
from preflight.checks.zones import check_instance_types, check_zones
from preflight.finding import Finding, Level, warning
from preflight.plan import Plan

_Check: TypeAlias = Callable[[Plan, Account], Iterator[Finding]]


def run(plan: Plan, account: Account, connect: reach.Connect = reach.connect_over_tls) -> Iterator[Finding]:
    """Look at everything, and give what was found, in the order of a deployment.

    Args:
        plan: what the stack would create.
        account: where.
        connect: opens a connection to the cluster's API.

    Raises:
        ClientError, BotoCoreError: AWS does not tell whose the credentials are, or cannot be reached.
    """
    account_id, arn = caller.identity(account)
    yield from caller.check_caller(plan, account_id, arn)
    if account_id != plan.settings.aws.account_id:
        return  # all that follows would be about another account
    for title, check in _checks(connect):
        yield from _guarded(title, check, plan, account)
    yield from _guarded(names.CHECK, _taken, plan, account)


def report(findings: Iterable[Finding], say: Callable[[str], None]) -> int:
    """Tell each finding and how many there are, and return the exit code: 2 for a blocker, otherwise 0."""
    levels: list[Level] = []
    for finding in findings:
        levels.append(finding.level)
        say(finding.line())
    blockers, warnings = levels.count(Level.BLOCKER), levels.count(Level.WARNING)
    say(f"blockers: {blockers}, warnings: {warnings}; nothing was changed")
    return 2 if blockers else 0


def _checks(connect: reach.Connect) -> Iterator[tuple[str, _Check]]:
    yield service_roles.CHECK, service_roles.check_service_roles
    for quota in quotas.QUOTAS:
        yield f"quota {quota.name}", partial(quotas.check_quota, quota)
    yield "zones", check_zones
    yield "instance types", check_instance_types
    yield "endpoints", check_endpoints
    yield "add-ons", check_add_ons
    yield reach.CHECK, partial(reach.check_reach, connect=connect)


def _taken(plan: Plan, account: Account) -> Iterator[Finding]:
    deployed = names.is_deployed(plan, account)
    for kind in names.KINDS:
        check = partial(names.check_names, kind, deployed=deployed)
        yield from _guarded(f"{names.CHECK} of {kind.title}s", check, plan, account)
    detector = partial(names.check_detector, deployed=deployed)
    yield from _guarded("GuardDuty", detector, plan, account)


def _guarded(title: str, check: _Check, plan: Plan, account: Account) -> Iterator[Finding]:
    """Run a check; what AWS refuses there says nothing about the others."""
    try:
        yield from check(plan, account)
    except DeniedError as error:
        yield warning(
            title, f"not checked: the caller has no {error.action} (docs/preflight.md has a policy)"
        )
    except ClientError as error:
        yield warning(title, f"not checked: {explain(error)}")
