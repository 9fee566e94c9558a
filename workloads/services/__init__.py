"""One module per service, each with its ServiceSpec as SPEC; `workloads.catalogue` finds them."""
