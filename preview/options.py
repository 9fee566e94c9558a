"""Resource options: what a registration says of itself and what it inherits."""

from typing import Any

from pulumi.runtime.proto import resource_pb2

from preview import urns
from preview.deployment import Inherited, ResourceError

Request = resource_pb2.RegisterResourceRequest


def inherit(request: Request, parent: Inherited) -> None:
    """Fill in what a resource takes from its parent (engine: inheritFromParent)."""
    if not request.deletedWith:
        request.deletedWith = parent.deleted_with
    if not request.HasField("protect") and parent.protect is not None:
        request.protect = parent.protect
    if not request.HasField("retainOnDelete") and parent.retain_on_delete is not None:
        request.retainOnDelete = parent.retain_on_delete
    if not request.provider and parent.provider:
        provided = urns.package_of(urns.type_of(urns.split_reference(parent.provider)[0]))
        if not (request.remote or request.custom) or provided == urns.package_of(request.type):
            request.provider = parent.provider


def for_children(options: resource_pb2.TransformResourceOptions, reference: str) -> Inherited:
    """Return what the children of a resource take from it."""
    return Inherited(
        protect=options.protect if options.HasField("protect") else None,
        retain_on_delete=options.retain_on_delete if options.HasField("retain_on_delete") else None,
        deleted_with=options.deleted_with,
        provider=reference or options.provider,
    )


def options_of(request: Request, provider: str) -> resource_pb2.TransformResourceOptions:
    """Collect the options of a registration in the form that transforms see."""
    options = resource_pb2.TransformResourceOptions(
        depends_on=request.dependencies,
        ignore_changes=request.ignoreChanges,
        replace_on_changes=request.replaceOnChanges,
        version=request.version,
        provider=provider,
        providers=dict(request.providers),
        plugin_download_url=request.pluginDownloadURL,
        deleted_with=request.deletedWith,
        replace_with=request.replace_with,
        additional_secret_outputs=request.additionalSecretOutputs,
        hide_diff=request.hideDiffs,
    )
    setattr(options, "import", request.importId)
    if request.HasField("replacement_trigger"):
        options.replacement_trigger.CopyFrom(request.replacement_trigger)
    options.aliases.extend(_urn_alias(urn) for urn in request.aliasURNs)
    options.aliases.extend(request.aliases)
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    if request.HasField("hooks"):
        options.hooks.CopyFrom(request.hooks)
    if request.HasField("protect"):
        options.protect = request.protect
    if request.HasField("retainOnDelete"):
        options.retain_on_delete = request.retainOnDelete
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    return options


def _urn_alias(urn: str) -> Any:
    alias = resource_pb2.TransformResourceOptions().aliases.add()
    alias.urn = urn
    return alias


def seconds(text: str) -> float:
    """Convert a Go duration such as `1h30m` to seconds."""
    units = {"h": 3600.0, "m": 60.0, "s": 1.0}
    total, digits = 0.0, ""
    for character in text:
        if character in units and digits:
            total += float(digits) * units[character]
            digits = ""
        else:
            digits += character
    if digits:
        raise ResourceError(f"custom timeout {text!r} is not a duration such as 30m or 1h30m")
    return total
