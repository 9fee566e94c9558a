"""The tables of what replaces a resource name inputs that exist, and are read as the provider reads them."""

import pytest

from preview.simulated.aws.forms import FORMS
from preview.simulated.aws.replacement_rule import ReplacementRule
from preview.simulated.aws.replacements import replacement_rule
from tests.preview.simulated.sdk_inputs import has_input


def _paths(rule: ReplacementRule) -> frozenset[str]:
    conditions = frozenset(condition.path for condition in rule.conditions)
    named = frozenset({rule.named}) if rule.named else frozenset[str]()
    return rule.properties | rule.presence | rule.kept | rule.sets | rule.unread | conditions | named


@pytest.mark.parametrize("token", sorted(FORMS))
def test_every_simulated_type_has_a_rule_whose_paths_are_inputs_of_the_sdk(token: str) -> None:
    rule = replacement_rule(token)
    assert rule is not None
    assert sorted(path for path in _paths(rule) if not has_input(token, path)) == []
