"""The simulated EKS component provider. Written with the Pulumi SDK, so it runs in a process of its own."""
