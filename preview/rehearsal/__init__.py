"""The whole life of a stack, rehearsed with the user's own `pulumi` against the simulated clouds."""
