"""What the command says when it cannot go on: one line that names the cause and the way out."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
)

# Codes of credentials that AWS does not accept. Source: AWS STS and S3 API references, common errors.
_BAD_CREDENTIALS = {
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
# Codes of calls that the caller has no permission for; S3 has but a status where there is no body.
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}


class BootstrapError(Exception):
    """Says why nothing (more) is done, in one line for people."""


def code_of(error: ClientError) -> str:
    """Tell the code by which AWS names an error, such as NoSuchBucketPolicy."""
    return str(error.response.get("Error", {}).get("Code", ""))


def explain(error: BotoCoreError | ClientError) -> str:
    """Describe an error of AWS or of the way to it in one line.

    Messages of a refused signature repeat the whole request, so only the code of these is shown.
    """
    if isinstance(error, ClientError):
        return _explain_refusal(error)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return "no AWS credentials found: log in with `aws sso login`, or set AWS_PROFILE"
    if isinstance(error, SSOError | CredentialRetrievalError):
        return f"AWS credentials cannot be read: {_line(str(error))}; log in anew"
    if isinstance(error, EndpointConnectionError | HTTPClientError):
        return f"AWS cannot be reached: {_line(str(error))}; check the region and the network"
    return _line(str(error))


def _explain_refusal(error: ClientError) -> str:
    code, operation = code_of(error), error.operation_name
    if code in _BAD_CREDENTIALS:
        return f"AWS does not accept the credentials ({code}): log in anew"
    message = _line(str(error.response.get("Error", {}).get("Message", "")))
    if code in DENIED:
        return f"AWS refuses {operation}: {message}; docs/bootstrap.md lists the permissions that are needed"
    return f"AWS answers {operation} with {code}: {message}"


def _line(text: str) -> str:
    return " ".join(text.split())
