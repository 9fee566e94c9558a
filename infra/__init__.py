"""The AWS side of Palisade: network, encryption, IAM, cluster."""
