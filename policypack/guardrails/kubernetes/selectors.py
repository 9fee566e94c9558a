"""Label selectors: whether one matches a set of labels, three-valued."""

from collections.abc import Iterator

from guardrails.core.parts import Part
from guardrails.core.truth import Truth, all_of, any_of, negation
from guardrails.core.values import ABSENT, UNKNOWN, Value, look


def selects_all(selector: Value) -> Truth:
    """Tell whether a selector has no requirement, so that it matches every object.

    Args:
        selector: a LabelSelector; ABSENT counts as empty, as in a NetworkPolicy's podSelector.
    """
    if selector is ABSENT:
        return True
    if not isinstance(selector, dict):
        return UNKNOWN
    return all_of(_empty(look(selector, requirement)) for requirement in ("matchLabels", "matchExpressions"))


def matches(selector: Value, labels: Value) -> Truth:
    """Tell whether a selector matches an object with these labels.

    Args:
        selector: a LabelSelector; ABSENT counts as empty.
        labels: the object's labels; ABSENT counts as none.
    """
    if selector is ABSENT:
        return True
    if not isinstance(selector, dict):
        return UNKNOWN
    return all_of(
        _requirements(Part("selector", selector), Part("labels", {} if labels is ABSENT else labels))
    )


def _empty(requirements: Value) -> Truth:
    if requirements is ABSENT:
        return True
    return len(requirements) == 0 if isinstance(requirements, dict | list) else UNKNOWN


def _requirements(selector: Part, labels: Part) -> Iterator[Truth]:
    wanted = selector.get("matchLabels")
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            yield _same(labels.key(str(key)).value, value)
    elif wanted is not ABSENT:
        yield UNKNOWN
    for expression in selector.parts("matchExpressions"):
        yield _expression(expression, labels)


def _expression(expression: Part, labels: Part) -> Truth:
    key, operator = expression.get("key"), expression.get("operator")
    if not isinstance(key, str):
        return UNKNOWN
    label = labels.key(key).value
    present: Truth = UNKNOWN if label is UNKNOWN else label is not ABSENT
    if operator in ("Exists", "DoesNotExist"):
        return present if operator == "Exists" else negation(present)
    if operator in ("In", "NotIn"):
        among = any_of(_same(label, value.value) for value in expression.parts("values"))
        return among if operator == "In" else negation(among)
    return UNKNOWN


def _same(label: Value, value: Value) -> Truth:
    if label is ABSENT:
        return False
    return label == value if isinstance(label, str) and isinstance(value, str) else UNKNOWN
