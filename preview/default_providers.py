"""Default providers: those the engine registers for packages used without an explicit provider."""

import json
import re
import threading

from preview import urns, wire
from preview.deployment import Deployment, ResourceError
from preview.model import UNKNOWN, Resource
from preview.providers import Providers, package_config


class DefaultProviders:
    """Registers one default provider for each package and version, when it is first needed."""

    def __init__(self, deployment: Deployment, providers: Providers) -> None:
        self._deployment = deployment
        self._providers = providers
        self._lock = threading.Lock()
        self._references: dict[tuple[str, str], str] = {}
        self._disabled = _disabled_packages(
            deployment.project.config.get("pulumi:disable-default-providers", "")
        )

    def reference(self, package: str, version: str, user: str) -> str:
        """Return the reference of the default provider.

        Args:
            package: the package wanted.
            version: its version as the SDK states it, or "".
            user: the resource or function that has no provider of its own.

        Raises:
            ResourceError: `pulumi:disable-default-providers` names the package or "*".
        """
        if "*" in self._disabled or package in self._disabled:
            raise ResourceError(
                f"Default provider for '{package}' disabled. '{user}' must use an explicit provider.",
                user if user.startswith("urn:") else "",
            )
        with self._lock:
            if (package, version) not in self._references:
                self._references[package, version] = self._register(package, version)
            return self._references[package, version]

    def _register(self, package: str, version: str) -> str:
        deployment = self._deployment
        project = deployment.project
        inputs = package_config(project.config, project.secret_keys, package)
        name = "default"
        if version:
            inputs["version"] = version
            name = "_".join(["default", *re.split(r"[.+-]", version)])
        type_token = f"{urns.PROVIDER_PREFIX}{package}"
        urn = deployment.reserve("", type_token, name)
        inputs = self._providers.start(urn, package, inputs)
        identifier = UNKNOWN if deployment.dry_run else f"{package}-{name}"
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


def _disabled_packages(value: str) -> frozenset[str]:
    try:
        listed = json.loads(value) if value else []
    except json.JSONDecodeError:
        listed = [value]
    return frozenset(str(item) for item in listed) if isinstance(listed, list) else frozenset({str(listed)})
