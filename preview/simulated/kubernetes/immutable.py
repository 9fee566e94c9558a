"""Changes that the API server refuses, in its own words.

Source: kubernetes/kubernetes v1.36 pkg/apis/*/validation, the Validate...Update function of each kind. The
values in a message are written as JSON.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from preview import wire
from preview.model import Properties
from preview.property_paths import parts, value_at
from preview.simulated.kubernetes.kinds import is_patch, object_type

_IMMUTABLE = "field is immutable"
_WHEN_IMMUTABLE = "field is immutable when `immutable` is set"
_CHANGEABLE_OF_STATEFUL_SET = frozenset(
    {
        "replicas",
        "ordinals",
        "template",
        "updateStrategy",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    }
)
_OTHER_STATEFUL_SET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
_CHANGEABLE_OF_CLAIM = frozenset({"resources", "volumeAttributesClassName"})
_OTHER_CLAIM = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
    "claims"
)
_CHANGEABLE_OF_POD = frozenset(
    {"containers", "initContainers", "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"}
)
_OTHER_POD = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


@dataclass(frozen=True)
class _Fixed:
    """A field that must not change.

    Attributes:
        path: where it is.
        default: what it is where an object leaves it out.
        forbidden: the reason, if the server forbids the change instead of calling the new value invalid.
        reason: the reason otherwise.
    """

    path: str
    default: Any = None
    forbidden: str = ""
    reason: str = _IMMUTABLE


_SELECTOR = (_Fixed("spec.selector"),)
_ROLE = (_Fixed("roleRef", reason="cannot change roleRef"),)
# By API group and kind.
_FIXED: Mapping[tuple[str, str], tuple[_Fixed, ...]] = {
    ("storage.k8s.io", "StorageClass"): (
        _Fixed("parameters", forbidden="updates to parameters are forbidden."),
        _Fixed("provisioner", forbidden="updates to provisioner are forbidden."),
        _Fixed("reclaimPolicy", "Delete", forbidden="updates to reclaimPolicy are forbidden."),
        _Fixed("volumeBindingMode", "Immediate"),
    ),
    ("storage.k8s.io", "CSIDriver"): (
        _Fixed("spec.attachRequired", True),
        _Fixed("spec.volumeLifecycleModes", ["Persistent"]),
    ),
    ("apps", "Deployment"): _SELECTOR,
    ("apps", "DaemonSet"): _SELECTOR,
    ("apps", "ReplicaSet"): _SELECTOR,
    ("batch", "Job"): (
        _Fixed("spec.selector"),
        _Fixed("spec.template"),
        _Fixed("spec.completionMode", "NonIndexed"),
        _Fixed("spec.podFailurePolicy"),
        _Fixed("spec.backoffLimitPerIndex"),
    ),
    ("rbac.authorization.k8s.io", "RoleBinding"): _ROLE,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _ROLE,
    ("scheduling.k8s.io", "PriorityClass"): (
        _Fixed("value", 0, forbidden="may not be changed in an update."),
        _Fixed("preemptionPolicy", "PreemptLowerPriority"),
    ),
    ("node.k8s.io", "RuntimeClass"): (_Fixed("handler"),),
    ("networking.k8s.io", "IngressClass"): (_Fixed("spec.controller"),),
    ("discovery.k8s.io", "EndpointSlice"): (_Fixed("addressType"),),
    ("", "Secret"): (_Fixed("type", "Opaque"),),
    ("", "ResourceQuota"): (_Fixed("spec.scopes"),),
    ("", "PersistentVolume"): (_Fixed("spec.volumeMode", "Filesystem"), _Fixed("spec.nodeAffinity")),
}


def refused_update(type_token: str, old: Properties, new: Properties) -> str:
    """Return why the API server refuses to change an object, "" if it does not.

    It refuses in a preview too, which the provider makes as a dry run of the server.

    Args:
        type_token: type such as `kubernetes:storage.k8s.io/v1:StorageClass`.
        old: its inputs of the last update, without secret marks.
        new: its inputs now, without secret marks; what is not known yet is not refused.
    """
    if is_patch(type_token):
        return ""
    api_version, kind = object_type(type_token)
    group = api_version.rpartition("/")[0]
    reasons = [reason for field in _FIXED.get((group, kind), ()) if (reason := _refused(field, old, new))]
    special = _SPECIAL.get((group, kind))
    if special:
        reasons += special(old, new)
    if not reasons:
        return ""
    name = value_at(new, ("metadata", "name")) or value_at(old, ("metadata", "name"))
    qualified = f"{kind}.{group}" if group else kind
    listed = reasons[0] if len(reasons) == 1 else f"[{', '.join(reasons)}]"
    return f'{qualified} "{name}" is invalid: {listed}'


def _refused(field: _Fixed, old: Properties, new: Properties) -> str:
    before, after = value_at(old, parts(field.path)), value_at(new, parts(field.path))
    before, after = (field.default if value is None else value for value in (before, after))
    if before == after or wire.has_unknown(after):
        return ""
    if field.forbidden:
        return f"{field.path}: Forbidden: {field.forbidden}"
    return f"{field.path}: Invalid value: {json.dumps(after)}: {field.reason}"


def _other_fields(changeable: frozenset[str], reason: str) -> Callable[[Properties, Properties], list[str]]:
    def check(old: Properties, new: Properties) -> list[str]:
        before: Properties = old.get("spec") or {}
        after: Properties = new.get("spec") or {}
        # What only one side gives may be what the server fills in.
        fixed = (before.keys() & after.keys()) - changeable
        differs = any(before[key] != after[key] and not wire.has_unknown(after[key]) for key in fixed)
        return [f"spec: Forbidden: {reason}"] if differs else []

    return check


def _immutable_contents(**fields: str) -> Callable[[Properties, Properties], list[str]]:
    """Check an object that says it is immutable; the server names a field of its own for each input."""

    def check(old: Properties, new: Properties) -> list[str]:
        if old.get("immutable") is not True:
            return []
        changed = {
            field: None
            for name, field in {"immutable": "immutable", **fields}.items()
            if old.get(name) != new.get(name)
        }
        return [f"{field}: Forbidden: {_WHEN_IMMUTABLE}" for field in changed]

    return check


def _service(old: Properties, new: Properties) -> list[str]:
    before: Properties = old.get("spec") or {}
    after: Properties = new.get("spec") or {}
    reasons: list[str] = []
    addresses = after.get("clusterIPs")
    for index, address in enumerate(before.get("clusterIPs") or []):
        if isinstance(addresses, list) and index < len(addresses) and address != addresses[index]:
            reasons.append(
                f"spec.clusterIPs[{index}]: Invalid value: {json.dumps(addresses)}: may not change once set"
            )
    kept = before.get("type") == after.get("type") == "LoadBalancer"
    if kept and before.get("loadBalancerClass") != after.get("loadBalancerClass"):
        value = json.dumps(after.get("loadBalancerClass"))
        reasons.append(f"spec.loadBalancerClass: Invalid value: {value}: may not change once set")
    return reasons


_SPECIAL: Mapping[tuple[str, str], Callable[[Properties, Properties], list[str]]] = {
    ("apps", "StatefulSet"): _other_fields(_CHANGEABLE_OF_STATEFUL_SET, _OTHER_STATEFUL_SET),
    ("", "PersistentVolumeClaim"): _other_fields(_CHANGEABLE_OF_CLAIM, _OTHER_CLAIM),
    ("", "Pod"): _other_fields(_CHANGEABLE_OF_POD, _OTHER_POD),
    ("", "ConfigMap"): _immutable_contents(data="data", binaryData="binaryData"),
    ("", "Secret"): _immutable_contents(data="data", stringData="data"),
    ("", "Service"): _service,
}
