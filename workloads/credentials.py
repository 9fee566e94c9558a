"""Whether a plain setting looks like a credential, which anybody could read in a manifest or the state."""

import re
from collections.abc import Mapping

# What gives a credential away by its form. Sources: Stripe, "API keys"; IAM user guide, "Unique identifiers";
# RFC 7468 (PEM); RFC 7519 (JWT: JSON in base64 begins with eyJ); GitHub, "About authentication to GitHub";
# GitLab, "Token prefixes"; Slack, "Tokens"; RFC 3986, userinfo.
_FORMS: Mapping[str, re.Pattern[str]] = {
    "a key of Stripe": re.compile(r"\b[rs]k_(live|test)_[0-9A-Za-z]"),
    "an access key of AWS": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a key in PEM": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a signed token (JWT)": re.compile(r"\beyJ[\w-]+\.eyJ[\w-]*\.[\w-]*"),
    "a token of GitHub": re.compile(r"\b(gh[opsur]_[0-9A-Za-z]{20}|github_pat_\w)"),
    "a token of GitLab": re.compile(r"\bglpat-[\w-]"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[\w-]"),
    "an address with a password in it": re.compile(r"://[^/\s:@]*:[^/\s@]+@"),
}
# The words of names whose values are secret.
_NAME = re.compile(
    r"(^|_)(PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY"
    r"|SIGNING_?KEY|ENCRYPTION_?KEY)($|_)",
    re.IGNORECASE,
)
# The ends of names that tell where or how, and not what.
_HARMLESS_END = re.compile(
    r"_(FILE|PATH|DIR|NAME|ARN|ID|URL|HOST|TTL|SECONDS|MINUTES|HOURS|LENGTH)$", re.IGNORECASE
)


def credential_in(name: str, value: str) -> str | None:
    """Say what a setting looks like, if it looks like a credential; never what its value is.

    Args:
        name, value: the setting.
    """
    for what, form in _FORMS.items():
        if form.search(value):
            return f"looks like {what}"
    if _NAME.search(name) and not _HARMLESS_END.search(name):
        return "has a name of secrets"
    return None
