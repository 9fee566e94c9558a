"""The controls, one per file, found by themselves."""
