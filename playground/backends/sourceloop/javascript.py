"""What JavaScript makes of a value, where the service asks it no more precisely."""


def truthy(value: object) -> bool:
    """Empty lists and objects are."""
    return isinstance(value, dict | list) or bool(value)


def is_nan(value: object) -> bool:
    """Texts that read as numbers are numbers, and so are empty ones and booleans."""
    if isinstance(value, str):
        return bool(value.strip()) and not _reads_as_number(value)
    return not isinstance(value, int | float)


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
