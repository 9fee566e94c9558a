"""What a new service cannot be written for."""


class ScaffoldError(Exception):
    """The message says what is in the way; nothing has been written."""
