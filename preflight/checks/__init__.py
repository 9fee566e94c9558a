"""What is looked at, one check a file; each takes the plan and the account and gives findings."""
