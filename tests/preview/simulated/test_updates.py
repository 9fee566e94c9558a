"""An update changes the outputs that follow from it."""

from preview.simulated.aws.updates import after_update

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
PLAN = "aws:backup/plan:Plan"


def test_a_changed_launch_template_has_a_new_version_which_is_not_the_default() -> None:
    old = {"latestVersion": 3, "defaultVersion": 1}
    assert after_update(TEMPLATE, old, {}, ["metadataOptions.httpTokens"]) == {
        "latestVersion": 4,
        "defaultVersion": 1,
    }


def test_a_launch_template_makes_its_new_version_the_default_if_it_is_told_to() -> None:
    old = {"latestVersion": 3, "defaultVersion": 1}
    found = after_update(TEMPLATE, old, {"updateDefaultVersion": True}, ["imageId"])
    assert found == {"latestVersion": 4, "defaultVersion": 4}


def test_tags_of_a_launch_template_make_no_version() -> None:
    assert "latestVersion" not in after_update(TEMPLATE, {"latestVersion": 3}, {}, ["tags.team"])


def test_a_backup_plan_has_another_version_once_its_rules_change() -> None:
    old = {"version": "abcdef"}
    changed = after_update(PLAN, old, {}, ["rules[0].schedule"])["version"]
    assert changed != "abcdef"
    assert len(changed) == 6
    assert after_update(PLAN, old, {}, ["tags.team"]) == {}


def test_other_types_keep_their_outputs() -> None:
    assert after_update("aws:ec2/vpc:Vpc", {"arn": "a"}, {}, ["enableDnsHostnames"]) == {}
