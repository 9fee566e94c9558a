"""Every ARN that a stack writes down is one that the stack has, that AWS has, or that its settings name."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from preview.model import Result
from tests.support.policy_documents import listed
from tests.support.resources import of_type
from tests.support.texts import texts
from workloads.catalogue import find_specs

_ARN = re.compile(r'arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[a-z0-9]*:[^"\\\s,;)]+')
# What the stack does not have, without account, region and name of the stack; as it is written.
OUTSIDE = {
    "arn:aws:iam::{account}:root": "stands for the account",
    "arn:aws:elasticloadbalancing:{region}:{account}:*": "made by a controller inside the cluster",
    "arn:aws:secretsmanager:{region}:{account}:secret:*": "made outside of the stack",
    "arn:aws:ec2:{region}::snapshot/*": "made by the volume driver, and of AWS's images",
    "arn:aws:ec2:{region}::image/*": "of AWS",
    "arn:aws:ssm:{region}::parameter/aws/service/*": "of AWS",
    **{
        f"arn:aws:ec2:{{region}}:{{account}}:{kind}/*": "made by Karpenter"
        for kind in (
            "fleet",
            "instance",
            "launch-template",
            "network-interface",
            "spot-instances-request",
            "volume",
        )
    },
    "arn:aws:ecr:{region}:*:repository/*": "of AWS and of the account",
    "arn:aws:s3:::al2023-repos-{region}-de612dc2/*": "of Amazon Linux",
    "arn:aws:s3:::docker-images-prod/*": "of Docker Hub",
    "arn:aws:s3:::prod-registry-k8s-io-{region}/*": "of registry.k8s.io",
    "arn:aws:s3:::prod-{region}-starport-layer-bucket/*": "of ECR",
    "arn:aws:s3:::*": "of the account",
    "arn:aws:cloudtrail:{region}:{account}:trail/{stack}": "made where the settings say so",
    "arn:aws:cloudwatch:{region}:{account}:alarm:*": "made where the settings say so",
}
# What lies below these is made by AWS, or before its service is used.
OF_AWS = (
    "arn:aws:eks::aws:cluster-access-policy/",
    "arn:aws:iam::aws:policy/",
    "arn:aws:iam::{account}:role/aws-service-role/",
    "arn:aws:secretsmanager:{region}:{account}:secret:{secrets}/",
)


def written(result: Result) -> Iterator[tuple[str, str]]:
    """Give each ARN in the inputs of a resource, with the resource."""
    for resource in result.applied.resources.values():
        if resource.custom:
            for text in texts(resource.inputs):
                for arn in _ARN.findall(text):
                    # A session of a role is called by the role.
                    as_role = re.sub(r":sts:(.*):assumed-role/", r":iam:\1:role/", arn)
                    yield resource.urn, as_role


def declared(place: Mapping[str, str]) -> set[str]:
    """Give the resources that services ask for by their declarations; their owners make them."""
    found = {
        resource
        for spec in find_specs()
        for statement in spec.aws_statements
        for resource in listed(statement.get("Resource", ()))
    }
    for name, value in {"partition": "aws", **place}.items():
        found = {resource.replace(f"{{{name}}}", value) for resource in found}
    return found


def owned(result: Result) -> set[str]:
    """Give the ARNs of the stack's resources, and of the principals that its settings let in."""
    arns = {
        arn
        for resource in result.applied.resources.values()
        for key, arn in resource.outputs.items()
        if key in ("arn", "associationArn") and isinstance(arn, str)
    }
    entries = of_type(result, "aws:eks/accessEntry:AccessEntry")
    return arns | {entry.inputs["principalArn"] for entry in entries}


def is_had(arn: str, own: set[str]) -> bool:
    """Tell whether an ARN is one of the stack's, lies below one, or is a pattern that one matches."""
    if arn in own or any(arn.startswith((f"{each}/", f"{each}:")) for each in own):
        return True
    return "*" in arn and any(fnmatchcase(each, arn) for each in own)


def test_every_arn_is_one_of_something_that_exists(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    region, account = cluster.outputs["arn"].split(":")[3:5]
    place = {
        "region": region,
        "account": account,
        "stack": cluster.inputs["name"],
        "secrets": either_stack.applied.outputs["secretsPrefix"],
    }
    own = owned(either_stack)
    outside = {pattern.format(**place) for pattern in OUTSIDE} | declared(place)
    of_aws = tuple(prefix.format(**place) for prefix in OF_AWS)
    strange = {
        f"{urn}: {arn}"
        for urn, arn in written(either_stack)
        if not is_had(arn, own) and arn not in outside and not arn.startswith(of_aws)
    }
    assert strange == set()


def test_every_arn_is_of_the_stacks_account_and_region_or_of_aws(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    region, account = cluster.outputs["arn"].split(":")[3:5]
    asked = declared({"region": region, "account": account, "stack": cluster.inputs["name"]})
    for urn, arn in written(either_stack):
        own_region, own_account = arn.split(":")[3:5]
        if arn in asked:
            continue
        assert own_region in ("", region), f"{urn}: {arn}"
        assert own_account in ("", "aws", account) or arn.startswith("arn:aws:ecr:"), f"{urn}: {arn}"
