"""Controls on Kubernetes objects, one per file."""
