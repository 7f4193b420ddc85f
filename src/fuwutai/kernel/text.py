"""Texts from outside, before they are stored."""


def storable(text: str) -> bool:
    """Return whether every database can hold a text: PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= mark <= "\udfff" for mark in text)
