"""The ResourceMonitor service: what the program and component providers talk to."""

# ruff: noqa: N802, ARG002 - names and signatures are those of the gRPC service

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import callback_pb2, provider_pb2, resource_pb2, resource_pb2_grpc

from preview.deployment import Deployment, RequestError, ResourceError
from preview.invokes import Invokes
from preview.program import ORGANIZATION, PARALLEL
from preview.reads import Reads
from preview.registration import Registrations
from preview.transforms import Transforms

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")

# State migrations concern the state of earlier updates, of which a preview of a new stack has none.
FEATURES = [
    feature
    for feature in resource_pb2.ResourceMonitorFeature.values()
    if feature
    not in (
        resource_pb2.RESOURCE_MONITOR_FEATURE_BYTE_STRING,
        resource_pb2.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
        resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_OUTPUT_VALUES,
    )
]
FEATURE_PREFIX = "RESOURCE_MONITOR_FEATURE_"


class MonitorService(resource_pb2_grpc.ResourceMonitorServicer):
    """Answers the ResourceMonitor calls of one pass."""

    def __init__(
        self,
        deployment: Deployment,
        registrations: Registrations,
        reads: Reads,
        invokes: Invokes,
        transforms: Transforms,
    ) -> None:
        self._deployment = deployment
        self._registrations = registrations
        self._reads = reads
        self._invokes = invokes
        self._transforms = transforms

    def GetDeploymentInfo(self, request: Any, context: Any) -> resource_pb2.DeploymentInfo:
        """Describe the pass to the SDK."""
        project = self._deployment.project
        return resource_pb2.DeploymentInfo(
            project=project.name,
            stack=project.stack,
            organization=ORGANIZATION,
            config=dict(project.config),
            configSecretKeys=list(project.secret_keys),
            dryRun=self._deployment.dry_run,
            parallel=PARALLEL,
            supportedFeatures=FEATURES,
        )

    def SupportsFeature(self, request: resource_pb2.SupportsFeatureRequest, context: Any) -> Any:
        """Say whether a feature is supported, by its camelCase id."""
        names = {
            resource_pb2.ResourceMonitorFeature.Name(feature).removeprefix(FEATURE_PREFIX).replace("_", "")
            for feature in FEATURES
        }
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id.upper() in names)

    def RegisterPackage(self, request: resource_pb2.RegisterPackageRequest, context: Any) -> Any:
        """Name a parameterized package; equal requests get the same name."""
        name = request.parameterization.name or request.name
        digest = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()[:16]
        return resource_pb2.RegisterPackageResponse(ref=f"{name}-{digest}")

    def RegisterStackTransform(self, request: callback_pb2.Callback, context: Any) -> empty_pb2.Empty:
        """Keep a transform of all resources."""
        self._transforms.add_for_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: callback_pb2.Callback, context: Any) -> empty_pb2.Empty:
        """Keep a transform of all function calls."""
        self._transforms.add_for_invokes(request)
        return empty_pb2.Empty()

    def RegisterResourceHook(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Accept a hook; no operation of a preview runs it."""
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Accept a hook; no operation of a preview runs it."""
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Let the program end; nothing is outstanding when it asks."""
        return empty_pb2.Empty()

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        """Register a resource; a fault of it ends the pass."""
        return self._ending_the_pass(self._registrations.register, request, context)

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        """Look a resource up; a fault of it ends the pass."""
        return self._ending_the_pass(self._reads.read, request, context)

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: Any
    ) -> empty_pb2.Empty:
        """Keep the outputs of a component or of the stack."""
        try:
            outputs = self._deployment.received(request.outputs, "cannot unmarshal output properties")
        except RequestError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
            raise
        self._deployment.set_outputs(request.urn, outputs)
        return empty_pb2.Empty()

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ResourceInvokeResponse:
        """Call a function; the caller gets its error as an exception."""
        return self._raising_at_the_caller(self._invokes.invoke, request, context)

    def Call(
        self, request: resource_pb2.ResourceCallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        """Call a method; the caller gets its error as an exception."""
        return self._raising_at_the_caller(self._invokes.call, request, context)

    def _ending_the_pass(
        self, handle: Callable[[_Request], _Response], request: _Request, context: grpc.ServicerContext
    ) -> _Response:
        self._deployment.stop_if_failed(context)
        try:
            return handle(request)
        except RequestError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
            raise
        except ResourceError as error:
            self._deployment.fail(context, error)
        except Exception as error:  # noqa: BLE001 - gRPC would print our stack trace and go on
            fault = f"the preview itself failed: {type(error).__name__}: {error}"
            self._deployment.fail(context, ResourceError(fault, getattr(request, "urn", "")))

    def _raising_at_the_caller(
        self, handle: Callable[[_Request], _Response], request: _Request, context: grpc.ServicerContext
    ) -> _Response:
        self._deployment.stop_if_failed(context)
        try:
            return handle(request)
        except (RequestError, ResourceError) as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
            raise
