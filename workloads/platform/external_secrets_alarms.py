"""External Secrets that fail, as the operator writes it into its log."""

from infra.detection.log_alarms import LogAlarm, any_of

# The controllers of secrets and stores tell each attempt that fails, and try again ever more slowly; what
# validates a store names itself by its logger. There is no event of AWS for this, and EKS keeps no bodies of
# custom resources in its audit log. Source: external-secrets, its log in issues.
FAILED = LogAlarm(
    slug="external-secrets-failed",
    title="A secret of a service could not be read from Secrets Manager, or its store is not ready",
    pattern=(
        '{ ($.level = "error") && ('
        f"{any_of('$.controller', ('externalsecret', 'secretstore'))}"
        ' || ($.logger = "controllers.SecretStore")) }'
    ),
    first_step=(
        "The log group of the platform's containers has the error with the name of the ExternalSecret. "
        "Mostly the secret has no value yet, the key of the value has another name, or the store's role was "
        "changed. Pods that run keep the last value."
    ),
    severity="high",
)
