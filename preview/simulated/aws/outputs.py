"""The outputs of a made-up AWS resource: its inputs, its form, and what the SDK says it computes."""

from typing import Any

from preview import wire
from preview.model import UNKNOWN, Properties
from preview.simulated.aws.account import Account
from preview.simulated.aws.form import Form
from preview.simulated.made_up import TIMESTAMP, TemplateValues, fill
from preview.simulated.sdk import SdkType, sdk_type
from preview.simulated.simulation import Registration

# Outputs that AWS leaves empty unless they are asked for; made-up ones would look like settings.
_EMPTY_MARKS = ("kms", "boundary", "outpost", "snapshot", "reason", "message", "prefix", "description")
_BY_NAME = {
    "availabilityZone": "{region}a",
    "vpcId": "vpc-{hex17}",
    "ownerId": "{account}",
    "owner": "{account}",
    "ownerAccount": "{account}",
    "ownerAccountId": "{account}",
    "accountId": "{account}",
    "registryId": "{account}",
    "status": "ACTIVE",
    "state": "ACTIVE",
}
_BY_ENDING = (
    (("At", "Date", "Time", "Timestamp", "notBefore", "notAfter", "created"), TIMESTAMP),
    (("arn", "Arn"), "{arn}"),
    (("url", "Url", "uri", "Uri"), "https://{name}-{hex7}.{region}.{suffix}"),
    (("ip", "Ip"), "203.0.113.{below254}"),
    (
        ("dnsName", "DnsName", "endpoint", "Endpoint", "domainName", "DomainName", "address", "Address"),
        "{name}-{hex7}.{region}.{suffix}",
    ),
)


def computed(
    resource: Registration, form: Form, account: Account, identifier: str = ""
) -> tuple[str, Properties]:
    """Make up everything that AWS would compute for a resource.

    Args:
        resource: the resource with its checked inputs.
        form: the form of its type.
        account: where it lives.
        identifier: its id, if it is known; otherwise one is made up.

    Returns:
        Its id and its outputs.
    """
    values = _values(resource, form, account)
    # An ARN may hold the id, or the id be the ARN: the first pass fills what depends on neither.
    id_is_arn = "{arn}" in form.id
    values["id"] = identifier or ("" if id_is_arn else fill(form.id, values))
    if form.arn:
        values["arn"] = fill(form.arn, values)
    values.setdefault("arn", "")
    if id_is_arn and identifier:
        values["arn"] = identifier
    values["id"] = identifier or fill(form.id, values) or values["name"]
    outputs: Properties = dict(resource.inputs)
    known = sdk_type(resource.type)
    for key, template in form.outputs.items():
        outputs[key] = _under(fill(template, values), outputs.get(key))
    if known is not None:
        for key, annotation in known.outputs.items():
            if key not in outputs:
                made = _made_up(key, annotation, values, known)
                if made is not None:
                    outputs[key] = made
    return str(values["id"]), outputs


def planned(resource: Registration, form: Form) -> Properties:
    """Return what a preview knows: the inputs, with what AWS will add inside of them unknown."""
    outputs = dict(resource.inputs)
    for key, template in form.outputs.items():
        given = outputs.get(key)
        if isinstance(template, dict) and isinstance(given, dict) and not wire.is_secret(given):
            outputs[key] = {**dict.fromkeys(template, UNKNOWN), **given}
    return outputs


def identity(token: str, form: Form, identifier: str) -> Properties:
    """Return the inputs that the id of an existing resource tells: its name, where the id is the name."""
    if form.name and form.id in ("{name}", f"{{{form.name}}}") and ":" not in identifier:
        return {form.name: identifier}
    if form.id == "{arn}" and "/" in identifier and form.name:
        last = identifier.rsplit("/", 1)[1]
        return {form.name: last} if "policy" in token or "role" in token else {}
    return {}


def _values(resource: Registration, form: Form, account: Account) -> TemplateValues:
    plain = {
        key: value
        for key, value in resource.inputs.items()
        if not wire.is_secret(value) and not wire.has_unknown(value)
    }
    name = plain.get(form.name) or plain.get("name")
    prefix = plain.get(f"{form.name or 'name'}Prefix")
    if not isinstance(name, str):
        name = f"{prefix}{{hex26}}" if isinstance(prefix, str) else resource.name
    values = TemplateValues(resource.seed, resource.name, {**plain, **account.values()})
    name = fill(name, values) if name.endswith("{hex26}") else name
    values["name"] = name
    if form.name:
        values[form.name] = name
    _add_derived(values, plain)
    return values


def _add_derived(values: TemplateValues, plain: Properties) -> None:
    """Add the few values that a template needs in another form than the input has."""
    kinds = {"network": "net", "gateway": "gwy"}
    values["lbKind"] = kinds.get(str(plain.get("loadBalancerType")), "app")
    values["urlHost"] = str(plain.get("url", "")).removeprefix("https://")
    engine = str(plain.get("engine", ""))
    values["databasePort"] = plain.get("port") or (5432 if "postgres" in engine else 3306)


def _under(made: Any, given: Any) -> Any:
    """Return what the program gave, completed from below by what is made up."""
    if given is None:
        return made
    if isinstance(made, dict) and isinstance(given, dict) and not wire.is_secret(given):
        return {**made, **given}
    return given


def _made_up(key: str, annotation: str, values: TemplateValues, known: SdkType) -> Any:
    if annotation.startswith("Optional"):
        return None
    if annotation.startswith("Mapping"):
        return {}
    if annotation.startswith("Sequence"):
        return []
    if annotation == "_builtins.bool":
        return False
    if annotation in ("_builtins.int", "_builtins.float"):
        return 0
    if annotation == "_builtins.str":
        return _text(key, values, computed_only=key not in known.inputs)
    return None


def _text(key: str, values: TemplateValues, *, computed_only: bool) -> str:
    """Make up a text by what its property is called."""
    if key in ("arn", "id", "region", "name"):
        return str(values[key])
    if key in _BY_NAME:
        return fill(_BY_NAME[key], values)
    # An input that was not given is a setting; making one up would look like a choice.
    if not computed_only or any(mark in key.lower() for mark in _EMPTY_MARKS):
        return ""
    for endings, template in _BY_ENDING:
        if key.endswith(endings):
            return fill(template, values)
    return fill("{name}-{hex7:" + key + "}", values)
