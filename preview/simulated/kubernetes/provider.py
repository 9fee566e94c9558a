"""Answers for Kubernetes: names at Check; identity, defaults and status at Create.

Source of the behaviour: pulumi/pulumi-kubernetes provider/pkg/provider/provider.go and metadata/naming.go.
"""

from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import yaml
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.model import Properties
from preview.property_paths import value_at
from preview.simulated.diff import Replacement
from preview.simulated.kubernetes import components, helm
from preview.simulated.kubernetes.cluster import endpoint_of, refuse_unreachable
from preview.simulated.kubernetes.immutable import refused_update
from preview.simulated.kubernetes.kinds import CLUSTER_SCOPED, object_type
from preview.simulated.kubernetes.replacements import (
    deletes_first,
    ineffective_paths,
    is_autonamed,
    replacing_paths,
)
from preview.simulated.kubernetes.rules import (
    NAMESPACE,
    RELEASE,
    Target,
    refuse_creation,
    remove_contents,
)
from preview.simulated.kubernetes.status import status_of
from preview.simulated.made_up import TIMESTAMP, auto_name, hexadecimal, number, universally_unique
from preview.simulated.server import SimulatedProvider
from preview.simulated.simulation import PropertyError, Registration, SimulationError
from preview.simulated.store import Clouds, Store, Stored

NAME_DIGITS = 8
# What the API server sets when it first stores an object.
_SERVERS_METADATA = ("uid", "resourceVersion", "generation", "creationTimestamp")


class KubernetesProvider(SimulatedProvider):
    """The Kubernetes provider for one cluster."""

    def __init__(self, clouds: Clouds | None = None) -> None:
        super().__init__(clouds)
        self._namespace = "default"
        self._changeable = frozenset[str]()
        self._target = Target()
        self._deletes_unreachable = False
        try:
            self.version = version("pulumi-kubernetes")
        except PackageNotFoundError:
            self.version = "4.0.0"

    def configure(self, config: Properties) -> None:
        """Take over the cluster and the default namespace."""
        self._namespace = str(config.get("namespace") or "default")
        settings = {"ConfigMap": "enableConfigMapMutable", "Secret": "enableSecretMutable"}
        self._changeable = frozenset(
            kind for kind, setting in settings.items() if str(config.get(setting)).lower() == "true"
        )
        # Where manifests are written to files, no cluster is asked.
        rendered = bool(config.get("renderYamlToDirectory"))
        endpoint = endpoint_of(str(config.get("kubeconfig") or ""), str(config.get("context") or ""))
        upserts = str(config.get("upsertExistingObjects")).lower() == "true"
        self._target = Target(None if rendered else endpoint, self._namespace, upserts)
        self._deletes_unreachable = str(config.get("deleteUnreachable")).lower() == "true"

    def place_of(self, type_token: str, properties: Properties) -> str:
        """Return the cluster, as far as the kubeconfig names it."""
        del type_token, properties
        return self._target.endpoint or ""

    def check(self, resource: Registration, old: Properties) -> Properties:
        """Fill in apiVersion, kind, namespace, and a name where there is none."""
        if resource.type == RELEASE:
            return helm.check(resource, self._namespace, old)
        api_version, kind = object_type(resource.type)
        inputs: Properties = {"apiVersion": api_version, "kind": kind, **resource.inputs}
        given = inputs.get("metadata")
        if given is not None and (not isinstance(given, dict) or wire.is_secret(given)):
            return inputs
        metadata: Properties = dict(given or {})
        if resource.type.endswith("Patch") and not metadata.get("name"):
            raise PropertyError("metadata.name", "a patch must name the object that it patches")
        if not metadata.get("name") and not metadata.get("generateName"):
            before = wire.reveal(old)
            # A name that the program gave and takes back is not kept, so the object gets a new one.
            kept = value_at(before, ("metadata", "name")) if is_autonamed(before) else None
            metadata["name"] = kept or auto_name(resource.seed, resource.name, NAME_DIGITS)
            metadata["annotations"] = _annotated(metadata.get("annotations"))
        if kind not in CLUSTER_SCOPED and self._namespace != "default" and not metadata.get("namespace"):
            metadata["namespace"] = self._namespace
        return {**inputs, "metadata": metadata}

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        """Answer with the object as the API server would return it."""
        if resource.type == RELEASE:
            return helm.create(resource, dry_run)
        outputs = dict(resource.inputs)
        _, kind = object_type(resource.type)
        metadata = outputs.get("metadata")
        if isinstance(metadata, dict) and not wire.is_secret(metadata):
            metadata = dict(metadata)
            if kind not in CLUSTER_SCOPED and not metadata.get("namespace"):
                metadata["namespace"] = self._namespace
            outputs["metadata"] = metadata
        if dry_run:
            return "", outputs
        return _identifier(metadata, resource), _as_stored(resource, kind, outputs)

    def update(
        self,
        resource: Registration,
        identifier: str,
        outputs: Properties,
        changed: Collection[str],
        dry_run: bool,
    ) -> Properties:
        """Answer with the changed object, which keeps what the API server gave it."""
        del identifier, changed
        _, made = self.create(resource, dry_run)
        old, new = outputs.get("metadata"), made.get("metadata")
        if (
            not isinstance(old, dict)
            or not isinstance(new, dict)
            or wire.is_secret(old)
            or wire.is_secret(new)
        ):
            return made
        kept = {key: old[key] for key in _SERVERS_METADATA if key in old}
        if not dry_run and "generation" in kept:
            kept["generation"] += 1
            kept["resourceVersion"] = str(int(kept["resourceVersion"]) + 1)
        return {**made, "metadata": {**new, **kept}}

    def without_effect(
        self,
        type_token: str,
        old: Properties,
        new: Properties,
        changed: Collection[str],
        outputs: Properties,
    ) -> Collection[str]:
        """Leave out a namespace that is left out or named, if it is the same."""
        del outputs
        return ineffective_paths(type_token, old, new, changed)

    def replacement(
        self, type_token: str, old: Properties, new: Properties, changed: Collection[str]
    ) -> Replacement:
        """Say what replaces an object."""
        paths = replacing_paths(type_token, new, changed, self._changeable)
        return Replacement(paths, deletes_first=deletes_first(type_token, old, new))

    def refuse_update(self, existing: Stored, resource: Registration, store: Store, *, dry_run: bool) -> None:
        """Refuse to change what is immutable; a preview is a dry run of the API server, which refuses too."""
        if not dry_run:
            refuse_unreachable(self._target.endpoint, store.clouds)
        reason = refused_update(resource.type, existing.inputs, wire.reveal(resource.inputs))
        if reason:
            raise SimulationError(reason)

    def refuse_creation(self, resource: Registration, store: Store) -> None:
        """Refuse what the API server would not create."""
        refuse_creation(resource, self._target, store)

    def delete(self, existing: Stored, store: Store) -> bool:
        """Delete what is in a namespace along with it; refuse where the cluster is gone."""
        if not self._deletes_unreachable:
            refuse_unreachable(self._target.endpoint, store.clouds)
        if existing.type == NAMESPACE:
            remove_contents(existing, store)
        return True

    def read(self, resource: Registration, identifier: str) -> Properties:
        """Make up an existing object around its id, `NAMESPACE/NAME`, and what the program knows of it."""
        api_version, kind = object_type(resource.type)
        namespace, _, name = identifier.rpartition("/")
        metadata: dict[str, Any] = {"name": name}
        if namespace:
            metadata["namespace"] = namespace
        known: Properties = {"apiVersion": api_version, "kind": kind, **resource.inputs}
        given: Properties = known.get("metadata") or {}
        known["metadata"] = {**metadata, **given}
        return _as_stored(resource, kind, known)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a function that needs neither cluster nor network."""
        match token:
            case "kubernetes:yaml:decode":
                return {"result": _decoded(arguments)}
            case "kubernetes:helm:template":
                chart = (json_options(arguments)).get("chart") or "the chart"
                raise SimulationError(
                    f"{token} is not simulated: rendering chart '{chart}' needs helm and the chart itself. "
                    "Use kubernetes.helm.v3.Release, whose values are visible to policies"
                )
            case "kubernetes:kustomize:directory":
                raise SimulationError(f"{token} is not simulated: rendering needs kustomize")
            case _:
                raise SimulationError(
                    f"no simulated function {token}: add it to preview/simulated/kubernetes/provider.py"
                )

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Construct one of the provider's own components."""
        return components.construct(request, self.warn)


