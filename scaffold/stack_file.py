"""Changes in a stack's file: a service's size, and a quota that has room for it; all else stays as it is."""

from collections.abc import Mapping
from typing import Any

import yaml

from scaffold.errors import ScaffoldError
from workloads.quota import capacity, demand
from workloads.settings import QuotaSettings, ServiceSettings

_SERVICES, _QUOTA = "palisade:services", "palisade:quota"
# No image has this digest: whoever publishes the first one puts its own here.
NO_IMAGE = f"sha256:{'0' * 64}"
# A replica for each of two zones, and small: the owner knows better.
_REPLICAS = {"min": 2, "max": 4}
_RESOURCES = {"cpu": "100m", "cpuLimit": "500m", "memory": "256Mi", "ephemeralStorage": "64Mi"}


def with_service(text: str, name: str, *, file: str, default_quota: Mapping[str, Any]) -> str:
    """Return the text of a stack's file with a service more, and with a quota that has room for all of them.

    Args:
        text: the file as it is.
        name: the service.
        file: its name, for messages.
        default_quota: the quota of a stack whose file has none.

    Raises:
        ScaffoldError: the services are not written one a line, or there is one of this name.
    """
    return _with_quota(_with_size(text, name, file), default_quota)


def _with_size(text: str, name: str, file: str) -> str:
    services = _entries(text).get(_SERVICES)
    if not isinstance(services, yaml.MappingNode) or services.flow_style:
        raise ScaffoldError(f"{file}: {_SERVICES} must be a map with one service a line")
    if name in {key.value for key, _ in services.value}:
        raise ScaffoldError(f"{file}: services.{name} is there already")
    lines = text.splitlines(keepends=True)
    end = services.end_mark.line
    # What stands before the next key belongs to it.
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    indent = " " * services.start_mark.column
    entry = [
        f"{indent}{name}:\n",
        f"{indent}  imageDigest: {NO_IMAGE}\n",
        f"{indent}  replicas: {_in_braces(_REPLICAS)}\n",
        f"{indent}  resources: {_in_braces(_RESOURCES)}\n",
    ]
    return "".join([*lines[:end], *entry, *lines[end:]])


def _with_quota(text: str, default: Mapping[str, Any]) -> str:
    config = yaml.safe_load(text)["config"]
    services = {name: ServiceSettings.model_validate(size) for name, size in config[_SERVICES].items()}
    quota = config.get(_QUOTA, default)
    raised = _raised(QuotaSettings.model_validate(quota), services)
    if not raised:
        return text
    if _QUOTA not in config:
        return f"{text.rstrip()}\n  {_QUOTA}: {_in_braces({**quota, **raised})}\n"
    node = _entries(text)[_QUOTA]
    for key, value in reversed(node.value):
        if key.value in raised:
            start, end = value.start_mark.index, value.end_mark.index
            text = f"{text[:start]}{_in_braces(raised[key.value])}{text[end:]}"
    return text


def _raised(quota: QuotaSettings, services: Mapping[str, ServiceSettings]) -> dict[str, Any]:
    """Return the limits of a quota that are too low, raised to the next whole core or GiB."""
    given, needed = capacity(quota), demand(services)
    raised: dict[str, Any] = {}
    if given.pods < needed.pods:
        raised["pods"] = needed.pods
    if given.millicores < needed.millicores:
        raised["cpuLimit"] = str(-(-needed.millicores // 1000))
    if given.mebibytes < needed.mebibytes:
        raised["memoryLimit"] = f"{-(-needed.mebibytes // 1024)}Gi"
    return raised


def _entries(text: str) -> dict[str, yaml.Node]:
    """Return the nodes of a stack's settings, which know their places in the text, by key."""
    document = yaml.compose(text)
    assert isinstance(document, yaml.MappingNode)  # noqa: S101 - the preview has read the file before
    (config,) = (value for key, value in document.value if key.value == "config")
    return {key.value: value for key, value in config.value}


def _in_braces(value: Any) -> str:
    """Write a value in one line, as the files have it: text that looks like a number in double quotes."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_in_braces(inner)}' for key, inner in value.items())}}}"
    plain = str(value)
    return f'"{plain}"' if isinstance(value, str) and not isinstance(yaml.safe_load(plain), str) else plain
