"""Follows packets through security groups, network ACLs, route tables, gateways and endpoints of a VPC."""
