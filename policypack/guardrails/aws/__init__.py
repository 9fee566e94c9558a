"""What the AWS controls share: policy documents, networks, properties."""
