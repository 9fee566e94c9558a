"""The offline preview of any Pulumi Python project: `python -m preview`."""
