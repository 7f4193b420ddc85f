"""A draft run over past cases: the same promises with the figures as they were, and with those of the draft."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.evidence import selection
from fuwutai.domain.evidence.choices import KEPT, MISSED
from fuwutai.domain.evidence.models import Flip, Trial
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.sla.otherwise import Fate, fate_of
from fuwutai.domain.sla.queries import clocks_of_cases
from fuwutai.domain.sla.stored import face_of
from fuwutai.domain.sla.supposed import PromiseKey, Supposed, due_of, fates_of_plain_cases, fates_supposed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.paging import Page, page

HOURS = range(24)
Sides = dict[str, Counter[str]]


@dataclass(slots=True)
class Tally:
    """What some cases add to a trial: per clock what became of its promises before and after, and what fell due when.

    `due` counts promises by the hour of the day, in the centre's zone, at which they were to be kept.
    """

    clocks: dict[str, Sides]
    due: dict[str, list[int]]
    flips: list[Flip]


def visible_trials(actor: Actor) -> QuerySet[Trial]:
    """Return the trials that a person asked for: each counts the cases that this person sees. Raises: Refused."""
    if not may_read_figures(actor):
        raise Refused
    return Trial.objects.filter(asked_by_id=actor.id) if actor.is_staff else Trial.objects.none()


def visible_trial(actor: Actor, trial_id: int) -> Trial:
    """Return a trial with its version and manual. Raises: Refused, NotFound. Cost: 1 statement."""
    trial = visible_trials(actor).filter(pk=trial_id).select_related("version__manual").first()
    if trial is None:
        raise NotFound
    return trial


def trials_of_version(actor: Actor, version_id: int) -> list[Trial]:
    """Return the trials of a version that a person asked for, the latest first. Raises: Refused. Cost: 1 statement."""
    return list(visible_trials(actor).filter(version_id=version_id).order_by("-pk"))


def flip_page(actor: Actor, trial_id: int, *, lost: bool, cursor: str | None, size: int = 50) -> Page[Flip]:
    """Return one page of the promises that change sides, the latest first, of cases that are still in sight.

    Raises: Refused, NotFound, Invalid for a cursor of another list. Cost: 2 statements.
    """
    trial = visible_trial(actor, trial_id)
    rows = Flip.objects.filter(trial=trial, lost=lost, case__in=visible_cases(actor)).select_related("case")
    return page(rows, ("-started_at", "-id"), cursor, size)


def cases_of(actor: Actor, since: datetime | None, until: datetime | None) -> QuerySet[Any]:
    """Return the cases opened in [since, until) that an actor sees."""
    wanted = Q()
    if since is not None:
        wanted &= Q(opened_at__gte=since)
    if until is not None:
        wanted &= Q(opened_at__lt=until)
    return visible_cases(actor).filter(wanted)


def tried(trial: Trial, case_ids: Sequence[int], supposed: Supposed, now: datetime) -> Tally:
    """Return what some cases add to a trial. Cost: 4 statements at most."""
    clocks: dict[int, list[Any]] = {case_id: [] for case_id in case_ids}
    for row in clocks_of_cases(case_ids).filter(definition__in=list(supposed.definitions)):
        clocks[row.subject_id].append(row)
    after, others = fates_of_plain_cases(clocks, supposed, now)
    after |= {key: (face, fate) for key, face, fate in fates_supposed(others, supposed, now)} if others else {}
    tally = Tally(
        clocks={one: {"before": Counter(), "after": Counter()} for one in sorted(supposed.definitions)},
        due={"before": [0] * len(HOURS), "after": [0] * len(HOURS)},
        flips=[],
    )
    zone = centre_zone()
    for row in chain.from_iterable(clocks.values()):
        key = (row.case_id, row.definition, row.round)
        face, fate = face_of(row), fate_of(row, now)
        _count(tally, "before", row.definition, fate, due_of(face), zone)
        _note_flip(tally, trial, key, row.started_at, fate, after[key][1] if key in after else None)
    before = {(row.case_id, row.definition, row.round) for row in chain.from_iterable(clocks.values())}
    for key, (face, fate) in after.items():
        _count(tally, "after", key[1], fate, due_of(face), zone)
        if key not in before:
            _note_flip(tally, trial, key, face.started_at, None, fate)
    return tally


def merged(result: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    """Return the result of a trial with what more cases add to it, as plain values."""
    clocks: dict[str, Any] = dict(result.get("clocks", {}))
    for definition, sides in tally.clocks.items():
        known = clocks.get(definition, {"before": {}, "after": {}})
        clocks[definition] = {side: dict(Counter(known[side]) + sides[side]) for side in ("before", "after")}
    due = result.get("due", {})
    return {
        "clocks": clocks,
        "due": {
            side: [a + b for a, b in zip(due.get(side, [0] * len(HOURS)), tally.due[side], strict=True)]
            for side in ("before", "after")
        },
        "lost": result.get("lost", 0) + sum(flip.lost for flip in tally.flips),
        "won": result.get("won", 0) + sum(not flip.lost for flip in tally.flips),
    }


def _count(tally: Tally, side: str, definition: str, fate: Fate, due_at: datetime | None, zone: Any) -> None:
    tally.clocks[definition][side][outcome_of(fate)] += 1
    if due_at is not None:
        tally.due[side][due_at.astimezone(zone).hour] += 1


def outcome_of(fate: Fate) -> str:
    """Return kept, missed, open or cancelled."""
    return selection.fate_of(fate.state, missed=fate.missed)


def _note_flip(
    tally: Tally, trial: Trial, key: PromiseKey, started_at: datetime, was: Fate | None, would: Fate | None
) -> None:
    """Note a promise that changes sides; one that is promised on one side only changes none unless it is missed."""
    here, there = (outcome_of(one) if one else "" for one in (was, would))
    if (here == MISSED) == (there == MISSED) or KEPT not in (here or KEPT, there or KEPT):
        return
    case_id, definition, round_ = key
    tally.flips.append(
        Flip(
            trial_id=trial.pk, case_id=case_id, definition=definition, round=round_, lost=there == MISSED,
            started_at=started_at,
            before_used_seconds=was.used_seconds if was else None,
            before_target_seconds=was.target_seconds if was else None,
            after_used_seconds=would.used_seconds if would else None,
            after_target_seconds=would.target_seconds if would else None,
        )
    )  # fmt: skip
