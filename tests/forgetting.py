"""Empty the caches of the process, for each test has a database of its own."""

from fuwutai.domain.accounts.identities import forget_answers
from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.accounts.roles import forget_roles
from fuwutai.domain.accounts.units import forget_units
from fuwutai.domain.calendars import queries as calendars
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.domain.standards.wordbook import forget_wordings


def forget_everything() -> None:
    """Let everything that a process remembers of a database be read anew at the next question."""
    forget_answers()
    forget_centre()
    forget_roles()
    forget_units()
    forget_rules()
    forget_wordings()
    calendars.forget_editions()
    calendars._compiled.clear()
