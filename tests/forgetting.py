"""Empty the caches of the process, for each test has a database of its own."""

from fuwutai.domain.accounts.identities import forget_answers
from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.accounts.roles import forget_roles
from fuwutai.domain.accounts.units import forget_units
from fuwutai.domain.automation.settings import forget_rules_of_automation
from fuwutai.domain.calendars import queries as calendars
from fuwutai.domain.cases.actions.macros import forget_macros
from fuwutai.domain.cases.vocabularies import forget_terms
from fuwutai.domain.cases.work.fields import forget_fields
from fuwutai.domain.cases.work.tasks import forget_checklists
from fuwutai.domain.dispatch.settings import forget_sharings
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.domain.standards.wordbook import forget_wordings


def forget_everything() -> None:
    """Let everything that a process remembers of a database be read anew at the next question."""
    forget_answers()
    forget_rules_of_automation()
    forget_centre()
    forget_roles()
    forget_units()
    forget_fields()
    forget_checklists()
    forget_macros()
    forget_rules()
    forget_sharings()
    forget_wordings()
    forget_terms()
    calendars.forget_editions()
    calendars._compiled.clear()
