"""Whether EKS offers the builds of add-ons that are pinned, for the cluster's Kubernetes version."""

from collections.abc import Iterator

from preflight.account import Account
from preflight.finding import Finding, blocker, ok
from preflight.plan import Plan

CHECK = "add-ons"


def check_add_ons(plan: Plan, account: Account) -> Iterator[Finding]:
    """Look for each build among those that EKS lists for the version."""
    version = plan.settings.cluster.version
    wanted = {
        str(add_on["addonName"]): str(add_on["addonVersion"])
        for add_on in plan.inputs("aws:eks/addon:Addon")
        if add_on.get("addonVersion")
    }
    fitting: list[str] = []
    for name, build in sorted(wanted.items()):
        offered = _offered(account, name, version)
        if build in offered:
            fitting.append(f"{name} {build}")
        else:
            yield blocker(
                CHECK,
                f"EKS does not offer {name} {build} for Kubernetes {version}; it offers "
                f"{', '.join(offered) or 'no build at all'}: put one into infra/versions.py, or choose one "
                f"that stands there (cluster.addOnVersions.{name})",
            )
    if fitting:
        yield ok(CHECK, f"for Kubernetes {version} {', '.join(fitting)}")


def _offered(account: Account, name: str, version: str) -> list[str]:
    """List the builds of an add-on that fit, newest first as EKS gives them."""
    found = account.pages(
        "eks", "describe_addon_versions", "addons", addonName=name, kubernetesVersion=version
    )
    return [
        build["addonVersion"]
        for add_on in found
        for build in add_on.get("addonVersions", [])
        if any(fit.get("clusterVersion") == version for fit in build.get("compatibilities", []))
    ]
