"""What EC2 refuses of instances and launch templates."""

import base64
import binascii
from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.instance_types import instance_types
from preview.simulated.aws.rule_values import Rule, refuse, text, texts_at, whole
from preview.simulated.store import Store, Stored

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCE = "aws:ec2/instance:Instance"
# EC2 User Guide, "Run commands when you launch an EC2 instance": 16 KB in raw form, before it is encoded.
_USER_DATA_LIMIT = 16384


def unknown_instance_type(instance_type: str) -> str:
    """Return why an instance type is not known, "" where it is or where no list is at hand."""
    types = instance_types()
    if types is None or not instance_type or instance_type in types.names:
        return ""
    return f"{instance_type} is not in {types.source}"


def template_of(launcher: Mapping[str, object], store: Store) -> Stored | None:
    """Return the launch template that something launches with, as far as it exists here."""
    for identifier in texts_at(launcher, "launchTemplate.id"):
        return store.get(LAUNCH_TEMPLATE, identifier)
    for name in texts_at(launcher, "launchTemplate.name"):
        for template in store.of_type(LAUNCH_TEMPLATE):
            if text(whole(template), "name") == name:
                return template
    return None


def _launch_template(inputs: Properties, store: Store) -> None:
    # An instance type is judged where the template is used: EC2 takes the template with a warning (EC2 API
    # Reference, CreateLaunchTemplate: `warning`).
    del store
    _encoded_user_data(text(inputs, "userData"))


def _instance(inputs: Properties, store: Store) -> None:
    template = template_of(inputs, store)
    instance_type = text(inputs, "instanceType") or (
        text(template.inputs, "instanceType") if template else ""
    )
    if why := unknown_instance_type(instance_type):
        refuse("InvalidParameterValue", f"Invalid value '{instance_type}' for InstanceType.", why)
    _encoded_user_data(text(inputs, "userDataBase64"))
    _refuse_long(text(inputs, "userData").encode())


def _encoded_user_data(encoded: str) -> None:
    if not encoded:
        return
    try:
        raw = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        refuse("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.", "userData is not base64")
    _refuse_long(raw)


def _refuse_long(raw: bytes) -> None:
    if len(raw) > _USER_DATA_LIMIT:
        refuse(
            "InvalidParameterValue",
            f"User data is limited to {_USER_DATA_LIMIT} bytes",
            f"it has {len(raw)}",
        )


def _group(inputs: Properties, store: Store) -> None:
    template = template_of(inputs, store)
    instance_type = text(template.inputs, "instanceType") if template else ""
    if why := unknown_instance_type(instance_type):
        refuse(
            "ValidationError",
            "You must use a valid fully-formed launch template. Invalid value "
            f"'{instance_type}' for InstanceType.",
            why,
        )


RULES: Mapping[str, Rule] = {
    LAUNCH_TEMPLATE: _launch_template,
    INSTANCE: _instance,
    "aws:autoscaling/group:Group": _group,
}
