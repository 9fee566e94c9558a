"""The VPC, its address plan, and its security groups."""
