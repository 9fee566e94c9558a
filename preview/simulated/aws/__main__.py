"""Runs the simulated AWS provider like a plugin."""

from preview.simulated.aws import servicer
from preview.simulated.server import serve

serve(servicer())
