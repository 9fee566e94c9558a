"""Every resource of AWS goes into the stack's account and region, under the stack's tags."""

from preview.model import Resource, Result
from tests.support.resources import of_type

# Those of the settings, and those that say where a resource comes from.
TAGS = ("CostCenter", "DataClassification", "ManagedBy", "Owner", "Project", "Stack")


def of_aws(result: Result) -> list[Resource]:
    return [
        item for item in result.applied.resources.values() if item.custom and item.type.startswith("aws:")
    ]


def test_every_resource_has_the_one_provider_that_is_bound_to_account_and_region(
    either_stack: Result,
) -> None:
    (provider,) = of_type(either_stack, "pulumi:providers:aws")
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    region, account = cluster.outputs["arn"].split(":")[3:5]
    assert provider.inputs["region"] == region
    assert account in provider.inputs["allowedAccountIds"]
    assert {item.provider.rpartition("::")[0] for item in of_aws(either_stack)} == {provider.urn}


def test_every_resource_that_takes_tags_has_those_of_the_stack(either_stack: Result) -> None:
    tagged = [item for item in of_aws(either_stack) if "tagsAll" in item.outputs]
    assert len(tagged) > len(of_aws(either_stack)) / 4
    for item in tagged:
        assert set(TAGS) <= item.outputs["tagsAll"].keys(), item.urn
        assert item.outputs["tagsAll"]["Stack"] == either_stack.stack, item.urn
