"""What AWS refuses to create beside what exists."""

from collections.abc import Mapping

from preview.simulated.aws import creation_entries, creation_network
from preview.simulated.aws.rule_values import Rule, known
from preview.simulated.simulation import Registration
from preview.simulated.store import Store

_RULES: Mapping[str, Rule] = {**creation_network.RULES, **creation_entries.RULES}


def refuse_creation(resource: Registration, store: Store) -> None:
    """Refuse to create what AWS would refuse at once.

    What is unknown or secret, and what the store does not hold, is not judged.

    Args:
        resource: what is to be created, with checked inputs.
        store: what exists in its account and region.

    Raises:
        SimulationError: AWS's code and words, and what was found.
    """
    rule = _RULES.get(resource.type)
    if rule:
        rule(known(resource.inputs), store)
