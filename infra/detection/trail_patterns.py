"""Filter patterns for API calls in the trail."""

from collections.abc import Mapping, Sequence

from infra.detection.log_alarms import any_of


def calls(names: Sequence[str], service: str = "") -> str:
    """Write a pattern for calls by name.

    Args:
        names: names of calls, such as CreateTrail.
        service: the service, where another has calls of the same names.
    """
    return calls_of_services({service: names}) if service else f"{{ {_named(names)} }}"


def calls_of_services(names: Mapping[str, Sequence[str]]) -> str:
    """Write a pattern for calls by service and name.

    Args:
        names: names of calls by service, such as kms.
    """
    services = (
        f'(($.eventSource = "{service}.amazonaws.com") && ({_named(calls)}))'
        for service, calls in names.items()
    )
    return f"{{ {' || '.join(services)} }}"


def _named(names: Sequence[str]) -> str:
    return any_of("$.eventName", names)
