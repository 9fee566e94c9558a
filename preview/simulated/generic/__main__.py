"""Runs the generic provider like a plugin."""

from preview.simulated.generic import servicer
from preview.simulated.server import serve

serve(servicer())
