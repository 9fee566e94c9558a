"""Registers made-up resources, so that engines can be compared on what they make of options and values."""

from pathlib import Path

import pulumi
import pulumi_aws as aws
from pulumi import Alias, CustomTimeouts, InvokeOutputOptions, Output, ResourceOptions

config = pulumi.Config()


class Thing(pulumi.CustomResource):
    """A resource of a package without an SDK; what goes in comes out."""

    colour: Output[str]
    words: Output[list[str]]

    def __init__(self, name, props=None, opts=None):
        super().__init__("demo:index:Thing", name, {"colour": None, "words": None, **(props or {})}, opts)


class Group(pulumi.ComponentResource):
    """A component of this program."""

    def __init__(self, name, props=None, opts=None):
        super().__init__("options:index:Group", name, props or {}, opts)


class Part(pulumi.ComponentResource):
    """A component that its provider constructs."""

    def __init__(self, name, props=None, opts=None):
        super().__init__("demo:index:Part", name, props or {}, opts, remote=True)


class Demo(pulumi.ProviderResource):
    """An explicit provider."""

    def __init__(self, name, props=None, opts=None):
        super().__init__("demo", name, props or {}, opts)


def upper(text):
    """Call a function of a package without an SDK."""
    return pulumi.runtime.invoke_output("std:index:upper", {"input": text}).apply(
        lambda found: found["result"]
    )


def paint(args):
    """Give every Thing a property more; the SDK cannot give a replacement trigger back."""
    if args.type_ != "demo:index:Thing" or args.opts.replacement_trigger is not None:
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "painted": True}, opts=args.opts)


def paint_calls(args):
    """Leave calls as they are, but let them go through a transform."""
    return pulumi.InvokeTransformResult(args=args.args, opts=args.opts)


pulumi.runtime.register_resource_transform(paint)
pulumi.runtime.register_invoke_transform(paint_calls)

# Values.
plain = Thing(
    "plain",
    {
        "colour": "red",
        "words": ["a", "b"],
        "count": 3,
        "share": 0.25,
        "flag": False,
        "nothing": None,
        "empty": {},
        "nested": {"list": [{"deep": [1, 2]}], "text": ""},
    },
)
secret = Thing(
    "secret",
    {
        "colour": Output.secret("hidden-colour"),
        "words": ["open", Output.secret("hidden-word")],
        "nested": {"inner": Output.secret({"a": 1})},
        "pin": config.require_secret("pin"),
    },
    ResourceOptions(additional_secret_outputs=["words", "absent"]),
)
Thing(
    "derived",
    {
        "colour": Output.concat(plain.id, "-", secret.colour),
        "words": [plain.colour, secret.words.apply(lambda words: words[0])],
        "limits": config.require_object("limits"),
    },
)
group = Group("group", {"size": 3, "thing": plain})
Thing("holder", {"thing": plain, "group": group, "list": [secret], "map": {"one": plain}})

# Files.
Thing(
    "files",
    {
        "text": pulumi.StringAsset("some text"),
        "file": pulumi.FileAsset("files/one.txt"),
        "folder": pulumi.FileArchive("files"),
        "archive": pulumi.AssetArchive(
            {
                "a.txt": pulumi.StringAsset("a"),
                "below": pulumi.AssetArchive({"one.txt": pulumi.FileAsset("files/one.txt")}),
                "folder": pulumi.FileArchive("files/below"),
                "größe.txt": pulumi.StringAsset("Größe"),
                f"{'long/' * 30}name.txt": pulumi.StringAsset("below many folders"),
                "n" * 120: pulumi.StringAsset("a name that is too long for its field"),
            }
        ),
        "empty": pulumi.AssetArchive({}),
        "remote": pulumi.RemoteAsset((Path(__file__).parent / "files" / "one.txt").as_uri()),
        "hidden": Output.secret(pulumi.StringAsset("hidden text")),
    },
)

