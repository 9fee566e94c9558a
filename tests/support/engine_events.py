"""Events of operations, in the form of the engine's event log."""

from typing import Any

VPC = "aws:ec2/vpc:Vpc"
BUCKET = "aws:s3/bucket:Bucket"


def urn(type_token: str, name: str = "main") -> str:
    return f"urn:pulumi:dev::small::{type_token}::{name}"


def step(
    operation: str, type_token: str = VPC, name: str = "main", *, old: Any = None, **metadata: Any
) -> dict[str, Any]:
    """What the engine says when it has done a step; `diffs` maps property paths to kinds of difference."""
    diffs: dict[str, str] = metadata.pop("diffs", {})
    content = {
        "op": operation,
        "urn": urn(type_token, name),
        "type": type_token,
        "old": old,
        "new": None,
        "detailedDiff": {path: {"diffKind": kind, "inputDiff": True} for path, kind in diffs.items()} or None,
        **metadata,
    }
    return {"resOutputsEvent": {"metadata": content}}


def said(severity: str, message: str, about: str = "") -> dict[str, Any]:
    return {"diagnosticEvent": {"severity": severity, "message": message, "urn": about}}


def violation(policy: str, level: str, message: str, about: str = "") -> dict[str, Any]:
    return {
        "policyEvent": {
            "policyName": policy,
            "enforcementLevel": level,
            "message": message,
            "resourceUrn": about,
        }
    }
