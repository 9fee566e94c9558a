"""Controls on what the engine is told about resources."""
