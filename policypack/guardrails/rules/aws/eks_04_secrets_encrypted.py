"""EKS-04: Kubernetes secrets are encrypted with a KMS key."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.properties import block, get
from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    configured = Part("encryptionConfig", block(resource.get("encryptionConfig")))
    if configured.value is ABSENT:
        yield Fail(configured.path, ABSENT, 'resources ["secrets"] and a provider.keyArn')
    elif not isinstance(configured.value, dict):
        yield Undecided(configured.path)
    else:
        yield from _resources(configured)
        yield from _key(configured)


def _resources(configured: Part) -> Iterator[Finding]:
    found = configured.part("resources")
    named = configured.parts("resources")
    if any(item.value == "secrets" for item in named):
        return
    if any(not isinstance(item.value, str) for item in named):
        yield Undecided(found.path)
    else:
        yield Fail(found.path, found.value, '["secrets"]')


def _key(configured: Part) -> Iterator[Finding]:
    place = configured.at("provider.keyArn")
    provider = block(configured.get("provider"))
    if provider is not ABSENT and not isinstance(provider, dict):
        yield Undecided(configured.at("provider"))
        return
    found = get(provider, "keyArn")
    # A key that does not exist yet has an unknown ARN, and is set all the same.
    if found is ABSENT or found == "":
        yield Fail(place, found, "the ARN of a KMS key")
    elif found is not UNKNOWN and not isinstance(found, str):
        yield Undecided(place)


CONTROL = Control(
    id="EKS-04",
    name="aws-eks-cluster-secrets-encrypted",
    title="Kubernetes secrets of the cluster are encrypted with a KMS key",
    rationale=(
        "Envelope encryption with an own key puts every reading of a secret from the cluster's store under a "
        "key policy and into CloudTrail, and lets one revocation make them all unreadable."
    ),
    remediation=(
        'Set encryptionConfig to {resources: ["secrets"], provider: {keyArn: ...}} with the ARN of a '
        "customer-managed KMS key. It cannot be taken back on a running cluster."
    ),
    severity=Severity.HIGH,
    types=(CLUSTER,),
    references=(
        Reference("CIS-EKS", "5.3.1"),
        Reference("CIS-K8S", "1.2.27"),
        Reference("SH", "EKS.3"),
        Reference("NSA", "secrets-at-rest"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        cluster(),
        cluster({"encryptionConfig.provider.keyArn": UNKNOWN}),
        cluster({"encryptionConfig": [{"provider": [{"keyArn": UNKNOWN}], "resources": ["secrets"]}]}),
    ),
    fails=(
        cluster({"encryptionConfig": ABSENT}),
        cluster({"encryptionConfig.resources": []}),
        cluster({"encryptionConfig.resources": ABSENT}),
        cluster({"encryptionConfig.provider": ABSENT}),
        cluster({"encryptionConfig.provider.keyArn": ABSENT}),
    ),
    undecided=(
        cluster({"encryptionConfig": UNKNOWN}),
        cluster({"encryptionConfig.resources": UNKNOWN}),
        cluster({"encryptionConfig.resources": [UNKNOWN]}),
        cluster({"encryptionConfig.provider": UNKNOWN}),
    ),
)
