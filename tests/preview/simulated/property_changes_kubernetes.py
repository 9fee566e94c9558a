"""What a change of an input does to Kubernetes objects of either stack, and of the other built-in kinds.

Written down from the sources that the rows name, not from the simulation's tables: `provider` is
pulumi/pulumi-kubernetes provider/pkg/provider/diff.go, `server` is kubernetes/kubernetes
pkg/apis/*/validation.
"""

from typing import Any

from preview.model import Properties
from tests.preview.simulated.property_change import (
    DELETE_FIRST,
    NOTHING,
    REFUSED,
    REPLACE,
    UPDATE,
    PropertyChange,
    of,
)

_NAMED: Properties = {"metadata": {"name": "web", "namespace": "team"}}
_POD: Properties = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [{"name": "web", "image": "web:1"}]},
}
_NEXT_POD: Properties = {**_POD, "spec": {"containers": [{"name": "web", "image": "web:2"}]}}
_WORKLOAD: Properties = {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": _POD}
_OTHER_SELECTOR = {"matchLabels": {"app": "api"}}
_CLASS: Properties = {
    "metadata": {"name": "gp3"},
    "provisioner": "ebs.csi.aws.com",
    "parameters": {"type": "gp3", "encrypted": "true"},
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "WaitForFirstConsumer",
    "allowVolumeExpansion": False,
}
_SET: Properties = {**_WORKLOAD, "serviceName": "web", "podManagementPolicy": "OrderedReady"}
_CLAIM: Properties = {
    "accessModes": ["ReadWriteOnce"],
    "storageClassName": "gp3",
    "volumeMode": "Filesystem",
    "resources": {"requests": {"storage": "10Gi"}},
}
_SERVICE: Properties = {"selector": {"app": "web"}, "ports": [{"port": 80}], "clusterIPs": ["172.20.0.10"]}
_ROLE = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "view"}


def _spec(before: Properties, **changes: Any) -> Properties:
    return {"spec": {**before, **changes}}


