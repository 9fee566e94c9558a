"""The offline preview of any Pulumi Python project: `python -m preview`."""

import os

# gRPC reports each connection that a finished child closes; errors reach the user by their own way.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
