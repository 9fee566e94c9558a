"""NS-01: namespaces enforce the restricted Pod Security Standard."""

import re
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
from guardrails.core.values import ABSENT, UNKNOWN, Value
from guardrails.kubernetes.namespaces import NAMESPACE
from guardrails.kubernetes.objects import field

_PREFIX = "pod-security.kubernetes.io/"
# Label: the pattern of what it may hold, and that in words.
_LABELS = {
    "enforce": ("restricted", "restricted"),
    "enforce-version": (r"v1\.[0-9]+", "a release such as v1.36"),
    "audit": ("restricted", "restricted"),
    "warn": ("restricted", "restricted"),
}
_PATCH = f"{NAMESPACE}Patch"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    labels = field(resource, "metadata.labels")
    for name, (pattern, expected) in _LABELS.items():
        label = labels.key(_PREFIX + name)
        # A patch leaves the labels that it does not name as they are.
        if label.value is ABSENT and resource.type == _PATCH:
            continue
        if label.value is not ABSENT and not isinstance(label.value, str):
            yield Undecided(label.path)
        elif label.value is ABSENT or not re.fullmatch(pattern, label.value):
            yield Fail(label.path, label.value, expected)


_COMPLIANT: dict[str, Value] = {
    f"{_PREFIX}enforce": "restricted",
    f"{_PREFIX}enforce-version": "v1.36",
    f"{_PREFIX}audit": "restricted",
    f"{_PREFIX}warn": "restricted",
}


def _namespace(labels: Value) -> Example:
    metadata = {"name": "microservices", "labels": labels}
    return Example({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})


def _with_label(name: str, value: Value) -> Example:
    return _namespace({**_COMPLIANT, _PREFIX + name: value})


CONTROL = Control(
    id="NS-01",
    name="kubernetes-namespace-pod-security-restricted",
    title="Namespaces enforce, audit and warn at the restricted Pod Security Standard of a pinned release",
    rationale=(
        "The policy pack sees only what goes through the program; the labels make the cluster itself refuse"
        " every other pod, and a pinned release keeps an upgrade of the cluster from changing what that "
        "means."
    ),
    remediation=(
        "Label the namespace with pod-security.kubernetes.io/enforce, audit and warn set to restricted, and"
        " enforce-version set to the cluster's release, such as v1.36."
    ),
    severity=Severity.HIGH,
    types=(NAMESPACE, _PATCH),
    references=(
        Reference("CIS-K8S", "5.2.1"),
        Reference("CIS-EKS", "4.2.1"),
        Reference("CIS-EKS", "4.2.2"),
        Reference("CIS-EKS", "4.2.3"),
        Reference("CIS-EKS", "4.2.4"),
        Reference("CIS-EKS", "4.2.5"),
        Reference("PSS", "restricted"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(_namespace(_COMPLIANT),),
    fails=(
        _with_label("enforce", "privileged"),
        _with_label("enforce", "baseline"),
        _with_label("enforce-version", "latest"),
        _with_label("audit", None),
        _with_label("warn", "baseline"),
        _namespace(None),
    ),
    undecided=(
        _namespace(UNKNOWN),
        _with_label("enforce", UNKNOWN),
    ),
)
