"""What became of a promise, in one sentence."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.cases.clocks import cause_words, clock_name, target_words, worked
from fuwutai.domain.sla.choices import CANCELLED, PAUSED, STOPPED
from fuwutai.domain.sla.explain import Explanation
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Text

ENDED_BY: dict[str, Text] = {
    "cases.agent_replied": pgettext_lazy("clock ended", "the customer was answered"),
    "cases.case_taken": pgettext_lazy("clock ended", "somebody took the case"),
    "cases.work_started": pgettext_lazy("clock ended", "work on the case began"),
    "cases.case_resolved": pgettext_lazy("clock ended", "the case was marked as resolved"),
    "cases.case_closed": pgettext_lazy("clock ended", "the case was closed"),
    "cases.result_notified": pgettext_lazy("clock ended", "the customer was told the result"),
    "cases.case_confirmed": pgettext_lazy("clock ended", "the customer confirmed the result"),
    "cases.called_back": pgettext_lazy("clock ended", "the customer was called back"),
    "cases.case_merged": pgettext_lazy("clock ended", "the case goes on in another one"),
    "cases.case_reopened": pgettext_lazy("clock ended", "the case was reopened"),
    "cases.case_reclassified": pgettext_lazy("clock ended", "the case was corrected; no clause promises it any more"),
}


def sentence(told: Explanation) -> str:
    """Return what became of a promise, or what is to become of it."""
    return _template(told) % _words(told)


def moment_words(value: datetime) -> str:
    """Return a moment with its date, never “today”: the page may be printed. Seconds stand where there are some."""
    local, this_year = timezone.localtime(value), timezone.localtime(clock.now()).year
    day = format_date(local, _("D j M") if local.year == this_year else _("D j M Y"))
    return f"{day} {format_date(local, 'H:i:s' if local.second else 'H:i')}"


def ended_words(code: str) -> str:
    """Return what stopped or cancelled a clock."""
    return str(ENDED_BY.get(code, code))


def _template(told: Explanation) -> str:
    reading = told.reading
    if reading.state == CANCELLED:
        return _cancelled(told)
    if reading.state == STOPPED:
        return _stopped(told)
    if reading.state == PAUSED:
        if reading.breached_at:
            return _("%(clock)s was missed on %(missed)s; now the clock stands: it %(cause)s.")
        return _("%(clock)s stands still: it %(cause)s. %(used)s of %(target)s are used up, and stay so.")
    return _running(told)


def _running(told: Explanation) -> str:
    reading = told.reading
    if reading.due_at is not None and reading.due_at < clock.now():
        return _("%(clock)s was promised by %(due)s and is late by %(late)s of working time.")
    if told.rest_seconds < 0:
        return _("%(clock)s is due on %(due)s: more than the present target was used up when it changed.")
    return _("%(clock)s is promised by %(due)s; %(left)s of working time are left.")


def _stopped(told: Explanation) -> str:
    if told.reading.light == "missed" and told.promised_at is not None and told.rest_seconds < 0:
        return _("%(clock)s was promised by %(due)s and missed: it took %(used)s of working time, %(over)s too long.")
    if told.reading.light == "missed":
        return _("%(clock)s was missed on %(missed)s; in the end it took %(used)s of working time.")
    if told.promised_at is None:
        return _("%(clock)s was kept while the clock stood: it took %(used)s of %(target)s.")
    return _("%(clock)s was promised by %(due)s and kept after %(used)s of working time.")


def _cancelled(told: Explanation) -> str:
    if told.reading.breached_at:
        return _("%(clock)s was missed on %(missed)s, before it was called off: %(why)s.")
    return _("%(clock)s is called off, neither kept nor missed: %(why)s.")


def _words(told: Explanation) -> dict[str, str]:
    reading, due_at = told.reading, told.promised_at
    missed_at = reading.breached_at or (due_at if reading.light in ("red", "missed") else None)
    return {
        "clock": clock_name(reading.definition),
        "due": moment_words(due_at) if due_at else "",
        "missed": moment_words(missed_at) if missed_at else "",
        "used": worked(reading.used_seconds),
        "left": worked(max(0, told.rest_seconds)),
        "over": worked(max(0, -told.rest_seconds)),
        "late": worked(told.late_seconds),
        "target": target_words(told.promise),
        "cause": cause_words(reading.cause),
        "why": ended_words(told.ended_by),
    }
