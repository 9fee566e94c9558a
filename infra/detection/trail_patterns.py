"""Filter patterns for API calls in the trail."""

from collections.abc import Mapping, Sequence

from infra.detection.log_alarms import any_of


def calls(service: str, names: Sequence[str], *, not_by: str = "") -> str:
    """Write a pattern for calls of one service.

    Args:
        service: such as kms.
        names: names of calls, such as DisableKey.
        not_by: a service of AWS whose calls, which it makes under a role of the account, do not count.
    """
    called = _calls_of(service, names)
    return (
        f'{{ {called} && ($.sourceIPAddress != "{not_by}.amazonaws.com") }}' if not_by else f"{{ {called} }}"
    )


def calls_of_services(names: Mapping[str, Sequence[str]]) -> str:
    """Write a pattern for calls of several services.

    Args:
        names: names of calls by service.
    """
    return f"{{ {' || '.join(_calls_of(service, calls) for service, calls in names.items())} }}"


def _calls_of(service: str, names: Sequence[str]) -> str:
    return f'(($.eventSource = "{service}.amazonaws.com") && ({any_of("$.eventName", names)}))'
