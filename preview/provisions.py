"""Kinds of what people put into an account, which may be missing in the simulated clouds."""

IMAGES = "images"
SECRET_VALUES = "secret-values"  # noqa: S105 - a kind of what may be missing
KINDS = (IMAGES, SECRET_VALUES)
