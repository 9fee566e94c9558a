"""The result as JSON, complete and without secrets."""

import json
from typing import Any

from preview import limits
from preview.model import Decision, Diagnostic, Pass, Policy, Resource, Result
from preview.redaction import Redactor

VERSION = 1


def render_json(result: Result, redactor: Redactor) -> str:
    """Write the whole result as one JSON document (described in preview/README.md)."""
    document = {
        "version": VERSION,
        "project": result.project,
        "stack": result.stack,
        "exitCode": result.exit_code,
        "passes": [_pass(part, redactor) for part in (result.preview, result.applied)],
        "policies": [_policy(policy) for policy in result.policies],
        "decisions": [_decision(decision, redactor) for decision in result.decisions],
        "limits": " ".join(limits.PREVIEW),
        "notices": [_diagnostic(notice, redactor) for notice in result.notices],
    }
    return json.dumps(document, indent=2)


def _pass(part: Pass, redactor: Redactor) -> dict[str, Any]:
    return {
        "phase": part.phase.value,
        "exitCode": part.exit_code,
        "resources": [_resource(resource, redactor) for resource in part.resources.values()],
        "outputs": redactor.value(part.outputs),
        "diagnostics": [_diagnostic(diagnostic, redactor) for diagnostic in part.diagnostics],
    }


def _resource(resource: Resource, redactor: Redactor) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "custom": resource.custom,
        "parent": resource.parent,
        "provider": resource.provider,
        "id": redactor.value(resource.id),
        "inputs": redactor.properties(resource.type, resource.inputs),
        "outputs": redactor.properties(resource.type, resource.outputs),
        "dependencies": resource.dependencies,
        "propertyDependencies": resource.property_dependencies,
        "protect": resource.protect,
        "retainOnDelete": resource.retain_on_delete,
        "deletedWith": resource.deleted_with,
        "ignoreChanges": resource.ignore_changes,
        "replaceOnChanges": resource.replace_on_changes,
        "deleteBeforeReplace": resource.delete_before_replace,
        "additionalSecretOutputs": resource.additional_secret_outputs,
        "aliases": resource.aliases,
        "customTimeouts": resource.custom_timeouts,
        "external": resource.external,
        "generic": resource.generic,
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "pack": policy.pack,
        "name": policy.name,
        "control": policy.control,
        "title": policy.title,
        "severity": policy.severity,
        "level": policy.level,
        "remediation": policy.remediation,
    }


def _decision(decision: Decision, redactor: Redactor) -> dict[str, Any]:
    return {
        "policy": decision.policy.name,
        "pack": decision.policy.pack,
        "control": decision.policy.control,
        "urn": decision.urn,
        "type": decision.type,
        "outcome": decision.outcome.value,
        "level": decision.level,
        "blocks": decision.blocks,
        "phase": decision.phase.value,
        "findings": [redactor.text(finding) for finding in decision.findings],
        "exemption": dict(decision.exemption) if decision.exemption else None,
    }


def _diagnostic(diagnostic: Diagnostic, redactor: Redactor) -> dict[str, str]:
    return {
        "severity": diagnostic.severity,
        "message": redactor.text(diagnostic.message),
        "urn": diagnostic.urn,
    }
