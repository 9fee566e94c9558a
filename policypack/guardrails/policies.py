"""The controls as policies of Pulumi's SDK, so that its tools show what the pack holds."""

from collections.abc import Mapping
from typing import Any, NoReturn

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PolicySeverity

from guardrails.core.configuration import parameters_of
from guardrails.core.control import Control, Reference, Scope

# Framework of a reference: its name, version and page. Pulumi asks for all of them once it is given one.
_FRAMEWORKS: Mapping[str, tuple[str, str, str]] = {
    "CIS-EKS": ("CIS Amazon EKS Benchmark", "1.8.0", "https://www.cisecurity.org/benchmark/kubernetes"),
    "CIS-K8S": ("CIS Kubernetes Benchmark", "2.0.1", "https://www.cisecurity.org/benchmark/kubernetes"),
    "CIS-AWS": (
        "CIS AWS Foundations Benchmark",
        "7.0",
        "https://www.cisecurity.org/benchmark/amazon_web_services",
    ),
    "SH": (
        "AWS Security Hub",
        "1.0.0",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html",
    ),
    "PSS": (
        "Pod Security Standards",
        "1.37",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
    "NSA": (
        "NSA/CISA Kubernetes Hardening Guidance",
        "1.2",
        "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
    ),
    "SOC2": (
        "SOC 2 trust services criteria",
        "2017",
        "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
    ),
}


def policy(control: Control) -> Policy:
    """Give the policy that stands for a control; what it decides is up to the servicer."""
    first = control.references[0] if control.references else None
    metadata: dict[str, Any] = {
        "name": control.name,
        "description": f"{control.id}: {control.title}.",
        "enforcement_level": EnforcementLevel.MANDATORY,
        "config_schema": PolicyConfigSchema(
            {key: dict(rule) for key, rule in parameters_of(control).items()}
        ),
        "display_name": control.title,
        "severity": PolicySeverity(control.severity.value),
        "framework": _framework(first) if first else None,
        "tags": [control.id, *(f"{item.framework} {item.requirement}" for item in control.references)],
        "remediation_steps": control.remediation,
    }
    if control.scope is Scope.STACK:
        return StackValidationPolicy(validate=_refuse, **metadata)
    return ResourceValidationPolicy(validate=_refuse, **metadata)


def _framework(reference: Reference) -> PolicyComplianceFramework:
    name, version, page = _FRAMEWORKS[reference.framework]
    return PolicyComplianceFramework(
        name=name, version=version, reference=reference.requirement, specification=page
    )


def _refuse(_args: ResourceValidationArgs | StackValidationArgs, _report: ReportViolation) -> NoReturn:
    """Stop a servicer other than the pack's: the SDK's lets a mandatory policy pass on unknown values."""
    raise RuntimeError("the controls are evaluated by guardrails.servicer, which is not in place")
