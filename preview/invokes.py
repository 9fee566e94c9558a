"""Functions the program calls: data sources (Invoke), component methods (Call), and getResource."""

from typing import Any

from pulumi.runtime.proto import provider_pb2, resource_pb2

from preview import urns, wire
from preview.default_providers import BUILT_IN, DefaultProviders
from preview.deployment import Deployment, ResourceError
from preview.program import ORGANIZATION, PARALLEL
from preview.providers import Provider, Providers
from preview.transforms import Transforms

GET_RESOURCE = "pulumi:pulumi:getResource"


class Invokes:
    """Handles Invoke and Call of one pass."""

    def __init__(
        self, deployment: Deployment, providers: Providers, defaults: DefaultProviders, transforms: Transforms
    ) -> None:
        self._deployment = deployment
        self._providers = providers
        self._defaults = defaults
        self._transforms = transforms

    def invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        """Call a function of a provider.

        Raises:
            ResourceError: there is no such function or provider, or the function fails.
        """
        arguments = self._deployment.received(request.args, f"failed to unmarshal {request.tok} args")
        if request.tok == GET_RESOURCE:
            return self._get_resource(str(arguments.get("urn")))
        package = urns.package_of(request.tok)
        options = resource_pb2.TransformInvokeOptions(
            provider=self._deployment.provider_for(request.provider, {}, request.parent, package),
            version=request.version,
            plugin_download_url=request.pluginDownloadURL,
        )
        arguments, options = self._transforms.apply_to_invoke(request.tok, arguments, options)
        provider = self._provider(options.provider, request.tok, options.version, options.plugin_download_url)
        if any(self._pending(urn) for urn in request.dependsOn):
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        reply = provider.invoke(request.tok, wire.downgrade(arguments), self._deployment.dry_run)
        result = resource_pb2.ResourceInvokeResponse(failures=reply.failures)
        getattr(result, "return").CopyFrom(getattr(reply, "return"))
        return result

    def call(self, request: resource_pb2.ResourceCallRequest) -> provider_pb2.CallResponse:
        """Call a method of a remote component.

        Raises:
            ResourceError: there is no such method or provider, or the method fails.
        """
        project = self._deployment.project
        call = provider_pb2.CallRequest(
            tok=request.tok,
            args=request.args,
            project=project.name,
            stack=project.stack,
            organization=ORGANIZATION,
            config=dict(project.config),
            configSecretKeys=list(project.secret_keys),
            dryRun=self._deployment.dry_run,
            parallel=PARALLEL,
            monitorEndpoint=self._deployment.monitor_address,
            accepts_output_values=request.accept_output_values,
        )
        for key, found in request.argDependencies.items():
            call.argDependencies[key].urns.extend(found.urns)
        provider = self._provider(request.provider, request.tok, request.version, request.pluginDownloadURL)
        return provider.call(call)

    def _provider(self, given: str, token: str, version: str, download_url: str) -> Provider:
        reference = given or self._defaults.reference(urns.package_of(token), version, download_url, token)
        provider = self._providers.get(urns.split_reference(reference)[0])
        if provider is None:
            raise ResourceError(f"unknown provider '{reference}' for {token}")
        return provider

    def _pending(self, urn: str) -> bool:
        resource = self._deployment.resources.get(urn)
        return self._deployment.dry_run and resource is not None and resource.custom and not resource.id

    def _get_resource(self, urn: str) -> Any:
        with self._deployment.lock:
            resource = self._deployment.resources.get(urn)
            outputs = self._deployment.raw_outputs.get(urn, {})
        if resource is None:
            raise ResourceError(f"unknown resource {urn}")
        self._defaults.reference(BUILT_IN, "", "", GET_RESOURCE)
        state = {
            "urn": urn,
            "id": "" if wire.has_unknown(resource.id) else resource.id,
            "provider": resource.provider,
            "state": wire.downgrade(outputs),
        }
        result = resource_pb2.ResourceInvokeResponse()
        getattr(result, "return").CopyFrom(wire.to_struct(state))
        return result
