"""Answers for any package: what goes in comes out, completed by what is known of the type."""

from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.model import UNKNOWN, Properties
from preview.simulated.construction import Construction
from preview.simulated.generic.functions import FUNCTIONS
from preview.simulated.generic.packages import outputs_of
from preview.simulated.made_up import TIMESTAMP, hexadecimal, universally_unique
from preview.simulated.sdk import sdk_type
from preview.simulated.server import SimulatedProvider
from preview.simulated.simulation import Registration, SimulationError


class GenericProvider(SimulatedProvider):
    """A provider that knows a few small packages, and echoes all others."""

    # It stands in for any version of any package, and an engine warns of one older than the SDK asks for.
    version = "999.0.0"

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        """Answer with the inputs, and with made-up outputs where the type is known."""
        if dry_run:
            return "", resource.inputs
        return universally_unique(resource.seed), self._outputs(resource)

    def read(self, resource: Registration, identifier: str) -> Properties:
        """Make up the outputs of an existing resource."""
        del identifier
        return self._outputs(resource)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer one of the functions that need no cloud."""
        answer = FUNCTIONS.get(token)
        if answer is None:
            raise SimulationError(
                f"no simulated function {token}: add it to preview/simulated/generic/functions.py"
            )
        return answer(arguments)

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Register an unknown remote component, without children, and say so."""
        with Construction(request) as construction:
            urn = construction.component({})
            self.warn(
                f"{request.type} is not simulated: '{request.name}' is shown without its children, "
                "and its outputs are made up",
                urn,
            )
            return construction.finish(self._component_outputs(request, urn))

    def _component_outputs(self, request: provider_pb2.ConstructRequest, urn: str) -> Properties:
        """Return what the SDK says the component has: unknown in a preview, made up otherwise."""
        known = sdk_type(request.type)
        outputs: Properties = {}
        for key, annotation in (known.outputs if known else {}).items():
            if request.dryRun:
                outputs[key] = UNKNOWN
            elif "_builtins.str" in annotation and annotation.removeprefix("Optional[").startswith(
                "Sequence"
            ):
                outputs[key] = [f"{key}-{hexadecimal(f'{urn}{key}{index}', 12)}" for index in range(3)]
            elif "outputs." not in annotation and "pulumi_" not in annotation:
                outputs[key] = _made_up(urn, key, annotation)
        return outputs

    def _outputs(self, resource: Registration) -> Properties:
        plain = wire.reveal(resource.inputs)
        known = sdk_type(resource.type)
        declared = dict(known.outputs) if known else {}
        made = {
            key: _made_up(resource.seed, key, annotation)
            for key, annotation in declared.items()
            if not annotation.startswith("Optional")
        }
        return {**made, **resource.inputs, **outputs_of(resource.type, resource.seed, plain)}


def _made_up(urn: str, key: str, annotation: str) -> object:
    if annotation.startswith("Sequence"):
        return []
    if annotation.startswith("Mapping"):
        return {}
    if annotation.startswith("_builtins.bool"):
        return False
    if annotation.startswith(("_builtins.int", "_builtins.float")):
        return 0
    if annotation.startswith("_builtins.str"):
        return TIMESTAMP if key.endswith(("Time", "At", "Date")) else f"{key}-{hexadecimal(urn + key, 12)}"
    return {}
