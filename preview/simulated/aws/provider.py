"""Answers for AWS: defaults, names and tags at Check, made-up ids, ARNs and endpoints at Create."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from preview import wire
from preview.model import UNKNOWN, Properties
from preview.simulated.aws.account import Account, account_of
from preview.simulated.aws.creation_rules import refuse_creation
from preview.simulated.aws.data_sources import DATA_SOURCES, STORE_SOURCES
from preview.simulated.aws.deletion_rules import DELETION_TAKES, SLOW_TO_GO, refuse_deletion
from preview.simulated.aws.form import Form
from preview.simulated.aws.forms import FORMS
from preview.simulated.aws.outputs import computed, identity, planned
from preview.simulated.aws.replacements import (
    DEFAULTS,
    deletes_first,
    ineffective_paths,
    replacement_rule,
    replacing_paths,
)
from preview.simulated.aws.update_rules import refuse_update
from preview.simulated.aws.updates import after_update
from preview.simulated.diff import Replacement
from preview.simulated.made_up import auto_name
from preview.simulated.sdk import sdk_type
from preview.simulated.server import SimulatedProvider
from preview.simulated.simulation import Registration, SimulationError
from preview.simulated.store import Clouds, Store, Stored

# Digits that the provider adds to a logical name (pulumi-terraform-bridge, AutoName).
NAME_DIGITS = 7
# Services whose resources and names are in no region (AWS General Reference, "Global services").
_GLOBAL = ("aws:iam/", "aws:route53/", "aws:cloudfront/", "aws:organizations/")


class AwsProvider(SimulatedProvider):
    """The AWS provider for one account and region."""

    def __init__(self, clouds: Clouds | None = None) -> None:
        super().__init__(clouds)
        self._account = Account()
        try:
            self.version = version("pulumi-aws")
        except PackageNotFoundError:
            self.version = "7.0.0"

    def configure(self, config: Properties) -> None:
        """Take over region, account and default tags."""
        self._account = account_of(config)

    def place_of(self, type_token: str, properties: Properties) -> str:
        """Return account and region of a resource, or the account alone where a service has no regions."""
        account = self._in_region(properties)
        return account.account if type_token.startswith(_GLOBAL) else f"{account.account}/{account.region}"

    def check(self, resource: Registration, old: Properties) -> Properties:
        """Fill in defaults, a name where there is none, and `tagsAll`."""
        form = form_of(resource.type)
        given = resource.inputs
        inputs = {**form.defaults, **given}
        name = form.name
        prefixed = wire.reveal(inputs.get(f"{name}Prefix"))
        if name and inputs.get(name) is None:
            # A name that the program gave and takes back is not kept, so the resource gets a new one.
            kept = old.get(name) if name in old.get(DEFAULTS, (name,)) else None
            made = auto_name(resource.seed, resource.name, NAME_DIGITS)
            if resource.type == "aws:kms/alias:Alias":
                made = f"alias/{made}"
            if name == "bucket":
                made = made.lower()
            if prefixed is None:
                inputs[name] = kept or made
        inputs = self._with_tags(resource, inputs)
        return {**inputs, DEFAULTS: sorted(inputs.keys() - given.keys())}

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        """Answer with the inputs in a preview, and with all outputs otherwise."""
        resource = replace(
            resource, inputs={key: value for key, value in resource.inputs.items() if key != DEFAULTS}
        )
        if dry_run:
            known = {"region": self._account.region} if _has_region(resource.type) else {}
            return "", {**known, **planned(resource, form_of(resource.type))}
        account = self._in_region(resource.inputs)
        identifier, outputs = computed(resource, form_of(resource.type), account)
        return identifier, outputs

    def update(
        self,
        resource: Registration,
        identifier: str,
        outputs: Properties,
        changed: Collection[str],
        dry_run: bool,
    ) -> Properties:
        """Answer with the new inputs over what the resource had; an input that is gone is no output."""
        del identifier
        known = sdk_type(resource.type)
        declared = known.inputs if known else frozenset[str]()
        given = {key: value for key, value in resource.inputs.items() if key != DEFAULTS}
        kept = {key: value for key, value in outputs.items() if key not in declared or key in given}
        following = after_update(resource.type, wire.reveal(outputs), wire.reveal(given), changed)
        return {**kept, **given, **(dict.fromkeys(following, UNKNOWN) if dry_run else following)}

    def compared(
        self, type_token: str, old: Properties, new: Properties, outputs: Properties
    ) -> tuple[Properties, Properties]:
        """Compare regions too: a resource that names none is in its provider's, which may be another one now.

        Source: hashicorp/terraform-provider-aws internal/provider/sdkv2, the default of `region`.
        """
        if not _has_region(type_token):
            return old, new
        here = self._account.region
        return {"region": outputs.get("region") or here, **old}, {"region": here, **new}

    def without_effect(
        self,
        type_token: str,
        old: Properties,
        new: Properties,
        changed: Collection[str],
        outputs: Properties,
    ) -> Collection[str]:
        """Leave out what AWS filled in, and other orders of lists without one."""
        return ineffective_paths(type_token, old, new, changed, outputs)

    def replacement(
        self, type_token: str, old: Properties, new: Properties, changed: Collection[str]
    ) -> Replacement:
        """Say what replaces a resource, as far as the provider's rules for its type are known."""
        paths = replacing_paths(type_token, old, new, changed, self._account.region)
        is_known = replacement_rule(type_token) is not None
        return Replacement(paths, deletes_first=deletes_first(type_token, new), known=is_known)

    def refuse_creation(self, resource: Registration, store: Store) -> None:
        """Refuse what AWS refuses beside what exists."""
        refuse_creation(resource, store)

    def delete(self, existing: Stored, store: Store) -> bool:
        """Refuse to delete what AWS would not; leave what the provider is told to leave."""
        refuse_deletion(existing, store)
        return not existing.inputs.get("skipDestroy")

    def deletion_takes(self, type_token: str) -> float:
        """Let what AWS takes minutes for be there for a moment, so that what does not wait for it is seen."""
        return DELETION_TAKES if type_token in SLOW_TO_GO else 0.0

    def refuse_update(self, existing: Stored, resource: Registration, store: Store, *, dry_run: bool) -> None:
        """Refuse what AWS would not change; the provider asks it in an update only."""
        if not dry_run:
            refuse_update(existing, resource, store)

    def read(self, resource: Registration, identifier: str) -> Properties:
        """Make up the outputs of an existing resource around its id and what the program knows of it."""
        form = form_of(resource.type)
        known = {**form.defaults, **identity(resource.type, form, identifier), **resource.inputs}
        registration = Registration(resource.urn, resource.type, resource.name, known)
        _, outputs = computed(registration, form, self._in_region(known), identifier)
        return outputs

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Answer a data source."""
        if token in STORE_SOURCES:
            return STORE_SOURCES[token](arguments, self._in_region(arguments), self.beside(arguments))
        answer = DATA_SOURCES.get(token)
        if answer is None:
            raise SimulationError(
                f"no simulated data source {token}: add it to preview/simulated/aws/data_sources.py"
            )
        return answer(arguments, self._in_region(arguments))

    def _in_region(self, properties: Mapping[str, Any]) -> Account:
        region = wire.reveal(properties.get("region"))
        if isinstance(region, str) and region and region != UNKNOWN:
            return self._account.in_region(region)
        return self._account

    def _with_tags(self, resource: Registration, inputs: Properties) -> Properties:
        known = sdk_type(resource.type)
        if known is None or "tagsAll" not in known.outputs:
            return inputs
        tags = inputs.get("tags") or {}
        if wire.has_unknown(tags) or wire.has_unknown(self._account.default_tags):
            return {**inputs, "tagsAll": UNKNOWN}
        if wire.is_secret(tags):
            merged = {**self._account.default_tags, **(wire.reveal(tags) or {})}
            return {**inputs, "tagsAll": wire.secret(merged)}
        merged = {**self._account.default_tags, **tags}
        return {**inputs, "tagsAll": merged} if merged else inputs


def form_of(token: str) -> Form:
    """Return the form of a type; of one without an entry, what the SDK and custom tell."""
    form = FORMS.get(token)
    if form is not None:
        return form
    known = sdk_type(token)
    has_name = known is not None and "name" in known.inputs
    return Form(name="name" if has_name else "", arn=_usual_arn(token))


def _usual_arn(token: str) -> str:
    _, module, name = token.split(":")
    service = module.split("/")[0].lower()
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{name.lower()}/{{id}}"


def _has_region(token: str) -> bool:
    known = sdk_type(token)
    return known is not None and "region" in known.outputs
