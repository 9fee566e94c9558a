"""Runs the simulated EKS provider like a plugin."""

from pulumi.provider.server import main

from preview.simulated.eks.children import register_modules
from preview.simulated.eks.provider import EksProvider

register_modules()
main(EksProvider(), [])
