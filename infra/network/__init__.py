"""The VPC: its addresses, routes and filters, the AWS APIs inside it, and the log of what passes."""
