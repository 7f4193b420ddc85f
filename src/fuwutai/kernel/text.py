"""Texts from outside, before they are stored."""


def storable(text: str) -> bool:
    """Return whether every database can hold a text: PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair."""
    try:
        return "\x00" not in text and text.encode() is not None
    except UnicodeEncodeError:
        return False
