"""How a table says what a changed input does to an existing AWS resource.

The tables `replacements_*.py` come from the schemas of hashicorp/terraform-provider-aws v6.58.0, which the
AWS provider bridges; a source such as `ec2 resourceVPC` is the function in its `internal/service/ec2`. Names
are Pulumi's, and list indexes are left out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from preview.model import Properties


@dataclass(frozen=True)
class Condition:
    """A property whose change replaces only under circumstances (the provider's CustomizeDiff).

    Attributes:
        path: path of the property.
        replaces: tells from all old and all new inputs, without secret marks, whether its change replaces.
    """

    path: str
    replaces: Callable[[Properties, Properties], bool]


@dataclass(frozen=True)
class ReplacementRule:
    """What a change of inputs does to a resource of one type; a path covers everything below it.

    Attributes:
        properties: paths whose change replaces the resource (`ForceNew`, `RequiresReplace`).
        source: where it stands.
        presence: paths of blocks whose coming or going replaces, but not a change inside of them.
        conditions: paths whose change replaces under circumstances.
        kept: paths that the service fills in where the program leaves them out (`Optional` and `Computed`):
            to leave one out again changes nothing.
        sets: paths of lists without an order (`TypeSet`): another order changes nothing.
        named: the property that the bridge names automatically, "" if there is none or if the bridge does not
            look at it (resources of the plugin framework).
        delete_before_replace: whether the provider itself says that the old resource must go first.
        unread: paths of inputs newer than the source, of which nothing is known.
    """

    properties: frozenset[str]
    source: str
    presence: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    kept: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    named: str = ""
    delete_before_replace: bool = False
    unread: frozenset[str] = frozenset()


def rule(
    source: str,
    properties: str = "",
    *,
    presence: str = "",
    conditions: tuple[Condition, ...] = (),
    kept: str = "",
    sets: str = "",
    named: str = "",
    delete_before_replace: bool = False,
    unread: str = "",
) -> ReplacementRule:
    """Return the rule of a type, its paths given as words.

    Args:
        source: service and function of the schema, such as `ec2 resourceVPC`.
        properties: as in `ReplacementRule`, and so the others.
    """
    return ReplacementRule(
        properties=frozenset(properties.split()),
        source=f"hashicorp/terraform-provider-aws v6.58.0 internal/service: {source}",
        presence=frozenset(presence.split()),
        conditions=conditions,
        kept=frozenset(kept.split()),
        sets=frozenset(sets.split()),
        named=named,
        delete_before_replace=delete_before_replace,
        unread=frozenset(unread.split()),
    )
