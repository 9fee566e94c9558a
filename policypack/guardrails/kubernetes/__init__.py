"""What the Kubernetes controls share: pods inside workloads, selectors, namespaces, RBAC rules."""
