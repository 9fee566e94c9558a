"""A provider of remote components, written with the Pulumi SDK and run as a process of its own."""

from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import main


class Thing(pulumi.CustomResource):
    arn: pulumi.Output[str]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__("cloud:index:Thing", name, {"arn": None, **props}, opts)


class Box(pulumi.ComponentResource):
    def __init__(self, name: str, inputs: Any, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__("box:index:Box", name, {}, opts)
        self.thing = Thing(f"{name}-thing", dict(inputs), pulumi.ResourceOptions(parent=self))
        self.register_outputs({"arn": self.thing.arn})


class BoxProvider(Provider):
    def __init__(self) -> None:
        super().__init__("0.1.0")

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        if "broken" in inputs:
            raise ValueError("a box cannot be broken")
        box = Box(name, inputs, options)
        return ConstructResult(urn=box.urn, state={"arn": box.thing.arn})


if __name__ == "__main__":
    main(BoxProvider(), [])
