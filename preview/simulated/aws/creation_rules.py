"""What AWS refuses to create beside what exists."""

from collections.abc import Mapping

from preview.simulated.aws import (
    creation_compute,
    creation_connections,
    creation_eks,
    creation_entries,
    creation_network,
    creation_storage,
)
from preview.simulated.aws.creation_names import refuse_existing_name
from preview.simulated.aws.creation_policies import refuse_documents
from preview.simulated.aws.references import refuse_deleted_references
from preview.simulated.aws.rule_values import Rule, known
from preview.simulated.simulation import Registration
from preview.simulated.store import Store

_RULES: Mapping[str, Rule] = {
    **creation_network.RULES,
    **creation_connections.RULES,
    **creation_entries.RULES,
    **creation_compute.RULES,
    **creation_eks.RULES,
    **creation_storage.RULES,
}


def refuse_creation(resource: Registration, store: Store) -> None:
    """Refuse to create what AWS would refuse at once.

    What is unknown or secret, and what the store does not hold, is not judged.

    Args:
        resource: what is to be created, with checked inputs.
        store: what exists in its account and region.

    Raises:
        SimulationError: AWS's code and words, and what was found.
    """
    inputs = known(resource.inputs)
    refuse_documents(resource.type, inputs, store)
    rule = _RULES.get(resource.type)
    if rule:
        rule(inputs, store)
    refuse_deleted_references(resource.type, inputs, store)
    refuse_existing_name(resource.type, inputs, store)
