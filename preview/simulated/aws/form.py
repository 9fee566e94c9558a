"""The form of an AWS resource type's computed values, as templates.

A template may name the inputs of the resource, its `id`, `arn` and `name`, the account (`region`, `account`,
`partition`, `suffix`) and made-up values (`preview.simulated.made_up.TemplateValues`). Ids and ARNs
have the form that each service documents. Tests hold the names of properties against the SDK; the values, and
the defaults of inputs, have not been compared with the real provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Form:
    """How the computed values of a type look.

    Attributes:
        id: template of the id.
        arn: template of the output `arn`, "" if the type has none.
        outputs: templates of other outputs, where neither inputs nor the property's name tell them.
        name: the input that is named automatically if the program does not, "" if there is none.
        defaults: inputs that the provider's Check fills in.
    """

    id: str = "{name}"
    arn: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    name: str = "name"
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])


def arn(service: str, resource: str) -> str:
    """Return the template of a regional ARN."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def global_arn(service: str, resource: str) -> str:
    """Return the template of an ARN of a service without regions."""
    return f"arn:{{partition}}:{service}::{{account}}:{resource}"
