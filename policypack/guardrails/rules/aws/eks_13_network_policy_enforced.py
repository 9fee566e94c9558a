"""EKS-13: something in the cluster enforces network policies."""

import json
from collections.abc import Iterator

import yaml

from guardrails.aws.eks import ADDON, CLUSTER
from guardrails.aws.properties import boolean, get
from guardrails.aws.references import refers
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Scope,
    Severity,
    Undecided,
)
from guardrails.core.decode import known
from guardrails.core.examples import example_urn
from guardrails.core.truth import Truth, any_of
from guardrails.core.values import ABSENT, UNKNOWN, Value

_CHARTS = ("kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Chart", "kubernetes:helm.sh/v4:Chart")
_CNI = "vpc-cni"
_VALUES = "configurationValues"
_EXPECTED = '{"enableNetworkPolicy": "true"}'


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    if resource.type == ADDON and resource.get("addonName") not in (_CNI, UNKNOWN):
        yield NotApplicable("it is not the network add-on")
        return
    other = _other_cni(context)
    if other is True:
        return
    found = list(_addon(resource) if resource.type == ADDON else _cluster(resource, context))
    if other is UNKNOWN and found:
        yield Undecided("chart of a network plugin")
    else:
        yield from found


def _addon(addon: Resource) -> Iterator[Finding]:
    enforced = _enforced(addon)
    if addon.get("addonName") is UNKNOWN and enforced is not True:
        yield Undecided("addonName")
    elif enforced is UNKNOWN:
        yield Undecided(_VALUES)
    elif enforced is not True:
        yield Fail(_VALUES, addon.get(_VALUES), f"with {_EXPECTED}")


def _cluster(cluster: Resource, context: Context) -> Iterator[Finding]:
    """Demand the add-on to be there; whether it enforces is decided on the add-on itself."""
    place = f"add-on {_CNI} of the cluster"
    addons = [addon for addon in context.of_type(ADDON) if addon.get("addonName") in (_CNI, UNKNOWN)]
    declared = any_of(
        UNKNOWN if addon.get("addonName") is UNKNOWN else _belongs(addon, cluster, context)
        for addon in addons
    )
    if declared is False:
        yield Fail(place, ABSENT, f"declared with configurationValues {_EXPECTED}")
    elif declared is UNKNOWN:
        yield Undecided(place)


def _belongs(addon: Resource, cluster: Resource, context: Context) -> Truth:
    belongs = refers(addon, "clusterName", cluster, context, of="name")
    if belongs is UNKNOWN and len(context.of_type(CLUSTER)) == 1:
        # The name may have come through a component; there is no other cluster that it could be.
        return True
    return belongs


def _enforced(addon: Resource) -> Truth:
    values = addon.get(_VALUES)
    if values is ABSENT:
        return False
    content = _parsed(values) if isinstance(values, str) else values
    if not isinstance(content, dict):
        return UNKNOWN
    enabled = boolean(get(content, "enableNetworkPolicy"))
    return UNKNOWN if enabled is UNKNOWN else enabled is True


def _parsed(text: str) -> Value:
    """Read configuration values, which EKS takes as JSON or YAML."""
    plain = str.__str__(text)
    try:
        return known(json.loads(plain))
    except (ValueError, RecursionError):
        pass
    try:
        return known(yaml.safe_load(plain))
    except (yaml.YAMLError, ValueError, RecursionError):
        return UNKNOWN


def _other_cni(context: Context) -> Truth:
    names = context.parameters["otherPlugins"]
    charts = (resource.get("chart") for resource in context.of_type(*_CHARTS))
    return any_of(
        chart.rstrip("/").rpartition("/")[2] in names if isinstance(chart, str) else UNKNOWN
        for chart in charts
    )


def _addon_example(values: Value, *company: Resource, name: Value = _CNI) -> Example:
    properties = {"addonName": name, "clusterName": "platform", _VALUES: values}
    return Example(properties, type=ADDON, company=company)


def _resource(
    of: str, properties: dict[str, Value], depends: dict[str, frozenset[str]] | None = None
) -> Resource:
    return Resource(of, "other", example_urn(of, "other"), properties, property_dependencies=depends or {})


_ON = '{"enableNetworkPolicy": "true"}'
_OF_CLUSTER = {"clusterName": frozenset({example_urn(CLUSTER)})}
_NEW_ADDON = _resource(ADDON, {"addonName": _CNI, "clusterName": UNKNOWN, _VALUES: _ON}, _OF_CLUSTER)
_CILIUM = _resource("kubernetes:helm.sh/v3:Release", {"chart": "cilium/cilium"})

CONTROL = Control(
    id="EKS-13",
    name="aws-eks-network-policy-enforced",
    title="The cluster's network plugin enforces network policies",
    rationale="Without a plugin that enforces them, NetworkPolicy objects are accepted and have no effect.",
    remediation=(
        'Declare the add-on vpc-cni with configurationValues {"enableNetworkPolicy": "true"}, or install '
        "another plugin that enforces network policies."
    ),
    severity=Severity.HIGH,
    types=(CLUSTER, ADDON),
    references=(
        Reference("CIS-EKS", "4.3.1"),
        Reference("CIS-EKS", "5.4.4"),
        Reference("CIS-K8S", "5.3.1"),
        Reference("NSA", "network-separation"),
        Reference("SOC2", "CC6.6"),
    ),
    scope=Scope.STACK,
    check=_check,
    parameters={
        "otherPlugins": {
            "type": "array",
            "items": {"type": "string"},
            "default": ["cilium", "tigera-operator", "calico", "antrea"],
            "description": "Names of charts that install a network plugin which enforces network policies.",
        }
    },
    passes=(
        _addon_example(_ON),
        _addon_example('{"enableNetworkPolicy": true}'),
        _addon_example("enableNetworkPolicy: 'true'"),
        _addon_example(ABSENT, _CILIUM),
        Example({"name": UNKNOWN}, type=CLUSTER, company=(_NEW_ADDON,)),
        Example({"name": "platform"}, type=CLUSTER, company=(_CILIUM,)),
    ),
    fails=(
        _addon_example(ABSENT),
        _addon_example('{"enableNetworkPolicy": "false"}'),
        _addon_example('{"env": {"WARM_ENI_TARGET": "1"}}'),
        Example({"name": "platform"}, type=CLUSTER),
        Example(
            {"name": "platform"},
            type=CLUSTER,
            company=(_resource(ADDON, {"addonName": _CNI, "clusterName": "other"}),),
        ),
    ),
    undecided=(
        _addon_example(UNKNOWN),
        _addon_example("{"),
        _addon_example('{"enableNetworkPolicy": "false"}', name=UNKNOWN),
    ),
)
