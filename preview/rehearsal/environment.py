"""The environment of an engine that must reach nothing real: no account, no backend, no home of the user."""

import os
import secrets
import site
from collections.abc import Mapping
from pathlib import Path

# What is passed on of the caller's environment: where programs are, how texts and times are written.
PASSED_ON = ("PATH", "TMPDIR", "TZ", "LANG", "LANGUAGE", "TERM", "COLUMNS")
PASSED_ON_PREFIX = "LC_"


def isolated(
    state: Path, plugins: Path, variables: Mapping[str, str], inherited: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the environment of the engine and of all that it starts.

    It is built from a list of what may pass, so that credentials, proxies, kubeconfigs and options of Pulumi
    stay outside whatever they are called. Home folders are in the state folder: the files of AWS, Kubernetes
    and Pulumi in the user's own are not found.

    Args:
        state: the rehearsal's folder.
        plugins: folder of provider plugins, which go before installed ones.
        variables: what is added.
        inherited: the caller's environment.
    """
    passed = {
        name: value
        for name, value in inherited.items()
        if name in PASSED_ON or name.startswith(PASSED_ON_PREFIX)
    }
    return {
        **passed,
        "PATH": os.pathsep.join([str(plugins), inherited.get("PATH", os.defpath)]),
        "HOME": str(state / "home"),
        # Packages that were installed for the user are found through the home folder otherwise.
        "PYTHONUSERBASE": inherited.get("PYTHONUSERBASE") or site.getuserbase(),
        # An instance's or pod's own credentials are found without any variable or file.
        "AWS_EC2_METADATA_DISABLED": "true",
        "PULUMI_HOME": str(state / "pulumi"),
        "PULUMI_BACKEND_URL": (state / "backend").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(16),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # Without it the commands have no --event-log.
        "PULUMI_DEBUG_COMMANDS": "true",
        # The state is thrown away: nobody restores it from copies, or after the engine was killed.
        "PULUMI_SKIP_CHECKPOINTS": "true",
        "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **variables,
    }
