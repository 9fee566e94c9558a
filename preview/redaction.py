"""The one place through which everything shown passes: it takes secret values out."""

from collections.abc import Iterable
from typing import Any

from preview import wire
from preview.model import Resource

PLACEHOLDER = "[secret]"
UNKNOWN_SHOWN = {"unknown": True}
SHORTEST = 4  # a shorter secret would blank out ordinary text, and is none
KUBERNETES_SECRETS = ("kubernetes:core/v1:Secret",)


class Redactor:
    """Replaces secrets: marked values, the data of Kubernetes Secrets, and known ones in any text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Remember the secret texts, the longest first, so that none hides part of another."""
        self._secrets = sorted({text for text in secrets if len(text) >= SHORTEST}, key=len, reverse=True)

    def learn(self, value: Any) -> None:
        """Remember every text inside values that are marked secret."""
        found = {text for text in _marked(value) if len(text) >= SHORTEST and text not in wire.UNKNOWNS}
        self._secrets = sorted(found.union(self._secrets), key=len, reverse=True)

    def learn_resource(self, resource: Resource) -> None:
        """Remember the secrets of a resource, and all data of a Kubernetes Secret, marked or not."""
        self.learn([resource.inputs, resource.outputs])
        if resource.type in KUBERNETES_SECRETS:
            self.learn([wire.secret(resource.inputs.get(key)) for key in ("data", "stringData")])

    def text(self, text: str) -> str:
        """Return the text without any known secret."""
        for known in self._secrets:
            text = text.replace(known, PLACEHOLDER)
        return text

    def value(self, value: Any) -> Any:
        """Return a value fit to be shown: secrets as a placeholder, unknowns as `{"unknown": true}`."""
        if isinstance(value, str):
            return dict(UNKNOWN_SHOWN) if value in wire.UNKNOWNS else self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            if wire.is_secret(value):
                return PLACEHOLDER
            return {self.text(key): self.value(item) for key, item in value.items()}
        return value

    def properties(self, type_token: str, properties: dict[str, Any]) -> dict[str, Any]:
        """Return a resource's properties fit to be shown."""
        hidden = ("data", "stringData") if type_token in KUBERNETES_SECRETS else ()
        return {
            key: _blank(value) if key in hidden else self.value(value) for key, value in properties.items()
        }


def _blank(value: Any) -> Any:
    plain = wire.reveal(value)
    return dict.fromkeys(plain, PLACEHOLDER) if isinstance(plain, dict) else PLACEHOLDER


def _marked(value: Any, *, inside: bool = False) -> set[str]:
    if isinstance(value, str):
        return {value} if inside else set()
    if isinstance(value, list):
        return set[str]().union(*(_marked(item, inside=inside) for item in value))
    if isinstance(value, dict):
        if wire.is_secret(value):
            return _marked(value.get("value"), inside=True)
        return set[str]().union(*(_marked(item, inside=inside) for item in value.values()))
    return set()
