"""Merges what the packs decided in both passes into one decision for each policy and resource."""

from collections.abc import Iterable

from preview.model import Decision, Outcome, Phase

# What a second pass can settle: the first looked at values that were not known.
_RANK = {
    Outcome.ERROR: 5,
    Outcome.FAIL: 4,
    Outcome.UNDECIDED: 3.5,  # within one pass: more than any clean outcome
    Outcome.EXEMPT: 3,
    Outcome.PASS: 2,
    Outcome.NOT_APPLICABLE: 1,
}


def merge(decisions: Iterable[Decision]) -> list[Decision]:
    """Keep the decision that counts for each pack, policy and URN, in the order they first came.

    A failure in either pass is a failure. An undecided one of the first pass gives way to whatever the second
    pass decides; an undecided one of the second pass stands only where the first knew no better.
    """
    kept: dict[tuple[str, str, str], Decision] = {}
    for decision in sorted(decisions, key=lambda item: item.phase is Phase.APPLIED):
        key = (decision.policy.pack, decision.policy.name, decision.urn)
        before = kept.get(key)
        kept[key] = decision if before is None else _stronger(before, decision)
    return list(kept.values())


def _stronger(before: Decision, after: Decision) -> Decision:
    if before.phase is not after.phase:
        if before.outcome is Outcome.UNDECIDED:
            return after
        if after.outcome is Outcome.UNDECIDED:
            return before
    return after if _RANK[after.outcome] > _RANK[before.outcome] else before
