"""Everything that runs inside the cluster."""
