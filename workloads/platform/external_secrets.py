"""External Secrets: the operator, and the store of one namespace on AWS Secrets Manager."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
from pulumi_kubernetes.helm.v3 import Release
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from infra.foundation import Platform
from infra.iam.documents import policy_document
from infra.iam.pod_identity import PodIdentityRole, PodIdentityRoleArgs
from infra.iam.role import create_role
from infra.secrets import STORE_ROLE
from workloads.destinations import aws_paths, control_plane, kubernetes_api
from workloads.labels import labels
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.network_policies import HTTPS, POD_IDENTITY_AGENT, Flow, Port, allow
from workloads.platform.certificate_access import CertificateAccess
from workloads.platform.external_secrets_values import values
from workloads.platform.release import install_chart
from workloads.platform.secret_store_access import assume_store_role, read_secrets, store_trust
from workloads.secret_store import API_VERSION, SecretStore
from workloads.settings import ExternalSecretsSettings

NAMESPACE = "external-secrets"
CHART_VERSION = "2.9.0"
REPOSITORY = "https://charts.external-secrets.io"

# The chart's names for its pods and service account when the release is called like the chart.
_CONTROLLER = "external-secrets"
_WEBHOOK = "external-secrets-webhook"
_CERTIFICATES = "external-secrets-cert-controller"
_WEBHOOK_PORT = 10250
_STORE = "aws-secrets-manager"
# What the controller calls, by the prefix of the actions: for the role of the store, and for the secrets.
_APIS = ("sts", "secretsmanager")
_QUOTA = {"pods": "20", "requests.cpu": "2", "requests.memory": "4Gi", "limits.memory": "4Gi"}


@dataclass(frozen=True)
class ExternalSecretsArgs:
    """What External Secrets needs to know.

    Attributes:
        foundation: the AWS side.
        settings: the stack's settings of this area.
        store_namespace: the namespace whose secrets it keeps, with the store in it.
        provided: fails as long as a copy of the chart's images is missing.
        store_after: what must exist before the store does, such as that namespace.
    """

    foundation: Platform
    settings: ExternalSecretsSettings
    store_namespace: str
    provided: pulumi.Output[pulumi.Resource]
    store_after: tuple[pulumi.Resource, ...]


class ExternalSecrets(pulumi.ComponentResource):
    """The External Secrets operator and one namespaced store, without any static key.

    Creates: the namespace with its policies; the operator's Pod Identity role, which may only take the role
    of the store; the store's role, which may only read secrets below the prefix; the rights of the
    certificate controller; the Helm release; the SecretStore.

    Attributes:
        store: the store, for those who want secrets from it.
    """

    store: SecretStore

    def __init__(
        self, name: str, args: ExternalSecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:workloads:ExternalSecrets", name, None, opts)
        self._args = args
        namespace = self._create_namespace()
        policies = self._create_network_policies(namespace)
        operator = self._create_operator_role()
        store_role, permission = self._create_store_role(operator)
        certificates = CertificateAccess(
            _CERTIFICATES, NAMESPACE, namespace.ready, pulumi.ResourceOptions(parent=self)
        )
        release = self._create_release([*namespace.ready, *policies, operator, certificates])
        store = self._create_store(store_role, [release, permission])
        self.store = SecretStore(
            name=_STORE,
            prefix=args.settings.prefix,
            refresh_interval=args.settings.refresh_interval,
            ready=(store,),
        )
        self.register_outputs({"storeName": _STORE})

    def _create_namespace(self) -> HardenedNamespace:
        foundation = self._args.foundation
        return HardenedNamespace(
            NAMESPACE,
            NamespaceArgs(
                name=NAMESPACE,
                kubernetes_version=foundation.settings.cluster.version,
                quota=_QUOTA,
                after=foundation.ready,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_network_policies(self, namespace: HardenedNamespace) -> list[pulumi.Resource]:
        foundation = self._args.foundation
        intra = foundation.intra_subnet_cidrs
        api = kubernetes_api(intra)
        secrets_manager = Flow(aws_paths(foundation).peers(_APIS), HTTPS)
        specs = {
            _CONTROLLER: allow(_CONTROLLER, egress=[api, secrets_manager, POD_IDENTITY_AGENT]),
            _WEBHOOK: allow(
                _WEBHOOK, ingress=[Flow(control_plane(intra), (Port(_WEBHOOK_PORT),))], egress=[api]
            ),
            _CERTIFICATES: allow(_CERTIFICATES, egress=[api]),
        }
        return [
            kubernetes.networking.v1.NetworkPolicy(
                name,
                metadata=ObjectMetaArgs(name=name, namespace=NAMESPACE, labels=labels(_CONTROLLER)),
                spec=spec,
                opts=pulumi.ResourceOptions(parent=self, depends_on=list(namespace.ready)),
            )
            for name, spec in specs.items()
        ]

    def _create_operator_role(self) -> PodIdentityRole:
        foundation = self._args.foundation
        return PodIdentityRole(
            _CONTROLLER,
            PodIdentityRoleArgs(
                cluster_name=foundation.cluster_name,
                cluster_arn=foundation.cluster_arn,
                place=foundation.place,
                namespace=NAMESPACE,
                service_account=_CONTROLLER,
                statements=assume_store_role(foundation.place.role_arn(STORE_ROLE)),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_store_role(self, operator: PodIdentityRole) -> tuple[aws.iam.Role, pulumi.Resource]:
        foundation, namespace = self._args.foundation, self._args.store_namespace
        role = create_role(
            STORE_ROLE,
            place=foundation.place,
            description=f"Reads the secrets of namespace {namespace} for External Secrets",
            trust=operator.role_arn.apply(
                lambda arn: policy_document(
                    store_trust(operator_role_arn=arn, namespace=namespace, store=_STORE)
                )
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        permission = aws.iam.RolePolicy(
            STORE_ROLE,
            role=role.name,
            policy=foundation.data_key_arn.apply(
                lambda key_arn: policy_document(
                    read_secrets(
                        partition=foundation.place.partition,
                        region=foundation.place.region,
                        account_id=foundation.place.account_id,
                        prefix=self._args.settings.prefix,
                        key_arn=key_arn,
                        namespace=namespace,
                    )
                )
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, permission

    def _create_release(self, needed: list[pulumi.Resource]) -> Release:
        return install_chart(
            _CONTROLLER,
            chart="external-secrets",
            version=CHART_VERSION,
            repository=REPOSITORY,
            namespace=NAMESPACE,
            values=values(
                scoped_namespace=self._args.store_namespace,
                service_account=_CONTROLLER,
                certificates_account=_CERTIFICATES,
                replicas=self._args.settings.replicas,
                webhook_port=_WEBHOOK_PORT,
                registry=self._args.foundation.image_copies,
            ),
            # The chart's roles lie in the namespace of the store.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[*needed, *self._args.store_after, self._args.provided]
            ),
        )

    def _create_store(
        self, role: aws.iam.Role, needed: list[pulumi.Resource]
    ) -> kubernetes.apiextensions.CustomResource:
        return kubernetes.apiextensions.CustomResource(
            _STORE,
            api_version=API_VERSION,
            kind="SecretStore",
            metadata=ObjectMetaArgs(
                name=_STORE, namespace=self._args.store_namespace, labels=labels(_CONTROLLER)
            ),
            spec=store_spec(region=self._args.foundation.place.region, role_arn=role.arn),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*needed, *self._args.store_after]),
        )


def store_spec(*, region: str, role_arn: pulumi.Input[str]) -> dict[str, object]:
    """Return the spec of a SecretStore on AWS Secrets Manager that takes a role of its own.

    There is no `auth`: the operator's own credentials come from Pod Identity. Source: External Secrets 2.9,
    SecretStore v1.
    """
    return {
        "provider": {
            "aws": {
                "service": "SecretsManager",
                "region": region,
                "role": role_arn,
                "sessionTagsPolicy": "Simple",
            }
        },
        "retrySettings": {"maxRetries": 5, "retryInterval": "10s"},
    }
