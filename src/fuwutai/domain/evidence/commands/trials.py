"""Ask for a trial of a draft, carry it on a few thousand cases at a time, and stop it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.evidence.choices import TRIAL_DONE, TRIAL_FAILED, TRIAL_RUNNING, TRIAL_STOPPED, TRIAL_WAITING
from fuwutai.domain.evidence.events import TrialAsked, TrialEnded
from fuwutai.domain.evidence.models import Trial
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.evidence.selection import start_of
from fuwutai.domain.evidence.trials import cases_of, merged, tried, visible_trials
from fuwutai.domain.sla.supposed import Supposed, clocks_touched
from fuwutai.domain.standards.queries import rule_book
from fuwutai.domain.standards.supposing import book_with, figures_said, kinds_changed
from fuwutai.kernel import bulk, clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import DomainError, Invalid, NotFound, Refused
from fuwutai.kernel.events import Code
from fuwutai.kernel.jobs import enqueue

WORK = "evidence.carry_on_trial"
AT_ONCE = 2_000
"""Cases in one transaction: about a second of work, so that progress shows and a stop is heard."""


@command
def ask_for_trial(*, actor: Actor, version_id: int, since: date | None = None, until: date | None = None) -> Trial:
    """Promise to run a draft over the cases opened in [since, until), days of the centre, that the actor sees.

    Emits: TrialAsked. Raises: Refused, NotFound, Conflict for a version that is no draft any more, Invalid when the
    draft changes no figure of a clock, or the days are no period.
    """
    if not may_read_figures(actor) or actor.id is None:
        raise Refused
    book_with(actor, version_id)
    if not clocks_touched(kinds_changed(version_id)):
        raise Invalid(
            _("This draft changes no figure that a clock obeys, so past cases would be as they were."),
            code="nothing_to_try",
        )
    if since and until and since >= until:
        raise Invalid(_("The last day lies before the first. Exchange them."), code="bad_period")
    trial = Trial.objects.create(
        version_id=version_id, asked_by_id=actor.id, since=since, until=until, state=TRIAL_WAITING,
        asked_at=clock.now(), cases_total=_cases(actor, since, until).count(),
    )  # fmt: skip
    emit(TrialAsked(trial_id=trial.pk, version_id=version_id))
    enqueue(WORK, {"trial_id": trial.pk, "after": 0})
    return trial


@command
def stop_trial(*, actor: Actor, trial_id: int) -> Trial:
    """Stop a trial that is no longer wanted; what was found so far stays.

    Emits: TrialEnded. Raises: Refused, NotFound.
    """
    # the batch in hand counts too
    trial = visible_trials(actor).select_for_update(no_key=True).filter(pk=trial_id).first()
    if trial is None:
        raise NotFound
    if trial.state in (TRIAL_WAITING, TRIAL_RUNNING):
        _end(trial, TRIAL_STOPPED)
    return trial


@command
def carry_on_trial(*, actor: Actor, trial_id: int, after: int) -> None:
    """Run the next cases of a trial, those with an id beyond `after`, and promise the ones that follow.

    Emits: TrialEnded. Raises: Refused unless the system acts, NotFound.
    """
    if not actor.is_system:
        raise Refused
    trial = Trial.objects.select_for_update(no_key=True).filter(pk=trial_id).first()
    if trial is None:
        raise NotFound
    if trial.state not in (TRIAL_WAITING, TRIAL_RUNNING):
        return
    reader = actor_for(trial.asked_by_id)
    if reader is None:
        _end(trial, TRIAL_FAILED, "nobody")
        return
    try:
        draft = book_with(reader, trial.version_id)
    except DomainError as problem:
        _end(trial, TRIAL_FAILED, problem.code)
        return
    figures = figures_said(trial.version_id)
    if trial.result.get("figures", figures) != figures:
        _end(trial, TRIAL_FAILED, "draft_changed")
        return
    supposed = Supposed(rule_book(), draft, clocks_touched(kinds_changed(trial.version_id)))
    wanted = _cases(reader, trial.since, trial.until).filter(pk__gt=after).order_by("pk")
    case_ids = list(wanted.values_list("pk", flat=True)[:AT_ONCE])
    now = clock.now()
    trial.started_at = trial.started_at or now
    trial.state = TRIAL_RUNNING
    tally = tried(trial, case_ids, supposed, now)
    bulk.insert(tally.flips)
    trial.result = merged(trial.result, tally) | {"figures": figures}
    trial.cases_done += len(case_ids)
    trial.cases_total = max(trial.cases_total, trial.cases_done)  # cases may have come since it was asked for
    if len(case_ids) < AT_ONCE:
        _end(trial, TRIAL_DONE)
        return
    trial.save(update_fields=["state", "started_at", "result", "cases_total", "cases_done"])
    enqueue(WORK, {"trial_id": trial.pk, "after": case_ids[-1]})


def _cases(actor: Actor, since: date | None, until: date | None):  # type: ignore[no-untyped-def]
    return cases_of(actor, start_of(since) if since else None, start_of(until) if until else None)


def _end(trial: Trial, state: str, problem: str = "") -> None:
    trial.state, trial.problem, trial.finished_at = state, problem, clock.now()
    trial.save()
    emit(TrialEnded(trial_id=trial.pk, state=Code(state)))
