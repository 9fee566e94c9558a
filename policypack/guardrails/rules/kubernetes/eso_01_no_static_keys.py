"""ESO-01: External Secrets reaches AWS without static keys."""

from collections.abc import Iterator

from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.examples import changed
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.objects import field

_STORES = tuple(
    f"kubernetes:external-secrets.io/{version}:{kind}"
    for version in ("v1", "v1beta1", "v1alpha1")
    for kind in ("SecretStore", "ClusterSecretStore")
)


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    provider = field(resource, "spec.provider")
    if not isinstance(provider.value, dict):
        yield Undecided(provider.path)
        return
    aws = provider.part("aws")
    if aws.value is ABSENT:
        yield NotApplicable("the store is not one of AWS")
        return
    static_keys = aws.part("auth.secretRef")
    if isinstance(static_keys.value, dict):
        yield Fail(static_keys.path, static_keys.value, "not set: use auth.jwt, or Pod Identity without auth")
    elif static_keys.value is not ABSENT:
        yield Undecided(static_keys.path)


_STORE = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "SecretStore",
    "metadata": {"name": "aws", "namespace": "microservices"},
    "spec": {
        "provider": {
            "aws": {
                "service": "SecretsManager",
                "region": "eu-central-1",
                "role": "arn:aws:iam::111122223333:role/microservices-secrets",
            }
        }
    },
}
_AUTH = "spec.provider.aws.auth"
_JWT = {"jwt": {"serviceAccountRef": {"name": "external-secrets"}}}
_KEYS = {
    "accessKeyIDSecretRef": {"name": "aws", "key": "access-key"},
    "secretAccessKeySecretRef": {"name": "aws", "key": "secret-access-key"},
}

CONTROL = Control(
    id="ESO-01",
    name="kubernetes-secret-store-no-static-keys",
    title="Secret stores of AWS authenticate by service account or Pod Identity, never with static keys",
    rationale=(
        "An access key in a Kubernetes Secret does not expire, leaves no trace of who used it, and opens "
        "the whole store to whoever reads that one Secret."
    ),
    remediation=(
        "Remove spec.provider.aws.auth.secretRef; leave auth out and give the operator's service account a "
        "Pod Identity association, or set auth.jwt.serviceAccountRef."
    ),
    severity=Severity.HIGH,
    types=_STORES,
    references=(
        Reference("CIS-EKS", "4.4.2"),
        Reference("CIS-EKS", "5.2.1"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        Example(_STORE),
        Example(changed(_STORE, {_AUTH: _JWT})),
        Example(changed(_STORE, {"spec.provider.aws.role": UNKNOWN})),
    ),
    fails=(
        Example(changed(_STORE, {_AUTH: {"secretRef": _KEYS}})),
        Example(changed(_STORE, {_AUTH: {**_JWT, "secretRef": {}}}), type=_STORES[1]),
    ),
    undecided=(
        Example(changed(_STORE, {"spec": UNKNOWN})),
        Example(changed(_STORE, {_AUTH: UNKNOWN})),
    ),
)
