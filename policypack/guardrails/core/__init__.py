"""What every control is built on: property access, decisions, registration, exemptions."""
