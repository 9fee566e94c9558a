"""The names that the cluster and endpoints of AWS APIs need are found inside the VPC."""

from preview.model import Result
from tests.support.resources import of_type, only_inputs

# Without both, nodes cannot register. Sources: EKS user guide, "Amazon EKS VPC requirements and
# considerations"; VPC user guide, "DNS attributes for your VPC".
ATTRIBUTES = ("enableDnsSupport", "enableDnsHostnames")


def test_the_vpc_resolves_names_and_gives_them(either_stack: Result) -> None:
    vpc = only_inputs(either_stack, "aws:ec2/vpc:Vpc")
    assert [name for name in ATTRIBUTES if vpc.get(name) is not True] == []


def test_every_interface_endpoint_takes_the_usual_name_of_its_api(prod: Result) -> None:
    for endpoint in of_type(prod, "aws:ec2/vpcEndpoint:VpcEndpoint"):
        if endpoint.inputs["vpcEndpointType"] == "Interface":
            assert endpoint.inputs.get("privateDnsEnabled") is True, endpoint.urn
