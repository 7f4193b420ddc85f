"""What a manual asks for before a case may go on: the need restated, the result said."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands._words import rule_for
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.rule_kinds.closing import NEED_RESTATED, RESOLVE_NEEDS
from fuwutai.domain.cases.vocabularies import is_offered
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Text

RESULT_TERMS: dict[str, tuple[Text, Text]] = {
    "resolution": (_("Choose how it was resolved."), _("Choose how it was resolved from the list, or nothing.")),
    "cause": (_("Choose what the cause was."), _("Choose the cause from the list, or nothing.")),
}
"""Vocabulary → what to do where it must be said and is not; what to do about a code that is not in it."""


def refuse_to_leave_intake(actor: Actor, case: Case) -> None:
    """Let a case leave intake only once its need is restated, where a rule in force asks for it.

    It leaves intake when it is resolved, waits for a third party, or is given to another team: then somebody acts on
    what was understood. Taking it, answering and asking back are how one finds out what is needed, so they never wait
    for it; nor does what the platform does by itself.
    Raises: Conflict. Cost: as `rule_in_force`. Source: S0-2.2-2.
    """
    if actor.is_system or case.need_confirmed_at is not None or (rule := rule_for(case, NEED_RESTATED)) is None:
        return
    if not case.restated:
        raise Conflict(
            _("The need of this case is not restated yet. Choose “Restate the need” in the menu “More”, say in your "
              "own words what the customer needs, and try again."),
            code="need_not_restated",
        )  # fmt: skip
    if rule.value.confirmed:
        raise Conflict(
            _("The customer has not confirmed yet what we understood. Read your words to the customer, then choose "
              "“Restate the need” in the menu “More”, note that they are confirmed, and try again."),
            code="need_not_confirmed",
        )  # fmt: skip


def say_result(case: Case, resolution: str, cause: str) -> None:
    """Note how a case was resolved and what the cause was; "" leaves what was said before. The caller saves it.

    Raises: Invalid for what a rule in force asks for and nobody says, or what is no term of the centre.
    Cost: as `rule_in_force` and `is_offered`. Source: S0-2.3-4, S2-1.1-2.
    """
    said = {"resolution": resolution.strip(), "cause": cause.strip()}
    given = {name: code for name, code in said.items() if code and code != getattr(case, name)}
    wrong: dict[str, Text] = {
        name: RESULT_TERMS[name][1] for name, code in given.items() if not is_offered(name, code)
    }
    for name, code in given.items():
        setattr(case, name, code)
    rule = rule_for(case, RESOLVE_NEEDS)
    missing = [name for name in RESULT_TERMS if rule and getattr(rule.value, name) and not getattr(case, name)]
    wrong |= {name: RESULT_TERMS[name][0] for name in missing}
    if wrong:
        raise Invalid(_("Say first how the case was resolved."), fields=wrong)

