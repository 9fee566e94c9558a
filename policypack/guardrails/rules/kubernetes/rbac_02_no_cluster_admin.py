"""RBAC-02: nobody is bound to cluster-admin but those on the allow-list."""

from collections.abc import Iterator

from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.examples import changed
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.rbac import BINDINGS, objects


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    for binding in objects(resource):
        role, kind = binding.part("roleRef.name"), binding.get("roleRef.kind")
        if not isinstance(role.value, str):
            # A patch may leave the role out: the binding that it patches has one, and it cannot change.
            if role.value is not ABSENT or not resource.type.endswith("Patch"):
                yield Undecided(role.path)
        elif role.value == "cluster-admin" and kind != "Role":
            yield from _subjects(binding, context.parameters["subjects"])


def _subjects(binding: Part, allowed: list[str]) -> Iterator[Finding]:
    subjects = binding.parts("subjects")
    if not subjects:
        yield Fail(binding.at("roleRef.name"), "cluster-admin", "a role with what the subjects need")
    for subject in subjects:
        name = _name(subject)
        if name is UNKNOWN:
            yield Undecided(subject.path)
        elif name not in allowed:
            yield Fail(subject.path, name, "a subject on the allow-list")


def _name(subject: Part) -> Value:
    kind, namespace, name = (subject.get(key) for key in ("kind", "namespace", "name"))
    if not isinstance(kind, str) or not isinstance(name, str):
        return UNKNOWN
    if kind != "ServiceAccount":
        return f"{kind}:{name}"
    return f"{kind}:{namespace}/{name}" if isinstance(namespace, str) else UNKNOWN


_BINDING = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRoleBinding",
    "metadata": {"name": "viewers"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "viewers"}],
}
_ADMIN = changed(_BINDING, {"roleRef.name": "cluster-admin"})
_ROLE_BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"

CONTROL = Control(
    id="RBAC-02",
    name="kubernetes-binding-no-cluster-admin",
    title="No subject outside the allow-list is bound to cluster-admin",
    rationale=(
        "cluster-admin may do everything with everything, past every other role, and read every secret; on "
        "EKS administrators get their access by access entries, which CloudTrail records."
    ),
    remediation=(
        "Bind a role that names what the subject needs, or give administrators an EKS access entry; where "
        "it must be cluster-admin, put the subject on the control's allow-list (parameter subjects)."
    ),
    severity=Severity.CRITICAL,
    types=BINDINGS,
    references=(
        Reference("CIS-EKS", "4.1.1"),
        Reference("CIS-K8S", "5.1.1"),
        Reference("NSA", "C-0035"),
        Reference("SOC2", "CC6.3"),
    ),
    parameters={
        "subjects": {
            "type": "array",
            "items": {"type": "string", "pattern": "^(User:.+|Group:.+|ServiceAccount:[^/]+/[^/]+)$"},
            "default": [],
            "description": "allowed subjects: User:<name>, Group:<name> or ServiceAccount:<namespace>/<name>",
        }
    },
    check=_check,
    passes=(
        Example(_BINDING),
        Example(changed(_BINDING, {"subjects": UNKNOWN}), type=_ROLE_BINDING),
        Example(_ADMIN, parameters={"subjects": ["Group:viewers"]}),
    ),
    fails=(
        Example(_ADMIN),
        Example(_ADMIN, type=_ROLE_BINDING, parameters={"subjects": ["User:viewers"]}),
        Example(changed(_ADMIN, {"subjects": []})),
    ),
    undecided=(
        Example(changed(_BINDING, {"roleRef": UNKNOWN})),
        Example(changed(_ADMIN, {"subjects.0.name": UNKNOWN})),
    ),
)
