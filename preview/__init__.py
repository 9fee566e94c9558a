"""The offline preview of any Pulumi Python project: `python -m preview`."""

import gc
import os

# gRPC reports each connection that a finished child closes; errors reach the user by their own way.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

# These processes live for seconds; collecting garbage while the SDKs load would take a quarter of that.
gc.set_threshold(100_000)