def json_options(arguments: Properties) -> Properties:
    """Return the options of `helm:template`, which travel as JSON in `jsonOpts`."""
    loaded = yaml.safe_load(str(arguments.get("jsonOpts") or "{}"))
    return loaded if isinstance(loaded, dict) else {}


def _annotated(annotations: Any) -> Any:
    if annotations is not None and (not isinstance(annotations, dict) or wire.is_secret(annotations)):
        return annotations
    known: Properties = annotations or {}
    return {**known, "pulumi.com/autonamed": "true"}


def _decoded(arguments: Properties) -> list[Properties]:
    try:
        found = [item for item in yaml.safe_load_all(str(arguments.get("text", ""))) if item]
    except yaml.YAMLError as error:
        raise SimulationError(f"kubernetes:yaml:decode: the text is not YAML: {error}") from error
    namespace = arguments.get("defaultNamespace")
    for item in found:
        if not isinstance(item, dict):
            raise SimulationError("kubernetes:yaml:decode: a document is not a Kubernetes object")
        if namespace and item.get("kind") not in CLUSTER_SCOPED:
            item.setdefault("metadata", {}).setdefault("namespace", namespace)
    return found


def _identifier(metadata: Any, resource: Registration) -> str:
    plain = wire.reveal(metadata)
    found = plain if isinstance(plain, dict) else {}
    name = found.get("name") or f"{found.get('generateName') or resource.name}{hexadecimal(resource.seed, 5)}"
    namespace = found.get("namespace")
    return f"{namespace}/{name}" if namespace else str(name)


def _as_stored(resource: Registration, kind: str, outputs: Properties) -> Properties:
    """Return the object as the API server stores it: with identity, defaults and status."""
    stored = dict(outputs)
    metadata = stored.get("metadata")
    if isinstance(metadata, dict) and not wire.is_secret(metadata):
        made: dict[str, Any] = {
            "name": f"{metadata.get('generateName') or resource.name}{hexadecimal(resource.seed, 5)}",
            "uid": universally_unique(resource.seed),
            "resourceVersion": str(1 + number(resource.seed, 10**6)),
            "generation": 1,
            "creationTimestamp": TIMESTAMP,
        }
        stored["metadata"] = {**made, **metadata}
    if kind == "Service":
        spec: Properties = stored.get("spec") or {}
        address = f"172.20.{number(resource.seed, 256)}.{1 + number(resource.seed + 'ip', 254)}"
        defaults = {
            "type": "ClusterIP",
            "clusterIP": address,
            "clusterIPs": [address],
            "sessionAffinity": "None",
        }
        stored["spec"] = {**defaults, **spec}
    status = status_of(kind, stored, resource.seed)
    if status is not None and "status" not in stored:
        stored["status"] = status
    return stored
