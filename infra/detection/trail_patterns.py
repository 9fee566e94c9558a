"""Filter patterns for API calls in the trail."""

from collections.abc import Mapping, Sequence

from infra.detection.log_alarms import any_of


def calls(service: str, names: Sequence[str]) -> str:
    """Write a pattern for calls of one service.

    Args:
        service: such as kms.
        names: names of calls, such as DisableKey.
    """
    return calls_of_services({service: names})


def calls_of_services(names: Mapping[str, Sequence[str]]) -> str:
    """Write a pattern for calls of several services.

    Args:
        names: names of calls by service.
    """
    services = (
        f'(($.eventSource = "{service}.amazonaws.com") && ({any_of("$.eventName", calls)}))'
        for service, calls in names.items()
    )
    return f"{{ {' || '.join(services)} }}"
