"""An account for the preflight to look at: moto, and answers of our own where moto has none.

Ours are DescribeVpcEndpointServices, DescribeAddonVersions, GetServiceQuota and GetAWSDefaultServiceQuota,
and DescribeCluster, for which moto has no certificate that could be one; each answer is checked against
botocore's model of the operation. Everything else is moto's.
"""

import base64
import contextlib
import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import boto3
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.model import OperationModel
from botocore.validate import validate_parameters
from moto import mock_aws

from infra.configuration import parse, values_of
from infra.settings import InfraSettings
from preflight.account import Account, action_of
from preflight.plan import Plan
from preflight.run import report, run
from preview.model import Result
from preview.project import load_project
from tests.support.shared_preview import REPOSITORY
from workloads.settings import WorkloadSettings

Answer: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

QUOTAS = {"L-F678F1CE": 5, "L-0263D0A3": 5, "L-29B6F2EB": 50, "L-1B52E74A": 20}
AUTHORITY = "the certificate of an authority"
# Shared, because every new session reads the models of all services again.
_MODELS = botocore.session.Session().get_component("data_loader")
_MAY_LACK_ROLES = ("autoscaling", "eks", "eks-nodegroup", "spot")


def plan_of(result: Result) -> Plan:
    """The plan of a stack that has been previewed, with a way to the API."""
    project = load_project(REPOSITORY, result.stack)
    values = values_of(project.name, project.config)
    settings, _ = parse(f"Pulumi.{result.stack}.yaml", values, frozenset(), InfraSettings, WorkloadSettings)
    plan = Plan(result.project, result.stack, settings, tuple(result.applied.resources.values()))
    return with_public_endpoint(plan, "198.51.100.0/24")


def with_public_endpoint(plan: Plan, *cidrs: str) -> Plan:
    """The plan with other ranges that reach the API from the internet."""
    cluster = plan.settings.cluster.model_copy(update={"public_cidrs": cidrs})
    return replace(plan, settings=plan.settings.model_copy(update={"cluster": cluster}))


@dataclass
class Looked:
    """What a run said, and the calls that it made."""

    code: int
    lines: list[str]
    calls: list[tuple[str, str]]

    def beginning(self, level: str) -> list[str]:
        """The lines of a level."""
        return [line for line in self.lines if line.startswith(f"{level} ")]

    @property
    def actions(self) -> set[str]:
        """The permissions that the calls take."""
        return {action_of(service, operation) for service, operation in self.calls}


@dataclass
class SoundAccount:
    """An account in which nothing stands in the way of a plan, until a test changes that.

    Attributes:
        plan: the stack.
        caller: the ARN of the role that looks.
        answers: our own, by service and operation.
        denied: operations that the caller may not call.
    """

    plan: Plan
    caller: str
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict[tuple[str, str], Answer])
    denied: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.answers |= {
            ("service-quotas", "GetServiceQuota"): lambda asked: {
                "Quota": {"Value": float(QUOTAS[asked["QuotaCode"]])}
            },
            ("ec2", "DescribeVpcEndpointServices"): lambda _: {"ServiceDetails": self.endpoint_services()},
            ("eks", "DescribeAddonVersions"): lambda asked: {"addons": self.add_ons(asked["addonName"])},
        }
        for service in _MAY_LACK_ROLES:
            self.client("iam").create_service_linked_role(AWSServiceName=f"{service}.amazonaws.com")

    def client(self, service: str) -> Any:
        """A client by which a test changes the account."""
        return self._session().client(service, region_name=self.plan.settings.aws.region)

    def endpoint_services(self) -> list[dict[str, Any]]:
        """Every service that the plan wants, in all its zones."""
        zones = sorted({subnet["availabilityZone"] for subnet in self.plan.inputs("aws:ec2/subnet:Subnet")})
        names = {endpoint["serviceName"] for endpoint in self.plan.inputs("aws:ec2/vpcEndpoint:VpcEndpoint")}
        return [
            {"ServiceName": name, "VpcEndpointPolicySupported": True, "AvailabilityZones": zones}
            for name in sorted(names)
        ]

    def add_ons(self, name: str) -> list[dict[str, Any]]:
        """The build of an add-on that the plan wants, for its version of Kubernetes."""
        fits = [{"clusterVersion": self.plan.settings.cluster.version}]
        return [
            {
                "addonName": name,
                "addonVersions": [{"addonVersion": add_on["addonVersion"], "compatibilities": fits}],
            }
            for add_on in self.plan.inputs("aws:eks/addon:Addon")
            if add_on["addonName"] == name
        ]

    def serve_cluster(self, name: str) -> str:
        """Let the cluster have an API, and return the API's host."""
        host = f"{name}.gr7.{self.plan.settings.aws.region}.eks.amazonaws.com"
        authority = base64.b64encode(AUTHORITY.encode()).decode()
        self.answers["eks", "DescribeCluster"] = lambda _: {
            "cluster": {
                "name": name,
                "status": "ACTIVE",
                "endpoint": f"https://{host}",
                "certificateAuthority": {"data": authority},
            }
        }
        return host

    def reader(self) -> Account:
        """The account as the preflight sees it."""
        return Account(self._session(), self.plan.settings.aws.region)

    def look(
        self, connect: Callable[[str, str], None] = lambda _, __: None, plan: Plan | None = None
    ) -> Looked:
        """Run the preflight."""
        session = self._session()
        looked = Looked(-1, [], [])
        self._serve(session, looked)
        account = Account(session, self.plan.settings.aws.region)
        looked.code = report(run(plan or self.plan, account, connect), looked.lines.append)
        return looked

    def _session(self) -> boto3.Session:
        core = botocore.session.Session()
        core.register_component("data_loader", _MODELS)
        session = boto3.Session(botocore_session=core)
        given = session.client("sts", region_name="eu-central-1").assume_role(
            RoleArn=self.caller, RoleSessionName="somebody"
        )["Credentials"]
        core.set_credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        return session

    def _serve(self, session: boto3.Session, looked: Looked) -> None:
        asked: dict[str, Any] = {}

        def remember(params: dict[str, Any], **_: Any) -> None:
            asked.clear()
            asked.update(params)

        def answer(model: OperationModel, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
            service, operation = str(model.service_model.service_name), str(model.name)
            looked.calls.append((service, operation))
            if operation in self.denied:
                return AWSResponse("", 403, {}, None), {"Error": {"Code": "AccessDenied", "Message": "no"}}
            if (service, operation) not in self.answers:
                return None
            parsed = self.answers[service, operation](dict(asked))
            if "Error" in parsed:
                return AWSResponse("", 400, {}, None), parsed
            validate_parameters(parsed, model.output_shape)
            return AWSResponse("", 200, {}, None), parsed

        session.events.register("provide-client-params", remember)
        session.events.register("before-call", answer)


@contextlib.contextmanager
def sound_account(result: Result, *, caller: str | None = None) -> Generator[SoundAccount]:
    """Open an empty account in which nothing stands in the way of a previewed stack.

    Args:
        result: the preview of the stack.
        caller: ARN of the role that looks; the first administrator unless given.
    """
    plan = plan_of(result)
    with mock_aws():
        yield SoundAccount(plan, caller or plan.settings.access.admins[0])


def trust() -> str:
    """A policy that makes a role of moto."""
    return json.dumps({"Version": "2012-10-17", "Statement": []})
