"""Everything inside the cluster: namespaces, services, access of people, and the platform's add-ons."""
