"""Who still encrypts with a KMS key."""

from collections.abc import Iterator

from preview.simulated.aws.rule_values import all_texts, described, text
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Store, Stored

_ALIAS = "aws:kms/alias:Alias"
# What names a key without encrypting anything with it.
_NO_USE = frozenset(
    {
        _ALIAS,
        "aws:kms/key:Key",
        "aws:kms/keyPolicy:KeyPolicy",
        "aws:kms/grant:Grant",
        "aws:kms/replicaKey:ReplicaKey",
    }
)


def refuse_used_key(key: Stored, store: Store) -> None:
    """Refuse to delete a key that something is still encrypted with.

    KMS accepts that, and what was encrypted is unrecoverable once the key is gone (KMS API Reference,
    ScheduleKeyDeletion). A rehearsal is where one wants to hear of it.

    Raises:
        SimulationError: the key is used; a policy that names it is no use.
    """
    uses = [described(use) for use in _uses(key, store)]
    if uses:
        more = f" and {len(uses) - 1} more" if len(uses) > 1 else ""
        raise SimulationError(
            f"refused by the simulation, where KMS would accept it (ScheduleKeyDeletion): {described(key)} "
            f"encrypts {uses[0]}{more}, which could not be read any more after the waiting period"
        )


def _uses(key: Stored, store: Store) -> Iterator[Stored]:
    names = {key.id, text(key.outputs, "arn")} - {""}
    for alias in store.of_type(_ALIAS):
        if names.intersection(all_texts(alias.inputs)):
            names |= {alias.id, text(alias.outputs, "arn")} - {""}
    # What was left in place at its deletion is there still.
    for stored in [*store.clouds.everything(), *store.clouds.everything(released=True)]:
        judged = stored.type.startswith("aws:") and stored.type not in _NO_USE
        if judged and names.intersection(all_texts(stored.inputs)):
            yield stored
