"""What AWS refuses of policy documents: malformed ones, too long ones, and those that shut everybody out."""

from fnmatch import fnmatchcase
from typing import Any

from preview.model import Properties
from preview.simulated.aws.policy_grammar import listed, parsed, problem_of, statements_of
from preview.simulated.aws.policy_inputs import INLINE_OF_ROLE, POLICY_INPUTS, PolicyInput
from preview.simulated.aws.rule_values import described, flag, refuse, text, texts_at, whole
from preview.simulated.store import Store, Stored

_ROLE = "aws:iam/role:Role"
_ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
_MANAGED_POLICY = "aws:iam/policy:Policy"
_BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
# IAM User Guide, "IAM and AWS STS quotas": characters without white space. The one of trust policies is a
# default, which an account may have raised.
_TRUST_LIMIT, _MANAGED_LIMIT, _INLINE_LIMIT = 2048, 6144, 10240
# KMS Developer Guide, "Resource quotas": key policy document size, 32 KB.
_KEY_POLICY_LIMIT = 32768


def refuse_documents(type_token: str, inputs: Properties, store: Store, identifier: str = "") -> None:
    """Refuse the policy documents of a resource that AWS would not take.

    Args:
        type_token: type of the resource.
        inputs: what is known of its inputs.
        store: what exists in its account and region.
        identifier: the id of a resource that exists already, as what it has is no longer counted.

    Raises:
        SimulationError: AWS's code and words, and where the document is wrong.
    """
    given = POLICY_INPUTS.get(type_token)
    if given is None:
        return
    for form in (given, INLINE_OF_ROLE) if type_token == _ROLE else (given,):
        for document in texts_at(inputs, form.path):
            _refuse_malformed(form, document)
            _refuse_deleted_principals(form, document, store)
    document = text(inputs, given.path)
    match type_token:
        case "aws:iam/role:Role":
            _refuse_long(document, _TRUST_LIMIT, "Cannot exceed quota for ACLSizePerRole: 2048")
        case "aws:iam/policy:Policy":
            _refuse_long(document, _MANAGED_LIMIT, "Cannot exceed quota for PolicySize: 6144")
        case "aws:iam/rolePolicy:RolePolicy":
            _refuse_long_together(inputs, store, identifier)
        case "aws:s3/bucketPolicy:BucketPolicy":
            _refuse_other_bucket(inputs)
        case "aws:kms/key:Key" | "aws:kms/keyPolicy:KeyPolicy":
            _refuse_key_policy(inputs, given)
        case _:
            pass


def _refuse_malformed(form: PolicyInput, document: str) -> None:
    problem = problem_of(document, form.dialect)
    if problem:
        words = form.words or problem.words
        place = problem.place if words == problem.words else f"{problem.words} {problem.place}"
        refuse(form.code, words, f"{form.path}: {place}")


def _refuse_deleted_principals(form: PolicyInput, document: str, store: Store) -> None:
    named = {
        name
        for statement in statements_of(parsed(document))
        for name in texts_at(statement, "Principal.AWS")
        if ":role/" in name
    }
    if not named:
        return
    existing = {text(role.outputs, "arn") for role in store.of_type(_ROLE)}
    for role in store.deleted_of_type(_ROLE):
        arn = text(role.outputs, "arn")
        if arn in named - existing:
            words = f'Invalid principal in policy: "AWS":"{arn}"'
            refuse(form.code, form.words or words, f"{described(role)} was deleted")


def _size(document: str) -> int:
    return len("".join(document.split()))


def _refuse_long(document: str, limit: int, words: str) -> None:
    if _size(document) > limit:
        refuse("LimitExceeded", words, f"it has {_size(document)} characters without white space")


def _refuse_long_together(inputs: Properties, store: Store, identifier: str) -> None:
    role = text(inputs, "role")
    others = [
        other
        for other in store.of_type(_ROLE_POLICY)
        if role and other.inputs.get("role") == role and not _replaced(inputs, other, identifier)
    ]
    size = _size(text(inputs, "policy")) + sum(_size(text(other.inputs, "policy")) for other in others)
    if size > _INLINE_LIMIT:
        refuse(
            "LimitExceeded",
            f"Maximum policy size of {_INLINE_LIMIT} bytes exceeded for role {role}",
            f"with {len(others)} others it has {size} characters without white space",
        )


def _replaced(inputs: Properties, other: Stored, identifier: str) -> bool:
    return other.id == identifier or text(whole(other), "name") == inputs.get("name")


def _refuse_other_bucket(inputs: Properties) -> None:
    bucket = text(inputs, "bucket")
    for statement in statements_of(parsed(text(inputs, "policy"))):
        for resource in [*texts_at(statement, "Resource"), *texts_at(statement, "NotResource")]:
            named = resource.rpartition(":::")[2].partition("/")[0]
            if bucket and not {"*", "?"}.intersection(named) and named != bucket:
                refuse("MalformedPolicy", "Policy has invalid resource", f"{resource} is not in {bucket}")


def _refuse_key_policy(inputs: Properties, form: PolicyInput) -> None:
    document = text(inputs, form.path)
    if len(document.encode()) > _KEY_POLICY_LIMIT:
        refuse("LimitExceededException", f"A key policy has at most {_KEY_POLICY_LIMIT} bytes", form.path)
    if document and not flag(inputs.get("bypassPolicyLockoutSafetyCheck")) and _locks_out(parsed(document)):
        # Who asks is not known here, nor whether a condition holds: this is where nobody could.
        refuse(
            form.code,
            "The new key policy will not allow you to update the key policy in the future.",
            f"no statement of {form.path} allows kms:PutKeyPolicy",
        )


def _locks_out(document: Any) -> bool:
    return not any(
        statement.get("Effect") == "Allow" and _covers(statement, "kms:putkeypolicy")
        for statement in statements_of(document)
        if "AWS" in _kinds_of_principals(statement)
    )


def _kinds_of_principals(statement: dict[str, Any]) -> list[str]:
    """Return the kinds of principals that a statement may let in; `*` and NotPrincipal let in AWS's."""
    principal = statement.get("Principal", "*")
    return list(principal) if isinstance(principal, dict) else ["AWS"]


def _covers(statement: dict[str, Any], action: str) -> bool:
    """Return whether a statement is about an action, which is in lower case."""
    if "NotAction" in statement:
        return not any(fnmatchcase(action, str(given).lower()) for given in listed(statement["NotAction"]))
    return any(fnmatchcase(action, str(given).lower()) for given in listed(statement.get("Action")))
