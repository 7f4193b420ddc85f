"""What a case must have before a verb: each side of its work says what it still lacks."""

from collections.abc import Callable
from typing import Literal

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.models import Case
from fuwutai.kernel.errors import Conflict, Text

Ending = Literal["resolve", "close"]
Check = Callable[[Case], list[Text]]
"""Returns a sentence for each thing that is lacking, each saying what to do; none where nothing is."""

_checks: dict[Ending, list[Check]] = {"resolve": [], "close": []}


def check_before(*verbs: Ending) -> Callable[[Check], Check]:
    """Ask a function before these verbs."""

    def register(check: Check) -> Check:
        for verb in verbs:
            _checks[verb].append(check)
        return check

    return register


def checks_before(verb: Ending) -> list[Check]:
    """Return what is asked before a verb, in the order in which it was registered."""
    return list(_checks[verb])


def refuse_what_lacks(case: Case, verb: Ending) -> None:
    """Refuse a verb as long as anything is lacking. Raises: Conflict that names all of it.

    Cost: none where the row of the case says enough.
    """
    if lacking := [text for check in checks_before(verb) for text in check(case)]:
        first = _("This case cannot be resolved yet.") if verb == "resolve" else _("This case cannot be closed yet.")
        raise Conflict(" ".join(str(text) for text in (first, *lacking)), code="lacking", lacking=lacking)
