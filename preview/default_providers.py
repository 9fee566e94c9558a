"""Default providers: those the engine registers for packages used without an explicit provider."""

import json
import re
import threading
import uuid

from preview import urns, wire
from preview.deployment import Deployment, ResourceError
from preview.model import UNKNOWN, Resource
from preview.providers import Providers, package_config

# The package of the engine itself, whose provider is no plugin and cannot be disabled.
BUILT_IN = "pulumi"


class DefaultProviders:
    """Registers one default provider for each package and version, when it is first needed."""

    def __init__(self, deployment: Deployment, providers: Providers) -> None:
        self._deployment = deployment
        self._providers = providers
        self._lock = threading.Lock()
        self._references: dict[tuple[str, str, str], str] = {}
        self._disabled = _disabled_packages(
            deployment.project.config.get("pulumi:disable-default-providers", "")
        )

    def reference(self, package: str, version: str, download_url: str, user: str) -> str:
        """Return the reference of the default provider.

        Args:
            package: the package wanted.
            version: its version as the SDK states it, or "".
            download_url: where its plugin comes from, or "".
            user: the resource or function that has no provider of its own.

        Raises:
            ResourceError: `pulumi:disable-default-providers` names the package or "*".
        """
        if package != BUILT_IN and ("*" in self._disabled or package in self._disabled):
            raise ResourceError(
                f"Default provider for '{package}' disabled. '{user}' must use an explicit provider.",
                user if user.startswith("urn:") else "",
            )
        with self._lock:
            wanted = package, version, download_url.removesuffix("/")
            if wanted not in self._references:
                self._references[wanted] = self._register(*wanted)
            return self._references[wanted]

    def _register(self, package: str, version: str, download_url: str) -> str:
        deployment = self._deployment
        project = deployment.project
        built_in = package == BUILT_IN
        inputs = {} if built_in else package_config(project.config, project.secret_keys, package)
        if version:
            inputs["version"] = version
        name = _name(version, download_url)
        type_token = f"{urns.PROVIDER_PREFIX}{package}"
        urn = deployment.reserve("", type_token, name)
        if not built_in:
            inputs = self._providers.start(urn, package, inputs)
        identifier = UNKNOWN if deployment.dry_run else str(uuid.uuid5(uuid.NAMESPACE_URL, urn))
        resource = Resource(
            urn=urn,
            type=type_token,
            name=name,
            custom=True,
            parent="",
            inputs=wire.lower_properties(inputs),
            id="" if deployment.dry_run else identifier,
        )
        deployment.register(resource)
        deployment.set_outputs(urn, inputs)
        return f"{urn}::{identifier}"


def _name(version: str, download_url: str) -> str:
    """Name a default provider (pulumi/pulumi pkg/resource/deploy/providers/provider.go, DefaultName)."""
    # In names, an address has other characters than letters, digits and a few more replaced (IntoQName).
    address = [re.sub(r"[^A-Za-z0-9_.-]", "_", part) for part in re.split("/+", download_url)]
    parts = [*re.split(r"[.+-]", version), "/".join(address)]
    return "_".join(["default", *filter(None, parts)])


def _disabled_packages(value: str) -> frozenset[str]:
    try:
        listed = json.loads(value) if value else []
    except json.JSONDecodeError:
        listed = [value]
    return frozenset(str(item) for item in listed) if isinstance(listed, list) else frozenset({str(listed)})
