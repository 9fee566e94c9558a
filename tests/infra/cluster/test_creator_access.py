import pulumi

from infra.cluster.creator_access import refuse_creator_admin

SETTING = "bootstrapClusterCreatorAdminPermissions"


def transform(type_: str) -> pulumi.ResourceTransformResult | None:
    return refuse_creator_admin(
        pulumi.ResourceTransformArgs(
            custom=True,
            type_=type_,
            name="platform",
            props={"name": "platform", "accessConfig": {"authenticationMode": "API", SETTING: True}},
            opts=pulumi.ResourceOptions(ignore_changes=[f"accessConfig.{SETTING}", "version"]),
        )
    )


def test_the_creator_of_a_cluster_does_not_become_its_administrator() -> None:
    result = transform("aws:eks/cluster:Cluster")
    assert result is not None
    assert result.props == {"name": "platform", "accessConfig": {"authenticationMode": "API", SETTING: False}}


def test_a_change_of_the_creators_access_is_no_longer_ignored() -> None:
    result = transform("aws:eks/cluster:Cluster")
    assert result is not None
    assert result.opts.ignore_changes == ["version"]


def test_other_resources_stay_as_they_are() -> None:
    assert transform("aws:eks/addon:Addon") is None
