"""HLM-01: Helm charts are pinned and come from known repositories."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

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
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN, Secret
from guardrails.kubernetes.objects import field

# One version, not a range: Helm reads "9.1" or "^9.1.0" as any version that fits.
_EXACT_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    chart = field(resource, "chart")
    if not isinstance(chart.value, str):
        yield Undecided(chart.path)
    elif chart.value.startswith((".", "/")):
        yield NotApplicable("the chart is a directory or file beside the program")
    else:
        if not _DIGEST.fullmatch(chart.value):
            yield from _version(field(resource, "version"))
        source = chart if "://" in chart.value else field(resource, "repositoryOpts.repo")
        yield from _source(source, context.parameters["repositories"])


def _version(version: Part) -> Iterator[Finding]:
    if version.value is not ABSENT and not isinstance(version.value, str):
        yield Undecided(version.path)
    elif version.value is ABSENT or not _EXACT_VERSION.fullmatch(version.value):
        yield Fail(version.path, version.value, "one exact version, such as 9.1.0")


def _source(source: Part, allowed: list[str]) -> Iterator[Finding]:
    if source.value is not ABSENT and not isinstance(source.value, str):
        yield Undecided(source.path)
    elif source.value is ABSENT:
        yield Fail(source.path, ABSENT, "a repository on the allow-list")
    elif not any(_is_within(source.value, each) for each in allowed):
        expected = f"an https or oci address on the allow-list ({', '.join(allowed)})"
        yield Fail(source.path, _without_credentials(source.value), expected)


def _without_credentials(address: str) -> str:
    if isinstance(address, Secret):
        return address
    return re.sub("//[^/]*@", "//[secret]@", address)


def _is_within(address: str, allowed: str) -> bool:
    """Tell whether an address is an allowed one, or a path below it, over the same scheme."""
    try:
        found, wanted = urlsplit(address), urlsplit(allowed)
        same_host = (found.scheme, found.netloc.lower()) == (wanted.scheme, wanted.netloc.lower())
    except ValueError:
        return False
    if found.scheme not in ("https", "oci") or not same_host or re.search(r"\.\.|%", found.path):
        return False
    return f"{found.path}/".startswith(f"{wanted.path.rstrip('/')}/")


_RELEASE = {
    "chart": "falco",
    "version": "9.1.0",
    "namespace": "falco",
    "repositoryOpts": {"repo": "https://falcosecurity.github.io/charts"},
    "values": {},
}

CONTROL = Control(
    id="HLM-01",
    name="kubernetes-helm-chart-pinned",
    title="Helm charts have an exact version and come from an allowed repository over https or oci",
    rationale=(
        "A chart installs whatever its author, or whoever took the repository over, puts into it; an open "
        "version brings that in without any change to the program."
    ),
    remediation=(
        "Set version to one exact version and repositoryOpts.repo to an https or oci repository, and have "
        "that repository put on the control's allow-list (parameter repositories)."
    ),
    severity=Severity.MEDIUM,
    types=("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"),
    references=(Reference("SOC2", "CC8.1"),),
    parameters={
        "repositories": {
            "type": "array",
            "items": {"type": "string", "pattern": "^(https|oci)://[^/@]+(/.*)?$"},
            "default": [
                "https://charts.external-secrets.io",
                "https://falcosecurity.github.io/charts",
                "https://fluent.github.io/helm-charts",
                "https://aws.github.io/eks-charts",
                "oci://public.ecr.aws/karpenter",
            ],
            "description": "addresses of chart repositories; paths below an address are allowed with it",
        }
    },
    check=_check,
    passes=(
        Example(_RELEASE),
        Example(changed(_RELEASE, {"repositoryOpts.repo": "https://falcosecurity.github.io/charts/"})),
        Example(
            {"chart": "oci://registry.example/charts/web", "version": "1.2.3"},
            type="kubernetes:helm.sh/v4:Chart",
            parameters={"repositories": ["oci://registry.example/charts"]},
        ),
    ),
    fails=(
        Example(changed(_RELEASE, {"version": ABSENT})),
        Example(changed(_RELEASE, {"version": "^9.1.0"})),
        Example(changed(_RELEASE, {"version": "9"})),
        Example(changed(_RELEASE, {"repositoryOpts.repo": "http://falcosecurity.github.io/charts"})),
        Example(changed(_RELEASE, {"repositoryOpts.repo": "https://charts.example.com"})),
        Example(
            changed(_RELEASE, {"repositoryOpts.repo": "https://falcosecurity.github.io.example.com/charts"})
        ),
        Example(changed(_RELEASE, {"repositoryOpts": ABSENT}), type="kubernetes:helm.sh/v4:Chart"),
    ),
    undecided=(
        Example(changed(_RELEASE, {"chart": UNKNOWN})),
        Example(changed(_RELEASE, {"version": UNKNOWN})),
        Example({}, type="kubernetes:helm.sh/v4:Chart"),
    ),
)
