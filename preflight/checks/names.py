"""Names that the stack gives and that are taken: AWS refuses a second one of the same name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from bootstrap.errors import code_of
from preflight.account import Account, DeniedError
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan

CHECK = "names"


@dataclass(frozen=True)
class Kind:
    """A kind of resource with names of its own.

    Attributes:
        token: its type in Pulumi.
        key: the input that is the name.
        title: what people call it.
        taken: which of some names are taken, and by whom where that is known.
        way_out: what to do about one.
    """

    token: str
    key: str
    title: str
    taken: Callable[[Account, set[str]], Mapping[str, str]]
    way_out: str


def check_names(kind: Kind, plan: Plan, account: Account, *, deployed: bool) -> Iterator[Finding]:
    """Look for the names of a kind.

    Args:
        kind: what to look for.
        plan: the stack.
        account: where to look.
        deployed: whether the stack exists already: then what has its names is its own.
    """
    wanted = {str(inputs[kind.key]) for inputs in plan.inputs(kind.token)}
    if not wanted:
        return
    check = f"{CHECK} of {kind.title}s"
    taken = {name: whose for name, whose in kind.taken(account, wanted).items() if whose or not deployed}
    for name, whose in sorted(taken.items()):
        yield blocker(check, f"{name} exists already{f' ({whose})' if whose else ''}: {kind.way_out}")
    if not taken:
        yield ok(check, "the stack's own" if deployed else "free")


def is_deployed(plan: Plan, account: Account) -> bool:
    """Tell whether the stack, or a part of it, exists already.

    Its keys come first and their aliases go with them, unlike log groups, which may be left behind: so an
    alias that leads to a key with the stack's tags says so.
    """
    wanted = {str(alias["name"]) for alias in plan.inputs("aws:kms/alias:Alias")}
    keys = {
        alias["TargetKeyId"]
        for alias in account.pages("kms", "list_aliases", "Aliases")
        if alias["AliasName"] in wanted and alias.get("TargetKeyId")
    }
    return any(
        plan.owns(
            {
                tag["TagKey"]: tag["TagValue"]
                for tag in account.pages("kms", "list_resource_tags", "Tags", KeyId=key)
            }
        )
        for key in sorted(keys)
    )


def _listed(
    service: str, operation: str, key: str, name: str
) -> Callable[[Account, set[str]], Mapping[str, str]]:
    """Find names in a list of everything."""

    def taken(account: Account, wanted: set[str]) -> Mapping[str, str]:
        found = {str(item[name] if name else item) for item in account.pages(service, operation, key)}
        return dict.fromkeys(wanted & found, "")

    return taken


def _log_groups(account: Account, wanted: set[str]) -> Mapping[str, str]:
    return {
        group["logGroupName"]: ""
        for name in sorted(wanted)
        for group in account.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
        if group["logGroupName"] == name
    }


def _buckets(account: Account, wanted: set[str]) -> Mapping[str, str]:
    """Names of buckets are unique among all accounts, and S3 answers 404 for those that nobody has.

    Source: Amazon S3 API reference, HeadBucket.
    """
    own = {bucket["Name"] for bucket in account.pages("s3", "list_buckets", "Buckets")}
    taken = dict.fromkeys(wanted & own, "")
    for bucket in sorted(wanted - own):
        try:
            account.read("s3", "head_bucket", Bucket=bucket)
        except DeniedError:
            pass
        except ClientError as error:
            if code_of(error) in {"404", "NoSuchBucket"}:
                continue
        taken[bucket] = "in another account"
    return taken


def _trails(account: Account, wanted: set[str]) -> Mapping[str, str]:
    trails = account.read("cloudtrail", "describe_trails", includeShadowTrails=False)["trailList"]
    return dict.fromkeys(wanted & {trail["Name"] for trail in trails}, "")


def _roles(account: Account, wanted: set[str]) -> Mapping[str, str]:
    """IAM tells names apart without regard to case. Source: IAM user guide, "IAM identifiers"."""
    found = {role["RoleName"].lower() for role in account.pages("iam", "list_roles", "Roles")}
    return {name: "" for name in wanted if name.lower() in found}


def _secrets(account: Account, wanted: set[str]) -> Mapping[str, str]:
    """A secret that is scheduled for deletion keeps its name until then."""
    secrets = account.pages("secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True)
    return {
        secret["Name"]: "scheduled for deletion" if secret.get("DeletedDate") else ""
        for secret in secrets
        if secret["Name"] in wanted
    }


_DELETE_OR_IMPORT = "delete it, or take it into the stack with pulumi import"
KINDS = (
    Kind(
        "aws:eks/cluster:Cluster",
        "name",
        "cluster",
        _listed("eks", "list_clusters", "clusters", ""),
        "delete it, or give the stack another name",
    ),
    Kind("aws:cloudwatch/logGroup:LogGroup", "name", "log group", _log_groups, _DELETE_OR_IMPORT),
    Kind(
        "aws:ecr/repository:Repository",
        "name",
        "repository",
        _listed("ecr", "describe_repositories", "repositories", "repositoryName"),
        "set registry.create to false if another stack of the account makes it, otherwise delete it",
    ),
    Kind("aws:s3/bucket:Bucket", "bucket", "bucket", _buckets, _DELETE_OR_IMPORT),
    Kind("aws:cloudtrail/trail:Trail", "name", "trail", _trails, _DELETE_OR_IMPORT),
    Kind(
        "aws:kms/alias:Alias",
        "name",
        "alias",
        _listed("kms", "list_aliases", "Aliases", "AliasName"),
        "delete the alias, or give the stack another name",
    ),
    Kind("aws:iam/role:Role", "name", "role", _roles, "delete it, or set another iam.roleNamePrefix"),
    Kind(
        "aws:secretsmanager/secret:Secret",
        "name",
        "secret",
        _secrets,
        "bring it back (aws secretsmanager restore-secret) and take it into the stack with pulumi import, or "
        "end it at once (aws secretsmanager delete-secret --force-delete-without-recovery)",
    ),
    Kind(
        "aws:backup/vault:Vault",
        "name",
        "backup vault",
        _listed("backup", "list_backup_vaults", "BackupVaultList", "BackupVaultName"),
        _DELETE_OR_IMPORT,
    ),
)


def check_detector(plan: Plan, account: Account, *, deployed: bool) -> Iterator[Finding]:
    """Look for a detector of GuardDuty, of which an account has one per region."""
    if not plan.of("aws:guardduty/detector:Detector"):
        return
    found = list(account.pages("guardduty", "list_detectors", "DetectorIds"))
    if found and not deployed:
        yield blocker(
            "GuardDuty",
            f"the account has the detector {found[0]} already, and a region takes one: set "
            "detection.guardDuty to false if another stack or the organisation has it",
        )
    else:
        yield ok("GuardDuty", "the stack's own" if deployed else "no detector yet")