KUBERNETES: tuple[PropertyChange, ...] = (
    *of(
        "kubernetes:apps/v1:Deployment",
        {**_NAMED, "spec": _WORKLOAD},
        (_spec(_WORKLOAD, replicas=3), UPDATE, "provider: not in the table"),
        (_spec(_WORKLOAD, template=_NEXT_POD), UPDATE, "provider: not in the table"),
        (_spec(_WORKLOAD, selector=_OTHER_SELECTOR), DELETE_FIRST, "provider: deployment .spec.selector"),
        ({"metadata": {"name": "api", "namespace": "team"}}, REPLACE, "provider: .metadata.name"),
        ({"metadata": {"name": "web", "namespace": "other"}}, REPLACE, "provider: .metadata.namespace"),
    ),
    *of(
        "kubernetes:apps/v1:Deployment",
        {"spec": _WORKLOAD},
        (_spec(_WORKLOAD, selector=_OTHER_SELECTOR), REPLACE, "provider: named automatically"),
        ({"metadata": {"namespace": "default"}}, NOTHING, "provider: canonicalNamespace"),
    ),
    *of(
        "kubernetes:apps/v1:StatefulSet",
        {**_NAMED, "spec": _SET},
        (_spec(_SET, replicas=3), UPDATE, "provider: not in the table"),
        (_spec(_SET, podManagementPolicy="Parallel"), DELETE_FIRST, "provider: .spec.podManagementPolicy"),
        (
            _spec(_SET, volumeClaimTemplates=[{"metadata": {"name": "data"}}]),
            DELETE_FIRST,
            "provider: .spec.volumeClaimTemplates",
        ),
    ),
    *of(
        "kubernetes:storage.k8s.io/v1:StorageClass",
        _CLASS,
        ({"parameters": {"type": "gp3", "encrypted": "false"}}, DELETE_FIRST, "provider: .parameters"),
        ({"provisioner": "other"}, DELETE_FIRST, "provider: .provisioner"),
        ({"reclaimPolicy": "Retain"}, REFUSED, "server: ValidateStorageClassUpdate"),
        ({"reclaimPolicy": None}, UPDATE, "server: the default is the same"),
        ({"volumeBindingMode": "Immediate"}, REFUSED, "server: ValidateStorageClassUpdate"),
        ({"allowVolumeExpansion": True}, UPDATE, "server: ValidateStorageClassUpdate"),
    ),
    *of(
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        {**_NAMED, "roleRef": _ROLE, "subjects": []},
        ({"roleRef": {**_ROLE, "name": "edit"}}, DELETE_FIRST, "provider: roleBinding .roleRef"),
        ({"subjects": [{"kind": "Group", "name": "team"}]}, UPDATE, "provider: not in the table"),
    ),
    *of(
        "kubernetes:core/v1:Service",
        {**_NAMED, "spec": _SERVICE},
        (_spec(_SERVICE, ports=[{"port": 8080}]), UPDATE, "provider: not in the table"),
        (_spec(_SERVICE, clusterIP="172.20.0.11"), DELETE_FIRST, "provider: .spec.clusterIP"),
        (_spec(_SERVICE, clusterIPs=["172.20.0.11"]), REFUSED, "server: ValidateServiceUpdate, clusterIPs"),
    ),
    *of(
        "kubernetes:core/v1:PersistentVolumeClaim",
        {**_NAMED, "spec": _CLAIM},
        (_spec(_CLAIM, resources={"requests": {"storage": "20Gi"}}), UPDATE, "provider: not in the table"),
        (_spec(_CLAIM, storageClassName="io2"), DELETE_FIRST, "provider: .spec.storageClassName"),
        (_spec(_CLAIM, volumeMode="Block"), REFUSED, "server: ValidatePersistentVolumeClaimUpdate"),
    ),
    *of(
        "kubernetes:core/v1:Namespace",
        {"metadata": {"name": "team"}},
        ({"metadata": {"name": "team", "labels": {"a": "b"}}}, UPDATE, "provider: not in the table"),
        ({"metadata": {"name": "squad"}}, REPLACE, "provider: .metadata.name"),
    ),
    *of(
        "kubernetes:core/v1:ResourceQuota",
        {**_NAMED, "spec": {"hard": {"pods": "10"}, "scopes": ["NotTerminating"]}},
        (
            {"spec": {"hard": {"pods": "20"}, "scopes": ["NotTerminating"]}},
            UPDATE,
            "provider: not in the table",
        ),
        (
            {"spec": {"hard": {"pods": "10"}, "scopes": ["Terminating"]}},
            DELETE_FIRST,
            "provider: .spec.scopes",
        ),
    ),
    *of(
        "kubernetes:core/v1:ConfigMap",
        {**_NAMED, "data": {"a": "1"}},
        ({"data": {"a": "2"}}, DELETE_FIRST, "provider: not enableConfigMapMutable, .data"),
    ),
    *of(
        "kubernetes:core/v1:ConfigMap",
        {"data": {"a": "1"}},
        ({"data": {"a": "2"}}, REPLACE, "provider: .data"),
    ),
    *of(
        "kubernetes:core/v1:ConfigMap",
        {**_NAMED, "data": {"a": "1"}, "immutable": True},
        ({"immutable": False}, REFUSED, "server: ValidateConfigMapUpdate"),
    ),
    *of(
        "kubernetes:core/v1:Secret",
        {**_NAMED, "type": "Opaque"},
        ({"type": "kubernetes.io/basic-auth"}, DELETE_FIRST, "provider: .type"),
        ({"stringData": {"a": "1"}}, DELETE_FIRST, "provider: not enableSecretMutable, .stringData"),
    ),
    *of(
        "kubernetes:batch/v1:Job",
        {**_NAMED, "spec": {"template": _POD, "backoffLimit": 1, "completionMode": "NonIndexed"}},
        (_spec({"template": _NEXT_POD, "backoffLimit": 1}), DELETE_FIRST, "provider: job .spec.template"),
        (_spec({"template": _POD, "completionMode": "Indexed"}), REFUSED, "server: ValidateJobSpecUpdate"),
    ),
    *of(
        "kubernetes:scheduling.k8s.io/v1:PriorityClass",
        {"metadata": {"name": "high"}, "value": 1000},
        ({"value": 2000}, REFUSED, "server: ValidatePriorityClassUpdate"),
        ({"description": "soon"}, UPDATE, "provider: not in the table"),
    ),
    *of(
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        {**_NAMED, "spec": {"podSelector": {}}},
        ({"spec": {"podSelector": {"matchLabels": {"a": "b"}}}}, UPDATE, "provider: not in the table"),
    ),
    *of(
        "kubernetes:policy/v1:PodDisruptionBudget",
        {**_NAMED, "spec": {"maxUnavailable": 1}},
        ({"spec": {"maxUnavailable": 2}}, UPDATE, "provider: only policy/v1beta1 is in the table"),
    ),
    *of(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        {**_NAMED, "spec": {"minReplicas": 1, "maxReplicas": 3}},
        ({"spec": {"minReplicas": 2, "maxReplicas": 3}}, UPDATE, "provider: not in the table"),
    ),
    *of(
        "kubernetes:external-secrets.io/v1:ExternalSecret",
        {**_NAMED, "spec": {"refreshInterval": "1h"}},
        ({"spec": {"refreshInterval": "5m"}}, UPDATE, "provider: not in the table"),
        ({"metadata": {"name": "api", "namespace": "team"}}, REPLACE, "provider: .metadata.name"),
    ),
    *of(
        "kubernetes:helm.sh/v3:Release",
        {"name": "web", "namespace": "team", "chart": "web", "version": "1.0.0", "values": {"replicas": 1}},
        ({"version": "1.1.0"}, UPDATE, "provider: helm_release.go"),
        ({"chart": "other"}, UPDATE, "provider: helm_release.go"),
        ({"values": {"replicas": 2}}, UPDATE, "provider: helm_release.go"),
        ({"name": "api"}, REPLACE, "provider: helm_release.go, .name"),
        ({"namespace": "other"}, REPLACE, "provider: helm_release.go, .namespace"),
    ),
)
