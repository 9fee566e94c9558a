"""Remote components of the Kubernetes package: YAML files and groups, and charts, which stay closed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.model import Properties
from preview.simulated.construction import Construction
from preview.simulated.kubernetes.kinds import CLUSTER_SCOPED, token_of
from preview.simulated.simulation import SimulationError

CONFIG_FILE = "kubernetes:yaml/v2:ConfigFile"
CONFIG_GROUP = "kubernetes:yaml/v2:ConfigGroup"
CLOSED = frozenset({"kubernetes:helm.sh/v4:Chart", "kubernetes:kustomize/v2:Directory"})


def construct(
    request: provider_pb2.ConstructRequest, warn: Callable[[str, str], None]
) -> provider_pb2.ConstructResponse:
    """Construct a component of the package.

    Args:
        request: the engine's request.
        warn: writes a warning about a resource to the engine's log.

    Raises:
        SimulationError: the type is unknown, or its YAML cannot be read.
    """
    inputs = wire.downgrade(wire.from_struct(request.inputs))
    if request.type in (CONFIG_FILE, CONFIG_GROUP):
        return _yaml(request, inputs)
    if request.type in CLOSED:
        with Construction(request) as construction:
            urn = construction.component(inputs)
            warn(
                f"{request.type} '{request.name}' is shown without its contents: they are not rendered here",
                urn,
            )
            return construction.finish({})
    raise SimulationError(
        f"no simulated component {request.type}: add it to preview/simulated/kubernetes/components.py"
    )


def _yaml(request: provider_pb2.ConstructRequest, inputs: Properties) -> provider_pb2.ConstructResponse:
    prefix = str(inputs.get("resourcePrefix") or request.name)
    with Construction(request) as construction:
        construction.component(inputs)
        urns: list[str] = []
        if not wire.has_unknown(inputs):
            for item in _objects(wire.reveal(inputs)):
                kind = str(item["kind"])
                metadata = item.get("metadata") or {}
                parts = [prefix, *filter(None, [metadata.get("namespace")]), str(metadata.get("name"))]
                name = f"{parts[0]}:{'/'.join(parts[1:])}"
                urns.append(construction.child(token_of(str(item["apiVersion"]), kind), name, item).urn)
        references: list[Any] = [{wire.SIGNATURE: wire.RESOURCE, "urn": urn} for urn in urns]
        return construction.finish({"resources": references})


def _objects(inputs: Properties) -> Iterator[Properties]:
    """Yield the objects of a file or group, lists taken apart, in the default namespace of the component."""
    namespace = inputs.get("namespace")
    for text in _texts(inputs):
        try:
            documents = list(yaml.safe_load_all(text))
        except yaml.YAMLError as error:
            raise SimulationError(f"the YAML cannot be read: {error}") from error
        for document in documents:
            yield from _placed(document, namespace)
    objects = inputs.get("objs") or []
    for item in objects if isinstance(objects, list) else [objects]:
        yield from _placed(item, namespace)


def _placed(document: Any, namespace: Any) -> Iterator[Properties]:
    if not document:
        return
    if not isinstance(document, dict) or "kind" not in document or "apiVersion" not in document:
        raise SimulationError("a YAML document has no apiVersion and kind")
    if document["kind"].endswith("List") and isinstance(document.get("items"), list):
        for item in document["items"]:
            yield from _placed(item, namespace)
        return
    if namespace and document["kind"] not in CLUSTER_SCOPED:
        document.setdefault("metadata", {}).setdefault("namespace", namespace)
    yield document


def _texts(inputs: Properties) -> Iterator[str]:
    files = inputs.get("file") or inputs.get("files") or []
    for pattern in files if isinstance(files, list) else [files]:
        if "://" in pattern:
            raise SimulationError(f"{pattern} is not read: a preview uses no network")
        yield from _read(pattern)
    given = inputs.get("yaml") or []
    yield from given if isinstance(given, list) else [given]


def _read(pattern: str) -> Iterator[str]:
    path = Path(pattern)
    base = Path(path.anchor) if path.is_absolute() else Path()
    relative = str(path.relative_to(path.anchor)) if path.is_absolute() else pattern
    found = sorted(base.glob(relative))
    if not found:
        raise SimulationError(f"there is no file {pattern}")
    for file in found:
        yield file.read_text(encoding="utf-8")
