"""URNs, the names of resources: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`."""

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_PREFIX = "pulumi:providers:"


def make_urn(stack: str, project: str, parent: str, type_token: str, name: str) -> str:
    """Name a resource.

    Args:
        stack: name of the stack.
        project: name of the project.
        parent: URN of the parent, or "". The root stack does not appear in the type chain.
        type_token: type of the resource.
        name: logical name of the resource.
    """
    chain = type_token
    if parent:
        parent_chain = type_chain(parent)
        if parent_chain != STACK_TYPE:
            chain = f"{parent_chain}${type_token}"
    return f"urn:pulumi:{stack}::{project}::{chain}::{name}"


def type_chain(urn: str) -> str:
    """Return the types from the outermost parent down to the resource, joined with `$`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """Return the resource's own type."""
    return type_chain(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """Return the logical name, which may itself hold `::`."""
    return urn.split("::", 3)[3]


def package_of(token: str) -> str:
    """Return the package of a type or function token; of a provider's type, the package it provides."""
    if token.startswith(PROVIDER_PREFIX):
        return token.removeprefix(PROVIDER_PREFIX)
    return token.split(":", 1)[0]


def is_provider(type_token: str) -> bool:
    """Return whether the type is a provider's."""
    return type_token.startswith(PROVIDER_PREFIX)


def is_default_provider(urn: str) -> bool:
    """Return whether the engine makes a provider by itself, which it does not count among the resources."""
    return is_provider(type_of(urn)) and name_of(urn).startswith("default")


def split_reference(reference: str) -> tuple[str, str]:
    """Split a provider reference `URN::ID` into its URN and its id."""
    urn, _, identifier = reference.rpartition("::")
    return urn, identifier
