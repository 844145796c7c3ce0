"""Why something is not shown."""


class Unrecorded(Exception):
    """That somebody looks at data of others could not be recorded, so that they are not shown."""
