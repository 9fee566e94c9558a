"""Turns typed Pulumi arguments into the plain objects that the engine would get."""

import asyncio
from typing import Any

from pulumi.runtime import rpc


def rendered(arguments: object) -> Any:
    """Render arguments without outputs as the SDK sends them."""
    return asyncio.run(rpc.serialize_property(arguments, [], None))
