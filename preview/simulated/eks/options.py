"""What the components accept: an option that is not simulated is refused by name, never passed over."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pulumi


class OptionError(Exception):
    """An option that the component refuses; the message is the user's."""


def refuse_unknown(type_token: str, inputs: Mapping[str, Any], known: Collection[str], file: str) -> None:
    """Refuse options that the simulation does not handle.

    Args:
        type_token: the component's type.
        inputs: what the program gives it.
        known: the options that are handled.
        file: where to add others.

    Raises:
        OptionError: an option is not handled.
    """
    unknown = sorted(key for key, value in inputs.items() if key not in known and value is not None)
    if unknown:
        raise OptionError(
            f"{type_token}: no simulation of {', '.join(unknown)}: add it to preview/simulated/eks/{file}"
        )


def refuse(reasons: Sequence[tuple[str, str]], message: str) -> None:
    """Refuse a component for all wrong properties at once.

    Args:
        reasons: property and what is wrong with it.
        message: what the reasons are about.

    Raises:
        OptionError: there are reasons.
    """
    if reasons:
        told = "; ".join(f"{name}: {reason}" for name, reason in reasons)
        raise OptionError(f"{message} {told}")


def as_output(value: Any) -> pulumi.Output[Any]:
    """Return any input as an output."""
    return pulumi.Output.from_input(value)


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the options that are not given."""
    return {key: value for key, value in options.items() if value is not None}
