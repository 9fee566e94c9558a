"""What a server keeps as it is, and what holds data, does not depend on a setting that may change.

A field that the API server refuses to change may differ only where the object is replaced for it, and what
holds data is never replaced. `make matrix` has the runs, which it shares with the toggles.
"""

from dataclasses import replace

import pytest

from preview.model import Pass, Resource, Result
from preview.property_paths import lies_in
from preview.rehearsal.stateful import stateful
from preview.simulated.aws import replacements as aws
from preview.simulated.diff import changed_paths
from preview.simulated.kubernetes import replacements as kubernetes
from preview.simulated.kubernetes.immutable import refused_update
from tests.contract.test_toggles import CASES, Run
from tests.support.variants import Changes

# Chosen before the first deployment, as Pulumi.yaml says: the cluster keeps its role.
CHOSEN_ONCE = ("iam.rolePath", "iam.roleNamePrefix")


def replaced(old: Resource, new: Resource) -> set[str]:
    """Return the changed paths that replace a resource, by its provider's rules or the program's own."""
    changed = list(changed_paths(old.inputs, new.inputs))
    asked = {path for path in changed if any(lies_in(path, root) for root in new.replace_on_changes)}
    if new.type.startswith("kubernetes:"):
        return asked | kubernetes.replacing_paths(new.type, new.inputs, changed)
    return asked | aws.replacing_paths(new.type, old.inputs, new.inputs, changed)


def faults(before: Pass, after: Pass) -> list[str]:
    """Say which changes from one run to another would be refused, or would lose data."""
    found: list[str] = []
    for urn, new in after.resources.items():
        old = before.resources.get(urn)
        if old is None or not new.custom:
            continue
        paths = replaced(old, new)
        if paths and stateful(new.type):
            found.append(f"{urn} is replaced for {', '.join(sorted(paths))}")
        elif not paths and new.type.startswith("kubernetes:"):
            refused = "helm.sh" not in new.type and refused_update(new.type, old.inputs, new.inputs)
            found += [f"{urn}: {refused}"] if refused else []
    return found


@pytest.mark.matrix
@pytest.mark.parametrize(("stack", "change"), CASES)
def test_no_setting_changes_what_is_fixed(
    stack: str, change: Changes, variant: Run, request: pytest.FixtureRequest
) -> None:
    if not change.keys() & set(CHOSEN_ONCE):
        base: Result = request.getfixturevalue(stack)
        assert faults(base.applied, variant(stack, change).applied) == []


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_protection_may_be_taken_off_and_put_on(
    stack: str, variant: Run, request: pytest.FixtureRequest
) -> None:
    base: Result = request.getfixturevalue(stack)
    turned = variant(stack, {"protect": stack == "dev"})
    assert faults(base.applied, turned.applied) == []


def test_a_fixed_field_that_follows_a_setting_is_found(dev: Result, variant: Run) -> None:
    turned = variant("dev", {"protect": True}).applied
    (urn,) = (urn for urn, each in turned.resources.items() if each.type.endswith(":StorageClass"))
    kept = replace(turned.resources[urn], replace_on_changes=[])
    (fault,) = faults(dev.applied, replace(turned, resources={**turned.resources, urn: kept}))
    assert "reclaimPolicy" in fault
    assert "forbidden" in fault


def test_a_replacement_of_what_holds_data_is_found(dev: Result) -> None:
    (urn,) = (urn for urn, each in dev.applied.resources.items() if each.type == "aws:eks/cluster:Cluster")
    cluster = dev.applied.resources[urn]
    other = replace(cluster, inputs={**cluster.inputs, "name": "another"})
    (fault,) = faults(dev.applied, replace(dev.applied, resources={**dev.applied.resources, urn: other}))
    assert fault == f"{urn} is replaced for name"
