"""Writes what a new service needs into the project; `make new-service` runs it."""
