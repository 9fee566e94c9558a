"""How the commands of the documentation are run, in the order in which a reader comes to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """A command of the documentation.

    Attributes:
        text: the command, word for word.
        stands_for: what takes the place of a part of it, by that part: a value for a placeholder, or what can
            be had offline.
    """

    text: str
    stands_for: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def command(self) -> str:
        """What is run."""
        text = self.text
        for part, value in self.stands_for.items():
            assert part in text, f"{part} is not in {text}"
            text = text.replace(part, value)
        return text


# What a newcomer tries first. `make test` runs this under a PATH of tools alone, without `pulumi` and `go`.
FIRST_HOUR = (
    Step("make help"),
    Step("make setup"),
    Step("make preview"),
    Step('make preview ARGS="--outputs outputs.json"'),
    Step(
        ".venv/bin/python -m preview -C docs/examples/consumer "
        "--stack-reference organization/palisade/dev=outputs.json --policy-pack policypack"
    ),
    Step("python -m preview -C DIR --stack NAME", {"DIR": "tests/programs/small_platform", "NAME": "dev"}),
    Step("python -m preview --help"),
)

# Once per account. AWS is moto.
BOOTSTRAP = (
    Step("make bootstrap REGION=eu-central-1 ACCOUNT=111122223333 ARGS=--dry-run"),
    Step("make bootstrap REGION=eu-central-1 ACCOUNT=111122223333"),
)

# A new service, as docs/adding-a-service.md shows it.
NEW_SERVICE = (
    Step("make new-service NAME=billing"),
    Step(
        'make new-service NAME=billing ARGS="--port 8443 --exposed --caller appointment '
        '--secret payment-api-key --bucket invoices --host pay.example.com=203.0.113.10/32:443"'
    ),
)

# A new control, as docs/adding-a-rule.md shows it.
NEW_CONTROL = (
    Step(".venv/bin/python -m pytest tests/policypack -k KMS-06"),
    Step("make docs"),
    Step("make preview"),
)

# Other ways to look at a stack.
LOOKING_CLOSER = (
    Step("make preview STACK=prod"),
    Step('make preview ARGS="--manifests out"'),
    Step('make preview STACK=prod ARGS="--manifests out"'),
    Step('make preview ARGS="--config protect=true --config network.zones=3"'),
    Step("python -m preview --stack dev"),
)

# A stack's whole life, with the engine on PATH.
REHEARSING = (
    Step("make rehearse"),
    Step(
        "make rehearse STACK=prod "
        'ARGS="--fail aws:eks/nodeGroup:NodeGroup --config cluster.logRetentionDays=545"'
    ),
)

# A newer image for the nodes of prod, with the engine on PATH.
UPGRADING = (
    Step(
        'make rehearse STACK=prod ARGS="--config nodeGroups.general.releaseVersion=RELEASE"',
        {"RELEASE": "1.64.0-ad9d4847"},
    ),
)

# From the account to a stack, its users and its end. A folder stands in for the bucket that holds the state,
# and a passphrase for the key of the secrets.
_STATE = (
    "'s3://palisade-pulumi-state-111122223333-eu-central-1?region=eu-central-1&awssdk=v2"
    "&ssetype=aws:kms&kmskeyid=KEY_ARN'"
)
_KEY = "'awskms://alias/palisade-pulumi?region=eu-central-1'"
_LOGIN = Step(f"pulumi login {_STATE}", {_STATE: '"file://$STATE"'})
_INIT = f"pulumi stack init dev --secrets-provider={_KEY}"
_UNDER_THE_PACK = "--policy-pack policypack --policy-pack-config policypack/config/dev.json"
PREVIEW = Step(f"pulumi preview --stack dev {_UNDER_THE_PACK}")
UP = Step(f"pulumi up --stack dev {_UNDER_THE_PACK}")
DESTROY = Step("pulumi destroy --stack dev")
BEGINNING = (_LOGIN, Step(_INIT, {_KEY: "passphrase"}), Step("make setup"))
DEPLOYING = (
    Step("pulumi config set --stack dev palisade:stage foundation"),
    PREVIEW,
    UP,
    Step("pulumi config set --stack dev palisade:stage services"),
    UP,
)
USING = (
    Step(f"pulumi preview {_UNDER_THE_PACK}"),
    Step(f"PULUMI_STACK=dev pulumi policy analyze {_UNDER_THE_PACK}"),
    Step("pulumi stack output --json"),
    Step("pulumi -C docs/examples/consumer stack init dev"),
    Step("pulumi -C docs/examples/consumer up --policy-pack ../../../policypack"),
)
COPY_OF_THE_PACK = (
    Step("git archive HEAD policypack | tar -x -C DIR", {"DIR": "$ELSEWHERE"}),
    Step("pulumi preview --policy-pack DIR/policypack", {"DIR": "$ELSEWHERE"}),
)
LEAVING = (
    Step("pulumi -C docs/examples/consumer config set deletionProtection false"),
    Step("pulumi -C docs/examples/consumer up"),
    Step("pulumi -C docs/examples/consumer destroy"),
    DESTROY,
)

# EKS has made the log group of the control plane again.
COMING_BACK = (
    UP,
    Step(
        "pulumi import --stack dev aws:cloudwatch/logGroup:LogGroup control-plane "
        "/aws/eks/palisade-dev/cluster "
        "--parent cluster=urn:pulumi:dev::palisade::palisade:infra:Cluster::cluster "
        "--provider aws=urn:pulumi:dev::palisade::pulumi:providers:aws::aws "
        "--protect=false --generate-code=false"
    ),
    UP,
    DESTROY,
)

# The protected stack: made again after a loss, compared after the restore, and taken down.
RESTORING = (
    _LOGIN,
    Step(_INIT, {"dev": "prod", _KEY: "passphrase"}),
    Step("pulumi up --refresh --stack prod"),
    Step("pulumi preview --refresh --stack prod"),
)
UNPROTECTING = (
    Step("pulumi config set --path --stack prod palisade:protect false"),
    Step("pulumi config set --path --stack prod palisade:cluster.deletionProtection false"),
    Step("pulumi up --stack prod"),
    Step("pulumi destroy --stack prod"),
)


@dataclass(frozen=True)
class NotRun:
    """A command of the documentation that no test runs.

    Attributes:
        text: the command, word for word.
        reason: why it cannot be run here.
    """

    text: str
    reason: str


_AWS = "asks AWS"
_CLUSTER = "asks a cluster"
_REGISTRY = "asks a registry of charts or images"
_INDEX = "asks an index of packages"
_ITSELF = "would run this test again"
_IN_CI = "runs in continuous integration beside the tests (.ci/run)"

NOT_RUN = (
    NotRun("make test", _ITSELF),
    NotRun("pytest --cold", _ITSELF),
    NotRun("make engine-test", _ITSELF),
    NotRun("make engine", "is what `make engine-test` begins with"),
    NotRun("python -m preview rehearse --stack dev", "is what `make rehearse` runs"),
    NotRun("make check", _IN_CI),
    NotRun("make matrix", _IN_CI),
    NotRun("make fault-test", _IN_CI),
    NotRun("python -m tests.faults.find SLUG", "runs the tests again, in a copy with a fault"),
    NotRun("make lock", _INDEX),
    NotRun("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt", _INDEX),
    NotRun("pulumi install -C DIR/policypack", _INDEX),
    NotRun("pulumi -C docs/examples/consumer install", _INDEX),
    NotRun("python -m preview.simulated.aws", "serves until it is ended; its own tests start it"),
    NotRun("aws eks update-kubeconfig --name ${outputs.clusterName}", _AWS),
    NotRun("make preflight STACK=dev", "asks AWS; its own tests run it against moto"),
    NotRun("aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com", _AWS),
    NotRun(
        "aws ssm get-parameter --name /aws/service/bottlerocket/aws-k8s-1.36/x86_64/latest/image_version "
        "--query Parameter.Value",
        _AWS,
    ),
    NotRun(
        "aws eks describe-nodegroup --cluster-name palisade-dev --nodegroup-name NAME "
        "--query nodegroup.releaseVersion",
        _AWS,
    ),
    NotRun("aws eks list-insights --cluster-name palisade-prod --filter categories=UPGRADE_READINESS", _AWS),
    NotRun("aws eks describe-addon-versions --kubernetes-version 1.36", _AWS),
    NotRun(
        "aws eks describe-addon-configuration --addon-name coredns --addon-version v1.14.3-eksbuild.16",
        _AWS,
    ),
    NotRun("aws s3 cp FILE s3://BUCKET/... --sse aws:kms --sse-kms-key-id KEY_ARN", _AWS),
    NotRun(
        "aws backup list-recovery-points-by-backup-vault --backup-vault-name palisade-prod "
        "--by-resource-type EKS",
        _AWS,
    ),
    NotRun(
        "aws backup list-recovery-points-by-backup-vault --backup-vault-name palisade-prod "
        "--by-parent-recovery-point-arn BACKUP_ARN",
        _AWS,
    ),
    NotRun(
        "aws iam create-role --role-name palisade-prod-restore --assume-role-policy-document "
        '\'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
        '"Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}]}\'',
        _AWS,
    ),
    NotRun(
        "aws iam attach-role-policy --role-name palisade-prod-restore "
        "--policy-arn arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        _AWS,
    ),
    NotRun(
        "aws backup start-restore-job --resource-type EKS --recovery-point-arn BACKUP_ARN "
        "--iam-role-arn arn:aws:iam::444455556666:role/palisade-prod-restore --metadata file://restore.json",
        _AWS,
    ),
    NotRun("aws backup describe-restore-job --restore-job-id JOB", _AWS),
    NotRun(
        "aws ec2 create-tags --resources vol-0123456789abcdef0 "
        "--tags Key=ebs.csi.aws.com/cluster-name,Value=palisade-prod",
        _AWS,
    ),
    NotRun(
        "aws iam detach-role-policy --role-name palisade-prod-restore "
        "--policy-arn arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        _AWS,
    ),
    NotRun("aws iam delete-role --role-name palisade-prod-restore", _AWS),
    NotRun("kubectl get all,pvc --namespace team-one", _CLUSTER),
    NotRun("kubectl diff --server-side --force-conflicts --filename out", _CLUSTER),
    NotRun(
        "kubectl --namespace microservices label pods --selector app.kubernetes.io/name=billing "
        "palisade.dev/quarantine=incident-7",
        _CLUSTER,
    ),
    NotRun(
        'make rehearse ARGS="--start stage=foundation --missing images --missing secret-values '
        '--config stage=platform --config stage=services --provide images --provide secret-values"',
        "is what tests/engine/test_first_run.py does, on both stacks",
    ),
    NotRun(
        "aws ecr get-login-password | docker login --username AWS --password-stdin "
        "ACCOUNT.dkr.ecr.REGION.amazonaws.com",
        _AWS,
    ),
    NotRun(
        "aws secretsmanager put-secret-value --secret-id palisade/dev/NAME/SECRET --secret-string file://VALUE",
        _AWS,
    ),
    NotRun(
        "crane copy SOURCE@sha256:DIGEST ACCOUNT.dkr.ecr.REGION.amazonaws.com/palisade/patient:TAG", _REGISTRY
    ),
    *(
        NotRun(f"crane copy {source}/{image} ACCOUNT.dkr.ecr.REGION.amazonaws.com/{image}", _REGISTRY)
        for source, image in (
            ("ghcr.io", "external-secrets/external-secrets:v2.9.0"),
            ("docker.io", "falcosecurity/falco:0.44.1"),
            ("docker.io", "falcosecurity/falcosidekick:2.32.0"),
            ("public.ecr.aws", "karpenter/controller:1.14.1"),
            ("cr.fluentbit.io", "fluent/fluent-bit:5.1.1"),
        )
    ),
)
