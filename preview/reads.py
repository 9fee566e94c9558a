"""Existing resources the program looks up: `X.get(...)` and StackReferences."""

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import resource_pb2

from preview import urns, wire
from preview.default_providers import DefaultProviders
from preview.deployment import Deployment, ResourceError
from preview.model import UNKNOWN, Properties, Resource
from preview.project_files import ProjectError
from preview.providers import Providers

STACK_REFERENCE = "pulumi:pulumi:StackReference"
# What the CLI, and this preview, print in place of a secret.
HIDDEN = "[secret]"
OUTPUT_METHODS = frozenset({"get_output", "require_output", "get_output_details"})


class Reads:
    """Handles ReadResource of one pass."""

    def __init__(
        self,
        deployment: Deployment,
        providers: Providers,
        defaults: DefaultProviders,
        stack_references: Mapping[str, Properties],
    ) -> None:
        self._deployment = deployment
        self._providers = providers
        self._defaults = defaults
        self._stack_references = stack_references

    def read(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        """Look a resource up.

        Raises:
            ResourceError: it does not exist, or the provider fails.
        """
        deployment = self._deployment
        urn = deployment.reserve(request.parent, request.type, request.name)
        properties = wire.downgrade(deployment.received(request.properties, "failed to unmarshal properties"))
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            custom=True,
            parent=request.parent or deployment.stack_urn,
            inputs=wire.lower_properties(properties),
            id=request.id,
            dependencies=sorted(request.dependencies),
            additional_secret_outputs=list(request.additionalSecretOutputs),
            external=True,
        )
        package = urns.package_of(request.type)
        resource.provider = deployment.provider_for(
            request.provider, {}, request.parent, package
        ) or self._defaults.reference(package, request.version, request.pluginDownloadURL, urn)
        if request.type == STACK_REFERENCE:
            outputs = self._stack_outputs(request.id)
        else:
            provider = self._providers.get(urns.split_reference(resource.provider)[0])
            if provider is None:
                raise ResourceError(f"unknown provider '{resource.provider}'", urn)
            resource.generic = self._providers.is_generic(request.type)
            outputs = provider.read(urn, request.type, request.name, request.id, properties)
        for key in request.additionalSecretOutputs:
            if key in outputs:
                outputs[key] = wire.secret(outputs[key])
        deployment.register(resource)
        deployment.set_outputs(urn, outputs)
        unknown = wire.has_unknown(request.id)
        return resource_pb2.ReadResourceResponse(
            urn=urn,
            id="" if unknown else request.id,
            properties=wire.to_struct(outputs),
            unknown=unknown,
        )

    def _stack_outputs(self, name: str) -> Properties:
        given = self._stack_references.get(name)
        if given is None and self._deployment.dry_run:
            return {"name": name, "outputs": UNKNOWN, "secretOutputNames": UNKNOWN}
        if given is None:
            wanted = sorted(outputs_asked_for(self._deployment.project.directory))
            given = {output: f"placeholder-{output}" for output in wanted}
            self._deployment.log.add(
                "info",
                f"the outputs of stack {name} are made up: {', '.join(wanted) or 'none'}; "
                f"give them with --stack-reference {name}=FILE.json",
            )
        secrets = [key for key, value in given.items() if wire.is_secret(value)]
        return {"name": name, "outputs": given, "secretOutputNames": secrets}


def outputs_asked_for(directory: Path) -> set[str]:
    """Collect the names of stack outputs that the program's sources ask for literally.

    Args:
        directory: the project's folder; installed packages and hidden folders are left out.
    """
    names: set[str] = set()
    for source in directory.rglob("*.py"):
        parts = source.relative_to(directory).parts
        if "site-packages" in parts or any(part.startswith(".") for part in parts):
            continue
        text = source.read_text(encoding="utf-8", errors="replace")
        if not any(method in text for method in OUTPUT_METHODS):
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        names.update(filter(None, map(_asked_name, ast.walk(tree))))
    return names


def _asked_name(node: Any) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=method), args=[ast.Constant(value=str(name)), *_]):
            return name if method in OUTPUT_METHODS else ""
        case _:
            return ""


def load_stack_references(files: Mapping[str, Path]) -> dict[str, Properties]:
    """Read the outputs of other stacks, each a JSON object as `pulumi stack output --json` prints it.

    What is hidden there as `[secret]` is a secret here.

    Raises:
        ProjectError: a file is missing or holds something else.
    """
    loaded: dict[str, Properties] = {}
    for name, path in files.items():
        try:
            outputs = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ProjectError(f"stack reference {name}: {path} cannot be read: {error}") from error
        if not isinstance(outputs, dict):
            raise ProjectError(f"stack reference {name}: {path} must hold a JSON object of outputs")
        loaded[name] = {
            key: wire.secret(value) if value == HIDDEN else value for key, value in outputs.items()
        }
    return loaded
