"""RBAC-01: roles name what they permit."""

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
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.rbac import ROLES, rules


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for rule in rules(resource):
        for dimension in ("verbs", "resources", "apiGroups"):
            for item in rule.parts(dimension):
                if not isinstance(item.value, str):
                    yield Undecided(item.path)
                elif "*" in item.value:
                    yield Fail(item.path, item.value, f"the {dimension} that are needed, by name")


_ROLE = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "Role",
    "metadata": {"name": "config-reader", "namespace": "microservices"},
    "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}],
}

CONTROL = Control(
    id="RBAC-01",
    name="kubernetes-role-no-wildcard",
    title="No role has a wildcard in its verbs, resources or API groups",
    rationale=(
        "A wildcard permits what nobody thought of, and every kind of resource that is added to the cluster"
        " later; all three together are cluster-admin under another name."
    ),
    remediation="Name the verbs, resources and API groups that the subject needs, in place of *.",
    severity=Severity.CRITICAL,
    types=ROLES,
    references=(
        Reference("CIS-EKS", "4.1.3"),
        Reference("CIS-K8S", "5.1.3"),
        Reference("NSA", "C-0035"),
        Reference("SOC2", "CC6.3"),
    ),
    check=_check,
    passes=(
        Example(_ROLE),
        Example(changed(_ROLE, {"rules": []}), type="kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"),
    ),
    fails=(
        Example(changed(_ROLE, {"rules.0.verbs": ["*"]})),
        Example(changed(_ROLE, {"rules.0.resources": ["configmaps", "*"]})),
        Example(changed(_ROLE, {"rules.0.resources": ["*/scale"]})),
        Example(
            changed(_ROLE, {"rules.0.apiGroups": ["*"]}),
            type="kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        ),
    ),
    undecided=(
        Example(changed(_ROLE, {"rules": UNKNOWN})),
        Example(changed(_ROLE, {"rules.0.verbs": ["get", UNKNOWN]})),
    ),
)