# Options.
Thing(
    "aliased",
    opts=ResourceOptions(
        parent=group,
        aliases=[
            Alias(name="former"),
            Alias(type_="demo:index:Former"),
            Alias(parent=pulumi.ROOT_STACK_RESOURCE),
            Alias(project="elsewhere", stack="before"),
            Alias(parent=plain, name="below-plain"),
            "urn:pulumi:dev::options::demo:index:Thing::by-urn",
        ],
    ),
)
Thing("kept", opts=ResourceOptions(protect=True, retain_on_delete=True, hide_diffs=["colour"]))
Thing(
    "replaced",
    {"colour": "blue", "words": ["x"]},
    ResourceOptions(
        replace_on_changes=["colour", "words[*]"],
        ignore_changes=["words", "nested.key"],
        delete_before_replace=True,
        replacement_trigger=plain.id,
        replace_with=[secret],
        custom_timeouts=CustomTimeouts(create="1h30m", update="90s", delete="1m0.5s"),
    ),
)
Thing("imported", {"colour": "red"}, ResourceOptions(import_="known-id"))
Thing("undefined", opts=ResourceOptions(delete_before_replace=False, deleted_with=plain))
Thing("pinned", opts=ResourceOptions(version="1.2.3", plugin_download_url="https://example.invalid/demo"))
Thing(
    "transformed",
    {"colour": plain.colour, "words": [secret.colour]},
    ResourceOptions(
        depends_on=[group],
        transforms=[
            lambda args: pulumi.ResourceTransformResult(
                props={**args.props, "own": plain.id},
                opts=ResourceOptions.merge(args.opts, ResourceOptions(depends_on=[secret])),
            )
        ],
    ),
)

# Providers and what is inherited.
explicit = Demo("explicit", {"colour": Output.secret("grey"), "size": plain.colour, "list": ["a"]})
unknown = Demo("unknown", {"colour": plain.id}, ResourceOptions(version="2.0.0"))
family = Group(
    "family",
    opts=ResourceOptions(
        providers={"demo": explicit}, protect=False, retain_on_delete=True, deleted_with=plain
    ),
)
child = Group("child", opts=ResourceOptions(parent=family))
Thing("grandchild", {"colour": explicit.id}, ResourceOptions(parent=child))
Thing("behind-unknown", {"colour": "red"}, ResourceOptions(provider=unknown))
Part("part", {"colour": secret.colour, "names": [plain.colour]}, ResourceOptions(depends_on=[plain]))
Thing("after-components", opts=ResourceOptions(depends_on=[family]))

# What exists, and functions.
existing = Thing("existing", opts=ResourceOptions(id="there"))
Thing("unknown-id", opts=ResourceOptions(id=plain.id))
vpc = aws.ec2.Vpc.get("vpc", "vpc-0123456789abcdef0")
partition = aws.get_partition_output()
after = aws.get_partition_output(opts=InvokeOutputOptions(depends_on=[plain]))
after_group = aws.get_partition_output(opts=InvokeOutputOptions(depends_on=[group]))
direct = aws.get_partition()
late = aws.get_partition_output(
    opts=InvokeOutputOptions(provider=aws.Provider("late", region=plain.id, skip_region_validation=True))
)
of_unknown = upper(plain.id)
of_secret = upper(secret.colour)
of_known = upper(plain.colour)

if config.require_bool("fail"):
    broken = Thing("broken", {"file": pulumi.FileAsset("files/missing.txt")})
    Thing("after-broken", {"colour": broken.id})


pulumi.export("plain", {"colour": plain.colour, "id": plain.id, "list": [1, True, None]})
pulumi.export("secret", secret.colour)
pulumi.export("words", secret.words)
pulumi.export("thing", plain)
pulumi.export("group", group)
pulumi.export("text", pulumi.StringAsset("exported"))
pulumi.export("vpc", vpc.cidr_block)
pulumi.export("calls", [partition.dns_suffix, after.partition, after_group.partition, direct.partition])
pulumi.export("late", late.partition)
pulumi.export("uppercase", [of_unknown, of_secret, of_known])
pulumi.export("existing", existing.urn)
family.register_outputs({"child": child.urn, "colour": plain.colour})
group.register_outputs({"size": 3})
