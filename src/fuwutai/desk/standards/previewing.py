"""What a change of a figure would mean, said before it is made."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.standards.facts import in_words
from fuwutai.desk.standards.forms import FigureForm
from fuwutai.desk.standards.plain_form import CLOCK
from fuwutai.desk.standards.words import ESCALATION, Names, promise
from fuwutai.domain.sla.choices import PAUSED, RUNNING
from fuwutai.domain.sla.queries import clocks_of_visible_cases
from fuwutai.domain.standards.queries import Rule, value_of
from fuwutai.kernel.errors import DomainError


def preview(request: StaffRequest, form: FigureForm, names: Names) -> dict[str, str]:
    """Return what stays as it is and what new cases get. Cost: 1 statement for a clock, else none."""
    return {"kept": kept(request, form.rule, names) if form.rule else "", "new": _new(form, names)}


def kept(request: StaffRequest, rule: Rule, names: Names) -> str:
    """Return who keeps the figure as it is now."""
    present = promise(rule.kind, rule.value, names)
    if rule.kind == ESCALATION:
        return _("Clocks that run already keep the step they began with: %(present)s.") % {"present": present}
    if not rule.kind.startswith(CLOCK):
        return _("At present: %(present)s.") % {"present": present}
    live = clocks_of_visible_cases(request.actor).filter(rule_id=rule.id, state__in=(RUNNING, PAUSED))
    count = live.values("subject_id").distinct().count()
    return ngettext(
        "%(n)d open case keeps its present promise: %(present)s.",
        "%(n)d open cases keep their present promise: %(present)s.",
        count,
    ) % {"n": count, "present": present}


def _new(form: FigureForm, names: Names) -> str:
    try:
        wanted = value_of(form.kind, form.value()) if form.is_bound else None
    except (KeyError, DomainError):  # a field is missing or cannot be read
        wanted = None
    if wanted is None:
        return _("Nothing changes before a colleague has approved the version. Then new ones get what you enter here.")
    told = {"promise": promise(form.kind, wanted, names), "whom": in_words(form.scope())}
    return _("Once the version is in force new ones get: %(promise)s (%(whom)s).") % told
