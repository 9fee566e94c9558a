"""Registers resources: inheritance, transforms, provider, policy, and the answer to the program."""

import uuid
from collections.abc import Iterable
from typing import Any

from pulumi.runtime.proto import provider_pb2, resource_pb2

from preview import urns, wire
from preview.default_providers import DefaultProviders
from preview.deployment import CheckError, Deployment, Inherited, ResourceError
from preview.model import UNKNOWN, Properties, Resource
from preview.options import for_children, inherit, options_of, seconds
from preview.program import ORGANIZATION, PARALLEL
from preview.providers import Provider, Providers
from preview.transforms import Goal, Transforms

Request = resource_pb2.RegisterResourceRequest
Response = resource_pb2.RegisterResourceResponse


class Registrations:
    """Handles RegisterResource of one pass."""

    def __init__(
        self, deployment: Deployment, providers: Providers, defaults: DefaultProviders, transforms: Transforms
    ) -> None:
        self._deployment = deployment
        self._providers = providers
        self._defaults = defaults
        self._transforms = transforms

    def register(self, request: Request) -> Response:
        """Register one resource.

        Raises:
            ResourceError: the resource, a transform or its provider is at fault.
        """
        inherit(request, self._deployment.inherited.get(request.parent, Inherited()))
        own = self._transforms.own(request)
        dependencies = _property_dependencies(request)
        goal = self._goal(request, dependencies if request.transforms else {})
        self._transforms.apply(goal, own, self._deployment.parents)
        if request.transforms:
            dependencies = {key: wire.output_dependencies(value) for key, value in goal.properties.items()}
            depends_on = set(goal.options.depends_on).union(*dependencies.values())
        else:
            for key, value in goal.properties.items():
                dependencies.setdefault(key, set()).update(wire.output_dependencies(value))
            depends_on = set(request.dependencies)
        self._inherit_provider_map(goal)
        reference = self._provider_reference(request, goal)
        if request.remote:
            return self._construct(request, goal, reference, depends_on, dependencies)
        resource = self._resource(request, goal, reference, depends_on, dependencies)
        self._transforms.keep(resource.urn, own)
        with self._deployment.lock:
            self._deployment.parents[resource.urn] = resource.parent
            self._deployment.inherited[resource.urn] = for_children(goal.options, reference)
            if not request.custom:
                self._deployment.component_providers[resource.urn] = dict(goal.options.providers)
        if urns.is_provider(request.type):
            outputs = self._start_provider(resource, goal)
        elif request.custom:
            outputs = self._create(resource, goal, reference)
        else:
            resource.inputs = wire.lower_properties(wire.downgrade(goal.properties))
            self._deployment.register(resource)
            outputs = {}
        return Response(urn=resource.urn, id=resource.id, object=wire.to_struct(outputs))

    def _goal(self, request: Request, dependencies: dict[str, set[str]]) -> Goal:
        provider = request.provider
        if request.custom or request.remote:
            package = urns.package_of(request.type)
            provider = self._deployment.provider_for(
                request.provider, request.providers, request.parent, package
            )
        return Goal(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=wire.with_dependencies(
                self._deployment.received(request.object, "unmarshal properties"), dependencies
            ),
            options=options_of(request, provider),
        )

    def _inherit_provider_map(self, goal: Goal) -> None:
        if goal.custom:
            return
        for package, reference in self._deployment.component_providers.get(goal.parent, {}).items():
            if package not in goal.options.providers:
                goal.options.providers[package] = reference

    def _provider_reference(self, request: Request, goal: Goal) -> str:
        if urns.is_provider(request.type) or not (request.custom or request.remote):
            return ""
        if goal.options.provider:
            return goal.options.provider
        package = urns.package_of(request.type)
        user = request.type
        if request.custom:
            project = self._deployment.project
            user = urns.make_urn(project.stack, project.name, request.parent, request.type, request.name)
        return self._defaults.reference(package, goal.options.version, goal.options.plugin_download_url, user)

    def _provider(self, reference: str) -> Provider:
        provider = self._providers.get(urns.split_reference(reference)[0])
        if provider is None:
            raise ResourceError(f"unknown provider '{reference}'")
        return provider

    def _resource(
        self,
        request: Request,
        goal: Goal,
        reference: str,
        depends_on: Iterable[str],
        dependencies: dict[str, set[str]],
    ) -> Resource:
        options = goal.options
        parent = request.parent
        if not parent and request.type != urns.STACK_TYPE:
            parent = self._deployment.stack_urn
        timeouts = {
            operation: seconds(text)
            for operation, text in (
                ("create", options.custom_timeouts.create),
                ("update", options.custom_timeouts.update),
                ("delete", options.custom_timeouts.delete),
            )
            if text
        }
        return Resource(
            urn=self._deployment.reserve(parent, request.type, request.name),
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=parent,
            inputs={},
            provider=reference,
            dependencies=sorted(depends_on),
            property_dependencies={key: sorted(found) for key, found in dependencies.items() if found},
            protect=options.protect,
            retain_on_delete=options.retain_on_delete,
            deleted_with=options.deleted_with,
            ignore_changes=list(options.ignore_changes),
            replace_on_changes=list(options.replace_on_changes),
            aliases=[self._alias(alias, request) for alias in options.aliases],
            delete_before_replace=(
                options.delete_before_replace if options.HasField("delete_before_replace") else None
            ),
            additional_secret_outputs=list(options.additional_secret_outputs),
            custom_timeouts=timeouts,
        )

    def _alias(self, alias: Any, request: Request) -> str:
        if alias.HasField("urn"):
            return alias.urn
        project, spec = self._deployment.project, alias.spec
        parent = "" if spec.noParent else spec.parentUrn or request.parent
        return urns.make_urn(
            spec.stack or project.stack,
            spec.project or project.name,
            parent,
            spec.type or request.type,
            spec.name or request.name,
        )

    def _start_provider(self, resource: Resource, goal: Goal) -> Properties:
        inputs = wire.downgrade(goal.properties)
        if goal.options.version:
            inputs["version"] = goal.options.version
        inputs = self._providers.start(resource.urn, urns.package_of(resource.type), inputs)
        resource.inputs = wire.lower_properties(inputs)
        self._deployment.register(resource)
        resource.id = (
            UNKNOWN if self._deployment.dry_run else str(uuid.uuid5(uuid.NAMESPACE_URL, resource.urn))
        )
        self._deployment.set_outputs(resource.urn, inputs)
        return inputs

    def _create(self, resource: Resource, goal: Goal, reference: str) -> Properties:
        provider = self._provider(reference)
        inputs = wire.downgrade(goal.properties)
        resource.generic = self._providers.is_generic(resource.type)
        try:
            inputs = provider.check(resource.urn, resource.type, resource.name, inputs)
        except CheckError as error:
            resource.inputs = wire.lower_properties(error.inputs)
            self._deployment.register(resource)
            raise
        resource.inputs = wire.lower_properties(inputs)
        self._deployment.register(resource)
        identifier, outputs = provider.create(
            resource.urn, resource.type, resource.name, inputs, self._deployment.dry_run
        )
        imported = getattr(goal.options, "import")
        resource.id = imported or identifier
        outputs = _with_secrets(outputs, inputs, resource.additional_secret_outputs)
        self._deployment.set_outputs(resource.urn, outputs)
        return outputs

    def _construct(
        self,
        request: Request,
        goal: Goal,
        reference: str,
        depends_on: Iterable[str],
        dependencies: dict[str, set[str]],
    ) -> Response:
        deployment, options = self._deployment, goal.options
        project = deployment.project
        provider = self._provider(reference)
        if not provider.configured:
            # The engine registers the component in the provider's place, without children.
            resource = self._resource(request, goal, reference, depends_on, dependencies)
            resource.inputs = wire.lower_properties(goal.properties)
            deployment.register(resource)
            return Response(urn=resource.urn)
        construct = provider_pb2.ConstructRequest(
            project=project.name,
            stack=project.stack,
            organization=ORGANIZATION,
            config=dict(project.config),
            configSecretKeys=list(project.secret_keys),
            dryRun=deployment.dry_run,
            parallel=PARALLEL,
            monitorEndpoint=deployment.monitor_address,
            type=request.type,
            name=request.name,
            parent=request.parent,
            inputs=wire.to_struct(
                wire.as_outputs(goal.properties)
                if provider.accepts_outputs
                else wire.downgrade(goal.properties)
            ),
            providers={**dict(options.providers), urns.package_of(request.type): reference},
            dependencies=sorted(depends_on),
            aliases=options.aliases,
            additionalSecretOutputs=options.additional_secret_outputs,
            deletedWith=options.deleted_with,
            ignoreChanges=options.ignore_changes,
            replaceOnChanges=options.replace_on_changes,
            accepts_output_values=True,
        )
        for key, found in dependencies.items():
            construct.inputDependencies[key].urns.extend(sorted(found))
        if options.HasField("protect"):
            construct.protect = options.protect
        if options.HasField("retain_on_delete"):
            construct.retainOnDelete = options.retain_on_delete
        reply = provider.construct(construct)
        state = wire.whole(wire.from_struct(reply.state))
        with deployment.lock:
            deployment.component_providers[reply.urn] = dict(options.providers)
        response = Response(urn=reply.urn, object=wire.to_struct(wire.downgrade(state)))
        for key in state:
            found = set(reply.stateDependencies[key].urns) if key in reply.stateDependencies else set[str]()
            response.propertyDependencies[key].urns.extend(
                sorted(found | wire.output_dependencies(state[key]))
            )
        return response


def _property_dependencies(request: Request) -> dict[str, set[str]]:
    if not request.propertyDependencies and not request.remote:
        return {key: set(request.dependencies) for key in request.object.fields}
    return {key: set(found.urns) for key, found in request.propertyDependencies.items()}


def _with_secrets(outputs: Properties, inputs: Properties, additional: Iterable[str]) -> Properties:
    """Mark outputs secret whose input was, or that the program names (engine: annotateSecrets)."""
    wanted = {key for key, value in inputs.items() if wire.is_secret(value)}.union(additional)
    return {key: wire.secret(value) if key in wanted else value for key, value in outputs.items()}
