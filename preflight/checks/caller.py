"""Whose credentials these are: the cluster lets in its administrators alone, whoever creates it."""

from collections.abc import Iterator

from preflight.account import Account
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan

CHECK = "caller"


def identity(account: Account) -> tuple[str, str]:
    """Ask AWS whose the credentials are, which takes no permission.

    Returns:
        The id of the account and the ARN of the caller.
    """
    caller = account.read("sts", "get_caller_identity")
    return str(caller["Account"]), str(caller["Arn"])


def check_caller(plan: Plan, account_id: str, arn: str) -> Iterator[Finding]:
    """Compare the caller with the account and the administrators of the stack.

    Args:
        plan: the stack.
        account_id: the account of the credentials.
        arn: the caller.
    """
    wanted = plan.settings.aws.account_id
    if account_id != wanted:
        yield blocker(
            CHECK,
            f"the credentials are of account {account_id} ({arn}), but aws.accountId is {wanted}: log in to "
            "that one",
        )
        return
    if is_admin(arn, plan.settings.access.admins):
        yield ok(CHECK, f"{arn} is an administrator of the cluster (access.admins)")
        return
    yield blocker(
        CHECK,
        f"{arn} is none of access.admins ({', '.join(plan.settings.access.admins)}), so it may create the "
        "cluster, but nothing inside: take one of these roles, or list this principal there",
    )


def is_admin(arn: str, admins: tuple[str, ...]) -> bool:
    """Tell whether a caller is one of the principals of IAM.

    A session of a role has the role's name, but not its path; names are unique within an account.
    Source: IAM user guide, "IAM identifiers".

    Args:
        arn: of the caller, such as arn:aws:sts::111122223333:assumed-role/deploy/session.
        admins: ARNs of roles and users.
    """
    _, partition, _, _, account_id, resource = arn.split(":", 5)
    kind, _, rest = resource.partition("/")
    if kind != "assumed-role":
        return arn in admins
    role = rest.split("/")[0]
    return any(
        admin.startswith(f"arn:{partition}:iam::{account_id}:role/") and admin.rsplit("/", 1)[1] == role
        for admin in admins
    )
