"""Whether whoever deploys can reach the cluster's API, where everything inside the cluster is made."""

import base64
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import TypeAlias

from botocore.exceptions import ClientError

from bootstrap.errors import code_of
from preflight.account import Account
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan

CHECK = "API"
_TIMEOUT_SECONDS = 5
_PORT = 443

# Connects to a host under a certificate authority (PEM), or raises OSError.
Connect: TypeAlias = Callable[[str, str], None]

# What leads from elsewhere into a VPC, by the input of a route that names it.
_WAYS = ("transitGatewayId", "vpcPeeringConnectionId")


def check_reach(plan: Plan, account: Account, connect: Connect) -> Iterator[Finding]:
    """Connect to the API where there is one, otherwise look for a way to it among the settings."""
    clusters = plan.inputs("aws:eks/cluster:Cluster")
    if not clusters:
        return
    name = str(clusters[0]["name"])
    try:
        cluster = account.read("eks", "describe_cluster", name=name)["cluster"]
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        yield _planned_way(plan)
        return
    if not cluster.get("endpoint"):
        yield blocker(
            CHECK, f"the cluster {name} is {cluster['status']} and has no endpoint yet: wait, or delete it"
        )
        return
    host = str(cluster["endpoint"]).removeprefix("https://")
    authority = base64.b64decode(cluster["certificateAuthority"]["data"]).decode()
    try:
        connect(host, authority)
    except OSError as error:
        yield blocker(
            CHECK,
            f"{host} does not answer on {_PORT} from here ({error}): deploy from a range of "
            "cluster.publicCidrs, or over a connected network from one of cluster.adminCidrs",
        )
    else:
        yield ok(CHECK, f"{host} answers")


def connect_over_tls(host: str, authority: str, port: int = _PORT) -> None:
    """Open a TLS connection and close it.

    Args:
        host: where to.
        authority: certificate authority of the server, in PEM.
        port: where the server listens.

    Raises:
        OSError: there is no way, nobody answers, or another server does.
    """
    context = ssl.create_default_context(cadata=authority)
    with socket.create_connection((host, port), timeout=_TIMEOUT_SECONDS) as connection:
        context.wrap_socket(connection, server_hostname=host).close()


def _planned_way(plan: Plan) -> Finding:
    ways = ways_in(plan)
    if ways:
        return ok(CHECK, f"the cluster is yet to be made; the stack makes a way to it: {', '.join(ways)}")
    return blocker(
        CHECK,
        "the cluster is yet to be made, and nothing leads to its private endpoint from outside the VPC: set "
        "cluster.publicCidrs to where you deploy from, or connect a network to the VPC",
    )


def ways_in(plan: Plan) -> list[str]:
    """Name what leads to the API."""
    settings = plan.settings.cluster
    ways = [f"a public endpoint for {', '.join(settings.public_cidrs)}"] if settings.public_cidrs else []
    if plan.settings.network.runner:
        ways.append("a runner inside the VPC")
    if plan.settings.network.runner:
        ways.append("a runner inside the VPC")
    for route in plan.inputs("aws:ec2/route:Route"):
        ways += [f"{route['destinationCidrBlock']} through {route[way]}" for way in _WAYS if route.get(way)]
    return list(dict.fromkeys(ways))
