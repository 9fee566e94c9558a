"""What keeps a stack from going back to a stage without a cluster."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from infra.configuration import ConfigurationError
from infra.place import Place


def refuse_to_lose_the_cluster(place: Place, provider: aws.Provider) -> None:
    """End the program where the stack's cluster exists already, before Pulumi would delete it.

    Pulumi deletes what a program no longer declares only after the program has ended well.

    Args:
        place: where the cluster would be; it has the place's name.
        provider: whom to ask.
    """
    clusters = aws.eks.get_clusters_output(opts=pulumi.InvokeOutputOptions(provider=provider))
    clusters.names.apply(lambda names: check_no_cluster(place.name, names))


def check_no_cluster(name: str, clusters: Sequence[str]) -> None:
    """Check that a cluster does not exist.

    Raises:
        ConfigurationError: it does.
    """
    if name in clusters:
        raise ConfigurationError(
            f'Pulumi.{pulumi.get_stack()}.yaml: stage is "foundation", and the cluster {name} exists: it '
            'would be deleted with all that runs there. Set stage to "platform" or "services", or destroy '
            "the stack"
        )
