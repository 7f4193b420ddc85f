"""The column that holds what something is found by: a tsvector on PostgreSQL, words for an FTS5 table on SQLite."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextBase = models.TextField[Any, Any]
else:
    TextBase = models.TextField


class TokensField(TextBase):
    """Takes a collection of tokens without blanks and holds them as the database searches them; never read back."""

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, _value: Any, _compiler: Any, connection: Any) -> str:
        """Return how a value stands in a statement: PostgreSQL takes the tokens as they are, without a dictionary."""
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_prep_value(self, value: Any) -> Any:
        """Return the tokens in one order, so that the same ones are the same value."""
        return sorted(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the tokens as the placeholder takes them."""
        tokens = value if prepared else self.get_prep_value(value)
        return list(tokens) if connection.vendor == "postgresql" else " ".join(tokens)
