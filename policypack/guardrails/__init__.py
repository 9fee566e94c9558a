"""The controls of the Palisade policy pack, independent of the Pulumi policy SDK."""
