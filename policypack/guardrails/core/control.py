"""What a control is, and what its check says about one resource."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from guardrails.core.values import Marker, Value, items, look


class Severity(StrEnum):
    """How bad a failure is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Scope(StrEnum):
    """Whether a control judges a resource by itself or among all resources of the stack."""

    RESOURCE = "resource"
    STACK = "stack"


@dataclass(frozen=True)
class Resource:
    """One resource as a control sees it.

    Attributes:
        type: Pulumi type token.
        name: logical name.
        urn: unique name of the resource in the stack.
        properties: decoded inputs (resource controls) or outputs over inputs (stack controls).
        parent: URN of the parent, or "".
        dependencies: URNs that the resource depends on in any way.
        property_dependencies: for each input property, the URNs that its value was computed from.
        provider: decoded inputs of the resource's provider, {} when not known.
        protect: whether the resource is protected from deletion.
        ignore_changes: property paths whose changes the engine ignores.
        secrets: the places of secret values in `properties`, each as its keys from the top.
    """

    type: str
    name: str
    urn: str
    properties: Mapping[str, Value]
    parent: str = ""
    dependencies: frozenset[str] = frozenset()
    property_dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    provider: Mapping[str, Value] = field(default_factory=dict[str, Value])
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    secrets: frozenset[tuple[str, ...]] = frozenset()

    def get(self, path: str) -> Value:
        """Look up a dotted path: a value, ABSENT or UNKNOWN."""
        return look(self.properties, path)

    def items(self, path: str) -> list[Value] | Marker:
        """Look up a list at a dotted path: the list, ABSENT or UNKNOWN."""
        return items(self.properties, path)


@dataclass(frozen=True)
class Fail:
    """The resource violates the control.

    Attributes:
        path: the property, dotted.
        found: what stands there; ABSENT when it is not set.
        expected: what should stand there, when the title does not already say it.
    """

    path: str
    found: Value
    expected: str = ""


@dataclass(frozen=True)
class Undecided:
    """The property at `path` is needed for the decision and not known yet."""

    path: str


@dataclass(frozen=True)
class NotApplicable:
    """The control has the resource's type, and yet nothing to ask of it, for this reason."""

    reason: str


@dataclass(frozen=True)
class Broken:
    """The control cannot do its work at all, for this reason. That blocks, whatever its level is."""

    reason: str


Finding: TypeAlias = Fail | Undecided | NotApplicable | Broken


@dataclass(frozen=True)
class Context:
    """What a check may know besides its resource.

    Attributes:
        parameters: the control's parameters, defaults filled in, already valid against its schema.
        resources: every resource of the stack for a stack control, empty for a resource control.
        controls: the controls of the pack that claim the resource's type.
    """

    parameters: Mapping[str, Any]
    resources: tuple[Resource, ...] = ()
    controls: tuple["Control", ...] = ()

    def of_type(self, *types: str) -> list[Resource]:
        """List the stack's resources of the given type tokens."""
        return [resource for resource in self.resources if resource.type in types]


# In place of a type token: the control judges resources of every type.
EVERY_TYPE = "*"

# A check yields nothing when the resource complies. One Broken makes the decision "error"; otherwise one Fail
# makes it "fail"; otherwise one Undecided "undecided"; otherwise one NotApplicable "not applicable".
Check: TypeAlias = Callable[[Resource, Context], Iterable[Finding]]


@dataclass(frozen=True)
class Reference:
    """A requirement of a framework that the control helps to meet, such as CIS-EKS 5.3.1."""

    framework: str
    requirement: str


@dataclass(frozen=True)
class Example:
    """Resources that show the control at work; it judges the first, the others are its company.

    Attributes:
        properties: the property bag of the judged resource.
        type: its type, by default the first one the control claims.
        company: further resources of the stack (stack controls).
        parameters: parameters other than the defaults.
        ignore_changes: property paths whose changes the engine ignores.
    """

    properties: Mapping[str, Value]
    type: str = ""
    company: tuple[Resource, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ignore_changes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Control:
    """One control of the catalogue. A module under `rules/` defines exactly one, named CONTROL.

    Attributes:
        id: catalogue id, such as EKS-04.
        name: the policy's name in Pulumi, such as aws-eks-cluster-secrets-encrypted.
        title: the compliant state, as a sentence without a final stop.
        rationale: why it matters.
        remediation: what to do, with the property to set.
        severity: how bad a failure is.
        types: the type tokens it judges, or EVERY_TYPE alone.
        references: framework requirements it helps to meet.
        check: the pure check.
        scope: resource or stack.
        parameters: JSON schema of each parameter, with a default.
        passes, fails, undecided: examples, used as tests and as documentation.
    """

    id: str
    name: str
    title: str
    rationale: str
    remediation: str
    severity: Severity
    types: tuple[str, ...]
    references: tuple[Reference, ...]
    check: Check
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    undecided: tuple[Example, ...] = ()
    scope: Scope = Scope.RESOURCE
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])

    def claims(self, type_token: str) -> bool:
        """Tell whether the control judges resources of a type."""
        return type_token in self.types or EVERY_TYPE in self.types
