"""Looks into the account before the first `pulumi up`: what would stop it there, and what to do about it."""
