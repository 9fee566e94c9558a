"""Names of Kubernetes objects, and how messages of the API server name an object.

Source: Kubernetes documentation, "Object Names and IDs"; k8s.io/apimachinery pkg/util/validation and
pkg/api/validation/path.
"""

import re

from preview.simulated.kubernetes.kinds import object_type

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_WORDS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    f"'{_LABEL.pattern}')"
)
_SUBDOMAIN_WORDS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    f"'{_SUBDOMAIN.pattern}')"
)
_LABEL_LIMIT, _SUBDOMAIN_LIMIT = 63, 253
# Kinds whose names are labels; those of RBAC may be any segment of a path.
_LABELS = frozenset({"Namespace", "Service"})
_PATH_SEGMENTS = "rbac.authorization.k8s.io"


def kind_in_group(token: str) -> str:
    """Return how the API server names a kind: `Deployment.apps`, and in the core group `Service`."""
    api_version, kind = object_type(token)
    group = _group(api_version)
    return f"{kind}.{group}" if group else kind


def resource_in_group(token: str) -> str:
    """Return how the API server names the objects of a kind: `deployments.apps`, `services`."""
    api_version, kind = object_type(token)
    group, singular = _group(api_version), kind.lower()
    if singular.endswith("y") and singular[-2:-1] not in "aeiou":
        plural = f"{singular[:-1]}ies"
    elif singular.endswith("endpoints"):
        plural = singular
    else:
        plural = singular + ("es" if singular.endswith(("s", "x", "ch", "sh")) else "s")
    return f"{plural}.{group}" if group else plural


def _group(api_version: str) -> str:
    return api_version.rpartition("/")[0]


def problem_of_name(token: str, name: str) -> str:
    """Return why the API server takes no object of this name, "" where it does.

    Args:
        token: type of the object.
        name: its name.
    """
    api_version, kind = object_type(token)
    if _group(api_version) == _PATH_SEGMENTS:
        bad = next((part for part in ("/", "%") if part in name), "")
        reasons = (
            [f"may not contain '{bad}'"] if bad else [f"may not be '{name}'"] if name in (".", "..") else []
        )
    elif kind in _LABELS:
        reasons = _reasons(name, _LABEL, _LABEL_WORDS, _LABEL_LIMIT)
    else:
        reasons = _reasons(name, _SUBDOMAIN, _SUBDOMAIN_WORDS, _SUBDOMAIN_LIMIT)
    if not reasons:
        return ""
    return f'{kind_in_group(token)} "{name}" is invalid: metadata.name: Invalid value: "{name}": {reasons[0]}'


def _reasons(name: str, form: re.Pattern[str], words: str, limit: int) -> list[str]:
    if len(name) > limit:
        return [f"must be no more than {limit} characters"]
    return [] if form.fullmatch(name) else [words]
