"""Makes what Pulumi itself needs in an AWS account: a bucket for its state and a key for its secrets."""
