"""RBAC-04: roles read only secrets that they name."""

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
from guardrails.core.truth import Truth, all_of
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.rbac import ROLES, names, rules


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for rule in rules(resource):
        reads = all_of(
            (
                # A rule without API groups is refused by Kubernetes; core is the group that was meant.
                rule.get("apiGroups") is ABSENT or names(rule, "apiGroups", ("",)),
                names(rule, "resources", ("secrets",)),
                names(rule, "verbs", ("get", "list", "watch")),
                _any_name(rule),
            )
        )
        if reads is True:
            yield Fail(rule.path, rule.value, "without get, list and watch on secrets, or with resourceNames")
        elif reads is UNKNOWN:
            yield Undecided(rule.path)


def _any_name(rule: Part) -> Truth:
    found = rule.get("resourceNames")
    if found is ABSENT:
        return True
    return len(found) == 0 if isinstance(found, list) else UNKNOWN


_ROLE = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "Role",
    "metadata": {"name": "appointment", "namespace": "microservices"},
    "rules": [
        {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["appointment-db"]}
    ],
}
_CLUSTER_ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"

CONTROL = Control(
    id="RBAC-04",
    name="kubernetes-role-secrets-by-name",
    title="No role may get, list or watch secrets without naming them",
    rationale=(
        "Whoever reads all secrets of a namespace has the credentials of every service in it; list and "
        "watch return the values just as get does."
    ),
    remediation=(
        "Mount the secret into the pod that needs it and remove the rule, or name the secrets in "
        "resourceNames; take * out of resources and verbs."
    ),
    severity=Severity.HIGH,
    types=ROLES,
    references=(
        Reference("CIS-EKS", "4.1.2"),
        Reference("CIS-K8S", "5.1.2"),
        Reference("SOC2", "CC6.3"),
    ),
    check=_check,
    passes=(
        Example(_ROLE),
        Example(changed(_ROLE, {"rules.0.verbs": ["create"], "rules.0.resourceNames": ABSENT})),
        Example(changed(_ROLE, {"rules.0.resources": ["configmaps"], "rules.0.resourceNames": ABSENT})),
        Example(changed(_ROLE, {"rules.0.apiGroups": ["example.com"], "rules.0.resourceNames": ABSENT})),
    ),
    fails=(
        Example(changed(_ROLE, {"rules.0.resourceNames": ABSENT})),
        Example(changed(_ROLE, {"rules.0.resourceNames": []})),
        Example(
            changed(_ROLE, {"rules.0.verbs": ["*"], "rules.0.resourceNames": ABSENT}), type=_CLUSTER_ROLE
        ),
        Example(
            changed(_ROLE, {"rules.0.resources": ["*"], "rules.0.resourceNames": ABSENT}), type=_CLUSTER_ROLE
        ),
    ),
    undecided=(
        Example(changed(_ROLE, {"rules": UNKNOWN})),
        Example(changed(_ROLE, {"rules.0.resourceNames": UNKNOWN})),
        Example(changed(_ROLE, {"rules.0.verbs": UNKNOWN, "rules.0.resourceNames": ABSENT})),
    ),
)
