from collections.abc import Callable

from preview import wire
from preview.model import Pass

Run = Callable[..., Pass]
MARK = """
def mark(label):
    def transform(args):
        if args.type_ != 'cloud:index:Thing':
            return None
        seen = [*args.props.get('seen', []), label]
        return pulumi.ResourceTransformResult(props={**args.props, 'seen': seen}, opts=args.opts)
    return transform
"""


def thing(outcome: Pass) -> dict[str, object]:
    assert outcome.exit_code == 0, outcome.diagnostics
    (found,) = [r for r in outcome.resources.values() if r.type == "cloud:index:Thing"]
    return found.inputs


def test_transforms_run_from_the_resource_to_its_parents_to_the_stack(run: Run) -> None:
    outcome = run(
        MARK
        + """
pulumi.runtime.register_resource_transform(mark('stack'))
outer = Group('outer', ResourceOptions(transforms=[mark('outer')]))
inner = Group('inner', ResourceOptions(parent=outer, transforms=[mark('inner')]))
Thing('a', opts=ResourceOptions(parent=inner, transforms=[mark('own'), mark('second')]))
"""
    )

    assert thing(outcome)["seen"] == ["own", "second", "inner", "outer", "stack"]


def test_a_secret_inside_of_a_list_stays_where_it_is_through_a_transform(run: Run) -> None:
    outcome = run(
        "t = Thing('t', {'x': pulumi.Output.secret('hidden')}, token='cloud:index:Known')\n"
        "hidden = pulumi.Output.secret(t.urn).apply(lambda _: 'hidden')\n"
        "Thing('a', {'words': [hidden]}, ResourceOptions(transforms=[lambda args: "
        "pulumi.ResourceTransformResult(props={**args.props, 'own': 1}, opts=args.opts)]))"
    )
    assert thing(outcome)["words"] == [wire.secret("hidden")]


def test_a_transform_sees_the_replacement_trigger(run: Run) -> None:
    outcome = run(
        "def seen(args):\n"
        "    pulumi.log.info(f'trigger {args.opts.replacement_trigger.string_value}')\n"
        "Thing('a', opts=ResourceOptions(replacement_trigger='now', transforms=[seen]))"
    )
    assert "trigger now" in [entry.message for entry in outcome.diagnostics]


def test_a_transform_may_change_options(run: Run) -> None:
    outcome = run(
        """
def protect(args):
    opts = ResourceOptions.merge(args.opts, ResourceOptions(protect=True, ignore_changes=['x']))
    return pulumi.ResourceTransformResult(props=args.props, opts=opts)
pulumi.runtime.register_resource_transform(protect)
Thing('a', {'x': 1})
"""
    )

    (found,) = [r for r in outcome.resources.values() if r.type == "cloud:index:Thing"]
    assert found.protect
    assert found.ignore_changes == ["x"]


def test_dependencies_survive_a_transform_of_the_resource(run: Run) -> None:
    outcome = run(
        "t = Thing('t', token='cloud:index:Known')\n"
        "Thing('a', {'x': t.arn}, ResourceOptions(transforms=[lambda args: None]))"
    )

    (found,) = [r for r in outcome.resources.values() if r.name == "a"]
    assert found.property_dependencies == {"x": ["urn:pulumi:dev::small::cloud:index:Known::t"]}
    assert found.dependencies == ["urn:pulumi:dev::small::cloud:index:Known::t"]


def test_a_resource_still_waits_for_what_a_transform_has_rewritten(run: Run) -> None:
    # The Python SDK drops the dependencies of single properties when a transform returns new ones.
    outcome = run(
        MARK + "t = Thing('t', token='cloud:index:Known')\n"
        "Thing('a', {'x': t.arn}, ResourceOptions(transforms=[mark('own')]))"
    )

    (found,) = [r for r in outcome.resources.values() if r.name == "a"]
    assert found.dependencies == ["urn:pulumi:dev::small::cloud:index:Known::t"]


def test_a_transform_that_raises_fails_the_pass(run: Run) -> None:
    outcome = run(
        """
def fail(args):
    raise ValueError('no such tag')
Thing('a', opts=ResourceOptions(transforms=[fail]))
"""
    )

    assert outcome.exit_code != 0
    (message,) = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    assert "no such tag" in message


def test_invoke_transforms_change_arguments(run: Run) -> None:
    outcome = run(
        """
def louder(args):
    return pulumi.InvokeTransformResult(args={**args.args, 'text': args.args['text'].upper()}, opts=args.opts)
pulumi.runtime.register_invoke_transform(louder)
said = pulumi.runtime.invoke_output('cloud:index:echo', {'text': 'hey'})
pulumi.export('said', said.apply(lambda result: result['text']))
"""
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    assert outcome.outputs == {"said": "HEY"}
