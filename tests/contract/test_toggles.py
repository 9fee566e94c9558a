"""Every toggle of both layers works both ways, alone and with all others.

Each run is Palisade's own program under changed settings: all of it, against the simulated providers, as
if it had been applied, judged by every control of the pack with the stack's configuration and exemptions (see
tests/support/variants.py). What is compared with is the preview of the unchanged stack.

`make test` leaves out the runs with one toggle turned alone, nearly 70, which `make matrix` has.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from infra.settings import InfraSettings
from preview.model import Outcome, Pass, Resource, Result
from preview.project import load_project
from tests.support.shared_preview import REPOSITORY
from tests.support.variants import Changes
from workloads.settings import WorkloadSettings

Run = Callable[[str, Changes], Result]

STACKS = ("dev", "prod")
GROUP = "nodeGroups.general"
# Several, as spot capacity needs.
INTEL, ARM = ["m7i.large", "m6i.large"], ["m7g.large", "m6g.large"]
MEMBER = "arn:aws:iam::111122223333:role/team-one"


def settings_of(stack: str) -> dict[str, Any]:
    """The settings of a stack as its file and the defaults give them."""
    project = load_project(REPOSITORY, stack)
    prefix = f"{project.name}:"
    return {
        # A text stands there without quotes.
        key.removeprefix(prefix): yaml.safe_load(value)
        for key, value in project.config.items()
        if key.startswith(prefix)
    }


SETTINGS = {stack: settings_of(stack) for stack in STACKS}


def flags(model: type[BaseModel], values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Name every boolean of a model by its path, in maps once for each of their entries."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        annotation: Any = field.annotation
        if annotation is bool:
            yield f"{prefix}{key}"
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from flags(annotation, values[key], f"{prefix}{key}.")
        elif get_origin(annotation) is dict:
            inner = get_args(annotation)[1]
            for entry, value in values.get(key, {}).items():
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    yield from flags(inner, value, f"{prefix}{key}.{entry}.")


def value_at(stack: str, path: str) -> Any:
    found: Any = SETTINGS[stack]
    for key in path.split("."):
        found = found[key]
    return found


def toggles(stack: str) -> list[str]:
    return [path for layer in (InfraSettings, WorkloadSettings) for path in flags(layer, SETTINGS[stack])]


def changes(stack: str) -> Iterator[tuple[str, Changes]]:
    """Name each setting that can be turned, with what turning it alone changes."""
    for path in toggles(stack):
        yield path, {path: not value_at(stack, path)}
    endpoints = {f"network.endpoints.{to_camel(name)}": True for name in NEEDED_WITHOUT_NAT}
    for nat in sorted({"single", "perZone", "none"} - {value_at(stack, "network.nat")}):
        yield f"network.nat={nat}", {"network.nat": nat, **(endpoints if nat == "none" else {})}
    yield "network.zones", {"network.zones": 5 - value_at(stack, "network.zones")}
    for ami, machines, release in (
        ("AL2023_x86_64_STANDARD", INTEL, "1.36.3-20260903"),
        ("AL2023_ARM_64_STANDARD", ARM, "1.36.3-20260903"),
        ("BOTTLEROCKET_ARM_64", ARM, "1.65.0-0be31b34"),
    ):
        yield (
            f"amiType={ami}",
            {f"{GROUP}.amiType": ami, f"{GROUP}.instanceTypes": machines, f"{GROUP}.releaseVersion": release},
        )
    spot = value_at(stack, f"{GROUP}.capacityType") == "SPOT"
    capacity = "ON_DEMAND" if spot else "SPOT"
    yield "capacityType", {f"{GROUP}.capacityType": capacity, f"{GROUP}.instanceTypes": INTEL}
    boundary = f"arn:aws:iam::{value_at(stack, 'aws.accountId')}:policy/boundary"
    yield "iam.permissionsBoundary", {"iam.permissionsBoundary": boundary}
    yield "iam.rolePath", {"iam.rolePath": "/platform/"}
    yield "iam.roleNamePrefix", {"iam.roleNamePrefix": "corp-"}
    team = {"principals": [MEMBER], "namespaces": ["team-one"], "level": "edit"}
    yield "access.teams", {"access.teams": {"one": team}}
    heard = value_at(stack, "detection.subscribers")
    yield "detection.subscribers", {"detection.subscribers": [] if heard else ["security@example.com"]}


CASES = [
    pytest.param(stack, change, id=f"{stack}-{name}") for stack in STACKS for name, change in changes(stack)
]


@pytest.mark.matrix
@pytest.mark.parametrize(("stack", "change"), CASES)
def test_a_toggle_turned_alone_leaves_the_stack_clean_and_changes_something(
    stack: str, change: Changes, variant: Run, request: pytest.FixtureRequest
) -> None:
    base: Result = request.getfixturevalue(stack)

    turned = variant(stack, change)

    assert problems(turned) == []
    assert registered(turned.applied) != registered(base.applied)


@pytest.mark.parametrize("value", [True, False], ids=["on", "off"])
@pytest.mark.parametrize("stack", STACKS)
def test_with_all_toggles_one_way_the_stack_is_clean(stack: str, value: bool, variant: Run) -> None:
    turned = variant(stack, dict.fromkeys(toggles(stack), value))

    assert problems(turned) == []


@pytest.mark.parametrize("stack", STACKS)
def test_an_unchanged_stack_is_run_and_judged_as_in_a_preview_with_the_pack_in_its_own_process(
    stack: str, variant: Run, request: pytest.FixtureRequest
) -> None:
    real: Result = request.getfixturevalue(stack)

    again = variant(stack, {})

    assert registered(again.applied) == registered(real.applied)
    assert outcomes(again) == outcomes(real)


def test_a_setting_that_a_control_forbids_is_seen(variant: Run) -> None:
    opened = variant("prod", {"cluster.publicCidrs": ["203.0.113.0/24"]})

    assert {d.policy.control for d in opened.decisions if d.blocks} == {"EKS-01"}
    assert problems(opened) != []


def test_toggles_are_found_at_every_depth() -> None:
    assert {"protect", "falco.enabled", "network.endpoints.s3", "detection.trail"} <= set(toggles("dev"))


def problems(result: Result) -> list[object]:
    """What speaks against a run: errors and decisions that no control may end with."""
    bad = (Outcome.FAIL, Outcome.UNDECIDED, Outcome.ERROR)
    decisions = [(d.policy.control, d.urn, d.findings) for d in result.decisions if d.outcome in bad]
    diagnostics = [entry for entry in result.applied.diagnostics if entry.severity in ("error", "warning")]
    assert result.applied.exit_code or result.decisions, "no control has judged anything"
    return [*diagnostics, *decisions, *([result.applied.exit_code] if result.applied.exit_code else [])]


def registered(applied: Pass) -> dict[str, object]:
    """What a pass gives to the engine, by URN."""
    return {
        urn: (resource.inputs, resource.protect, resource.ignore_changes)
        for urn, resource in applied.resources.items()
    }


def outcomes(result: Result) -> dict[tuple[str, str], Outcome]:
    """How each control ends on each resource."""
    return {(d.policy.control, d.urn): d.outcome for d in result.decisions}


# What an account and region has one of at most.
SINGLETONS = {
    "aws:ebs/defaultKmsKey:DefaultKmsKey",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:guardduty/detector:Detector",
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
}
# The inputs that name a resource, and those that say inside of what the name holds.
NAMES = ("name", "bucket", "ecrRepositoryPrefix", "nodeGroupName", "addonName", "principalArn")
SCOPES = ("vpcId", "clusterName", "logGroupName", "role", "backupVaultName", "planId", "detectorId")


def identity(resource: Resource) -> tuple[Any, ...] | None:
    """What no two resources of an account and region may share; None where AWS makes up the name."""
    if resource.type in SINGLETONS:
        return (resource.type,)
    named = [resource.inputs[key] for key in NAMES if resource.inputs.get(key)]
    inside = [resource.inputs[key] for key in SCOPES if resource.inputs.get(key)]
    return (resource.type, *named, *inside) if named else None


def identities(result: Result) -> set[tuple[Any, ...]]:
    created = (r for r in result.applied.resources.values() if r.type.startswith("aws:") and not r.external)
    return {found for found in map(identity, created) if found is not None}


def test_two_stacks_fit_in_one_account_when_one_of_them_owns_what_the_account_has_once(
    variant: Run, prod: Result
) -> None:
    place = {"aws.accountId": value_at("prod", "aws.accountId"), "aws.region": value_at("prod", "aws.region")}
    account_wide = ("encryption.ebsByDefault", "registry.create", "detection.trail", "detection.guardDuty")
    assert all(value_at("prod", path) for path in account_wide)

    guest = variant("dev", {**place, **dict.fromkeys(account_wide, False)})

    assert problems(guest) == []
    assert identities(prod) & identities(guest) == set()


def test_a_second_owner_of_what_the_account_has_once_is_seen(variant: Run, prod: Result) -> None:
    everything = variant("dev", dict.fromkeys(toggles("dev"), True))

    shared = {found[0] for found in identities(prod) & identities(everything)}

    assert {"aws:guardduty/detector:Detector", "aws:ebs/encryptionByDefault:EncryptionByDefault"} <= shared
