"""Who there is in the cluster of a stack, and with which rights: read off the preview of the stack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from docs.access.rules import Object, Right, Roles
from preview.model import Result

_FACTS = Path(__file__).parent
_ENTRY = "aws:eks/accessEntry:AccessEntry"
_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
_RELEASE = "kubernetes:helm.sh/v3:Release"
_STANDARD = "pod-security.kubernetes.io/enforce"
_KINDS = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount", "Namespace")


def facts(name: str) -> list[Object]:
    """Read objects that the program does not make: of Kubernetes itself, of EKS, of a chart."""
    return [item for item in yaml.safe_load_all((_FACTS / name).read_text(encoding="utf-8")) if item]


@dataclass(frozen=True)
class Cluster:
    """What decides about access.

    Attributes:
        objects: roles, bindings, service accounts and namespaces.
        entries: the groups of each IAM principal with an access entry.
    """

    objects: tuple[Object, ...]
    entries: Mapping[str, tuple[str, ...]]

    @property
    def roles(self) -> Roles:
        """The roles and bindings."""
        return Roles(self.objects)

    @property
    def standards(self) -> dict[str, str]:
        """The Pod Security Standard that each namespace enforces; privileged where it has no label."""
        return {
            item["metadata"]["name"]: (item["metadata"].get("labels") or {}).get(_STANDARD, "privileged")
            for item in self.objects
            if item["kind"] == "Namespace"
        }

    @property
    def accounts(self) -> set[str]:
        """The service accounts, as namespace/name: each namespace has one called default."""
        named = {
            f"{item['metadata']['namespace']}/{item['metadata']['name']}"
            for item in self.objects
            if item["kind"] == "ServiceAccount"
        }
        return named | {f"{namespace}/default" for namespace in self.standards}

    def with_objects(self, more: Iterable[Object]) -> "Cluster":
        """Give the cluster with further objects in it."""
        return Cluster((*self.objects, *more), self.entries)

    def person(self, principal: str) -> frozenset[str]:
        """Name all that a principal is known by in the cluster."""
        groups = (*self.entries[principal], "system:authenticated")
        return frozenset({f"User:{principal}", *(f"Group:{group}" for group in groups)})

    def rights(self, identities: Iterable[str]) -> list[Right]:
        """Give the rights of whoever has these names."""
        return self.roles.rights(identities)


def group(name: str) -> frozenset[str]:
    """Name all that a member of a group is known by."""
    return frozenset({f"Group:{name}", "Group:system:authenticated"})


def account(name: str) -> frozenset[str]:
    """Name all that a service account is known by, given as namespace/name."""
    groups = (
        "system:serviceaccounts",
        f"system:serviceaccounts:{name.partition('/')[0]}",
        "system:authenticated",
    )
    return frozenset({f"ServiceAccount:{name}", *(f"Group:{each}" for each in groups)})


def cluster_of(result: Result) -> Cluster:
    """Read a preview, and add what every cluster of EKS has, and the roles that the charts bring."""
    resources = [item for item in result.applied.resources.values() if item.custom]
    entries = {
        item.inputs["principalArn"]: tuple(item.inputs.get("kubernetesGroups") or ())
        for item in resources
        if item.type == _ENTRY
    }
    made = [
        {**item.inputs, "kind": item.inputs["kind"].removesuffix("Patch")}
        for item in resources
        if item.type.startswith("kubernetes:") and item.inputs.get("kind") in _KINDS
    ]
    policies = [
        bound
        for item in resources
        if item.type == _ASSOCIATION
        for bound in _bound_policy(item.inputs, facts("eks_policies.yaml"))
    ]
    charts = [
        item
        for chart in ("external-secrets", "falco", "karpenter")
        if any(each.type == _RELEASE and each.inputs["name"] == chart for each in resources)
        for item in facts(f"{chart.replace('-', '_')}.yaml")
    ]
    return Cluster((*facts("kubernetes.yaml"), *charts, *made, *policies), entries)


def _bound_policy(association: Mapping[str, Any], policies: Iterable[Object]) -> Iterator[Object]:
    """Write an access policy as the role that EKS's own authorizer decides by, and who has it where."""
    name = association["policyArn"].rpartition("/")[2]
    subject = {"kind": "User", "name": association["principalArn"]}
    (role,) = (item for item in policies if item["metadata"]["name"] == name)
    yield role
    reference = {"kind": "ClusterRole", "name": name}
    for namespace in association["accessScope"].get("namespaces") or [None]:
        yield {
            "kind": "RoleBinding" if namespace else "ClusterRoleBinding",
            "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
            "roleRef": reference,
            "subjects": [subject],
        }
