"""Faults that somebody might plant, each with what catches it; `make fault-test` plants one at a time."""
