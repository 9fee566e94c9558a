"""The state of one pass: what has been registered, what children inherit, and how a pass fails."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import grpc
from google.protobuf import struct_pb2

from preview import urns, wire
from preview.assets import AssetError, with_hashes
from preview.engine import Log
from preview.model import Phase, Properties, Resource
from preview.project import Project


class PolicyGate(Protocol):
    """What the monitor needs of a policy pack's host."""

    def analyze(self, resource: Resource, provider: Resource | None) -> None:
        """Give one registration to the pack."""
        ...

    def analyze_stack(self, resources: Sequence[Resource]) -> None:
        """Give all that was registered to the pack, with its outputs."""
        ...


class PolicyPackError(Exception):
    """A policy pack that does not start or cannot judge; the message is the user's."""


class RequestError(Exception):
    """A request that the engine does not take; the program gets the message as an exception."""


class ResourceError(Exception):
    """A registration that cannot go on; the message is the user's."""

    def __init__(self, message: str, urn: str = "") -> None:
        super().__init__(message)
        self.urn = urn


class CheckError(ResourceError):
    """A resource whose inputs its provider refuses; the packs judge it all the same."""

    def __init__(self, message: str, urn: str, inputs: Properties) -> None:
        super().__init__(message, urn)
        self.inputs = inputs


# What the engine says to a program when it has ended the pass (source_eval.go).
SHUT_DOWN = "resource monitor shut down while waiting on step's done channel"


@dataclass(frozen=True)
class Inherited:
    """What the children of a resource take from it unless they say otherwise (engine: inheritFromParent)."""

    protect: bool | None = None
    retain_on_delete: bool | None = None
    deleted_with: str = ""
    provider: str = ""


class Deployment:
    """One pass over one stack."""

    def __init__(self, project: Project, phase: Phase, log: Log) -> None:
        self.project = project
        self.phase = phase
        self.log = log
        self.monitor_address = ""
        self.engine_address = ""
        self.resources: dict[str, Resource] = {}
        self.raw_outputs: dict[str, Properties] = {}
        self.inherited: dict[str, Inherited] = {}
        self.parents: dict[str, str] = {}
        self.component_providers: dict[str, dict[str, str]] = {}
        self.lock = threading.RLock()
        self.failed = threading.Event()
        self.stopped = threading.Event()
        self.gates: Sequence[PolicyGate] = ()
        self._reserved: set[str] = set()

    @property
    def dry_run(self) -> bool:
        """Whether computed values are unknown in this pass."""
        return self.phase is Phase.PREVIEW

    @property
    def stack_urn(self) -> str:
        """URN of the root stack."""
        project, stack = self.project.name, self.project.stack
        return urns.make_urn(stack, project, "", urns.STACK_TYPE, f"{project}-{stack}")

    def received(self, properties: struct_pb2.Struct, what: str) -> Properties:
        """Take over properties that a program sends: with hashes of files, and whole references.

        Args:
            properties: as they came.
            what: what could not be done with them otherwise, for the message.

        Raises:
            RequestError: a file among them cannot be read.
        """
        program = self.project.program
        try:
            return with_hashes(
                wire.whole(wire.from_struct(properties)), program if program.is_dir() else program.parent
            )
        except AssetError as error:
            raise RequestError(f"{what}: {error}") from error

    def reserve(self, parent: str, type_token: str, name: str) -> str:
        """Name a new resource.

        Raises:
            ResourceError: the program has already registered one of the same name.
        """
        urn = urns.make_urn(self.project.stack, self.project.name, parent, type_token, name)
        with self.lock:
            if urn in self._reserved:
                raise ResourceError(f"Duplicate resource URN '{urn}'; try giving it a unique name", urn)
            self._reserved.add(urn)
        return urn

    def register(self, resource: Resource) -> None:
        """Enter a resource and give it to the policy packs.

        Raises:
            ResourceError: a pack cannot judge it.
        """
        with self.lock:
            self.resources[resource.urn] = resource
            self.parents[resource.urn] = resource.parent
            provider = self.resources.get(urns.split_reference(resource.provider)[0])
        if resource.external:
            return
        try:
            for gate in self.gates:
                gate.analyze(resource, provider)
        except PolicyPackError as error:
            raise ResourceError(str(error), resource.urn) from error

    def analyze_stack(self) -> None:
        """Give the whole stack to the policy packs; what was only read is not theirs."""
        registered = [resource for resource in self.resources.values() if not resource.external]
        try:
            for gate in self.gates:
                gate.analyze_stack(registered)
        except PolicyPackError as error:
            self.log.add("error", str(error))

    def set_outputs(self, urn: str, outputs: Mapping[str, Any]) -> None:
        """Enter what a resource gives: as it came, for the program, and lowered, for policies and reports."""
        with self.lock:
            self.raw_outputs[urn] = dict(outputs)
            if urn in self.resources:
                self.resources[urn].outputs = wire.lower_properties(outputs)

    def provider_for(self, given: str, providers: Mapping[str, str], parent: str, package: str) -> str:
        """Find a provider reference: the given one, then the parent component's; "" for the default."""
        if given:
            return given
        if package in providers:
            return providers[package]
        with self.lock:
            return self.component_providers.get(parent, {}).get(package, "")

    def fail(self, context: grpc.ServicerContext, error: ResourceError) -> NoReturn:
        """End the pass: report the error once and shut the monitor, as the engine does."""
        with self.lock:
            if not self.failed.is_set():
                self.log.add("error", str(error), error.urn)
                self.failed.set()
        context.abort(grpc.StatusCode.UNAVAILABLE, SHUT_DOWN)
        raise error

    def stop_if_failed(self, context: grpc.ServicerContext) -> None:
        """Refuse a call when the pass has already failed."""
        if self.failed.is_set():
            context.abort(grpc.StatusCode.UNAVAILABLE, SHUT_DOWN)
