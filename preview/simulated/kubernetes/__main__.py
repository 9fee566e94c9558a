"""Runs the simulated Kubernetes provider like a plugin."""

from preview.simulated.kubernetes import servicer
from preview.simulated.server import serve

serve(servicer())
