"""Faults of the network."""

from tests.faults.fault import Fault

VPC = "infra/network/vpc.py"

FAULTS = (
    Fault(
        slug="no-dns-hostnames",
        wrong="without DNS hostnames interface endpoints have no private names",
        file=VPC,
        old="enable_dns_hostnames=True",
        new="enable_dns_hostnames=False",
        caught_by="preview: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames",
    ),
    Fault(
        slug="no-dns",
        wrong="nodes find neither the API of the cluster nor those of AWS",
        file=VPC,
        old="enable_dns_support=True",
        new="enable_dns_support=False",
        caught_by="preview: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames",
    ),
    Fault(
        slug="intra-subnets-without-a-table",
        wrong="intra subnets get the main route table, which is nobody's",
        file=VPC,
        old='self._associate(f"{tier}-{zone}", subnet, table)',
        new="pass",
        caught_by="tests/infra/network/test_vpc.py::test_every_subnet_has_a_route_table[prod]",
    ),
    Fault(
        slug="network-plugin-tags-nothing",
        wrong="the endpoint of EC2 refuses the tags that the network plugin gives its interfaces",
        file="infra/network/endpoint_actions.py",
        old='    "ec2:CreateTags",\n',
        new="",
        caught_by="tests/infra/iam/test_needs.py::test_endpoints_let_through_what_nodes_and_pods_may_call",
    ),
)
