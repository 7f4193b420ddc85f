"""How a clause stands, in the reader's words: the line of a table, and what each thing rests on."""

from datetime import timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.cases.clocks import worked
from fuwutai.desk.evidence.asking import day_words, period_words
from fuwutai.desk.standards.facts import in_words
from fuwutai.domain.evidence.attestations import Attested
from fuwutai.domain.evidence.choices import NEEDS_FIGURE, PROVED, SCHEDULE_DUE, SCHEDULE_MISSED
from fuwutai.domain.evidence.figures import Counted
from fuwutai.domain.evidence.labels import NO_FIGURE, amount_words, bound_words
from fuwutai.domain.evidence.proofs import PASSED
from fuwutai.domain.evidence.schedules import Round
from fuwutai.domain.evidence.scoreboard import Standing
from fuwutai.domain.standards.rule_kinds import PERIODS


def line(standing: Standing) -> str:
    """Return in one line what a clause rests on and how that stands."""
    if standing.figure is not None and standing.state not in (SCHEDULE_MISSED, SCHEDULE_DUE):
        said = figure_line(standing.figure)
        more = len(standing.figures) - 1
        return said if not more else _("%(figure)s, and %(n)d more") % {"figure": said, "n": more}
    if standing.rounds:
        return round_line(standing.rounds[0])
    if standing.state == PROVED:
        passed = sum(proof.result == PASSED for proof in standing.proofs)
        return ngettext("%(n)d test passed", "%(n)d tests passed", passed) % {"n": passed}
    if standing.attestation is not None:
        return attested_line(standing.attestation)
    return reason(standing)


def figure_line(counted: Counted) -> str:
    """Return a figure with what it is counted from and its target."""
    target = target_words(counted)
    facts = {"title": counted.title, "value": value_words(counted), "target": target}
    return (_("%(title)s %(value)s, target %(target)s") if target else _("%(title)s %(value)s")) % facts


def value_words(counted: Counted) -> str:
    """Return the number of a figure; of a share with both sides of the line."""
    if counted.value is None:
        return NO_FIGURE
    if counted.unit == "percent":
        facts = {
            "share": amount_words(counted.value, "percent"),
            "part": number_format(counted.part, force_grouping=True),
            "whole": number_format(counted.whole, force_grouping=True),
        }
        return _("%(share)s (%(part)s of %(whole)s)") % facts
    if counted.unit == "seconds":
        return worked(round(counted.value))
    return amount_words(counted.value, counted.unit)


def target_words(counted: Counted) -> str:
    """Return what a figure is to reach, and for which cases."""
    said = bound_words(counted.at_least, counted.at_most, counted.unit)
    return f"{said} · {in_words(counted.scope)}" if said and counted.scope else said


def round_line(one: Round) -> str:
    """Return how often something was done in this period, and by when it is to be done."""
    facts = {
        "period": PERIODS[one.rule.value.every],
        "done": one.done,
        "times": one.times,
        "day": day_words(one.last_day),
    }
    if one.is_open:
        return _("every %(period)s: %(done)d of %(times)d done, by %(day)s") % facts
    return _("every %(period)s: %(done)d of %(times)d done") % facts


def rounds_of(standing: Standing) -> list[dict[str, Any]]:
    """Return the schedules of a clause as a page shows them: this period and the one before."""
    return [
        {
            "period": PERIODS[one.rule.value.every],
            "times": one.times,
            "times_before": one.times_before,
            "now": period_words(one.since, one.last_day),
            "done": one.done,
            "is_open": one.is_open,
            "before": period_words(one.before, one.since - timedelta(days=1)),
            "done_before": one.done_before,
            "was_due": one.was_due,
            "fell_short": standing.serving.in_use and one.fell_short,
            "trace": one.trace,
        }
        for one in standing.rounds
    ]


def attested_line(one: Attested) -> str:
    """Return who vouches for a clause, since when and until when."""
    facts = {"name": one.staff_name, "day": day_words(one.done_on)}
    if one.expires_on is None:
        return _("%(name)s, %(day)s") % facts
    return _("%(name)s, %(day)s, until %(end)s") % {**facts, "end": day_words(one.expires_on)}


def reason(standing: Standing) -> str:
    """Return why a clause is without evidence, and what would change that."""
    served = standing.serving
    if standing.state == NEEDS_FIGURE:
        return _("The clause gives no figure. Draft a version that sets one.")
    if served.uncounted:
        return _("Nobody counts this figure yet. Until then a person can attest it.")
    if served.is_obeyed:
        return _("The system obeys this figure, but no test proves it yet.")
    if served.rules:
        return _("The figure stands in the rules, but nothing measures it yet. Until then a person can attest it.")
    if served.to_attest:
        return _("People vouch for this clause, and nobody has done so yet.")
    if served.capabilities:
        return _("The system has a part for it, but no test proves it yet.")
    return _("Nothing in the system serves this clause yet. Until then a person can attest it.")
