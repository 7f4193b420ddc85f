"""Clause by clause: what serves it, and whether it is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from fuwutai.domain.evidence.attestations import Attested, attestations
from fuwutai.domain.evidence.choices import (
    ATTESTED,
    BELOW,
    MEASURED,
    MET,
    NEEDS_FIGURE,
    NO_CASES,
    NOT_SERVED,
    PROVED,
    SCHEDULE_DUE,
    SCHEDULE_KEPT,
    SCHEDULE_MISSED,
)
from fuwutai.domain.evidence.figures import Counted, count
from fuwutai.domain.evidence.labels import bound_words
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.evidence.proofs import Proof, Proofs, proofs
from fuwutai.domain.evidence.schedules import Round, round_of, worst_first
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.domain.evidence.serving import Serving, serving
from fuwutai.domain.standards.manuals import Wording
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused, Text

WORST_FIRST = (BELOW, NO_CASES, MEASURED, MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a clause stands. `state` is a key of STANDINGS.

    `figures` are all it is held against, the worst first, and so are `rounds`, its schedules; part, whole, value, unit,
    target and formula are those of the first figure. `attestation` is the latest that holds today, `words` are all that
    were ever made; `proofs` are the tests that are marked with the clause.
    """

    clause: str
    state: str
    serving: Serving
    figures: Sequence[Counted] = ()
    rounds: Sequence[Round] = ()
    proofs: Sequence[Proof] = ()
    attestation: Attested | None = None
    words: Sequence[Attested] = ()

    @property
    def figure(self) -> Counted | None:
        """Return the figure that speaks for the clause."""
        return self.figures[0] if self.figures else None

    @property
    def part(self) -> int | None:
        """Return how many are above the line of a share."""
        return self.figure.part if self.figure else None

    @property
    def whole(self) -> int | None:
        """Return how many were counted."""
        return self.figure.whole if self.figure else None

    @property
    def value(self) -> float | None:
        """Return the figure in its unit; None where there was nothing to count."""
        return self.figure.value if self.figure else None

    @property
    def unit(self) -> str:
        """Return the unit of the figure and its target."""
        return self.figure.unit if self.figure else ""

    @property
    def target(self) -> str:
        """Return what the figure is to reach, in words; "" without a target."""
        figure = self.figure
        return bound_words(figure.at_least, figure.at_most, figure.unit) if figure else ""

    @property
    def formula(self) -> Text:
        """Return how the figure is counted, in words."""
        return self.figure.formula if self.figure else ""


def standings(
    actor: Actor, clauses: Iterable[Wording], since: date | None = None, until: date | None = None
) -> dict[str, Standing]:
    """Return how each clause stands, by its code; figures are those of [since, until), days of the centre's time zone.

    Whether a schedule is kept, and whose word counts, is said of today whatever the days asked for. Figures count only
    cases that the actor sees.
    Raises: Refused for who may not read figures. Cost: 4 statements at most (promises by clause, other promises, cases,
    attestations), 1 more for imports, 1 more for each schedule that leaves a trace of its own.
    """
    if not may_read_figures(actor):
        raise Refused
    known = serving(clauses, clock.now())
    wanted = [one for of_clause in known.values() for one in of_clause.figures]
    counted = iter(count(actor, wanted, since, until))
    by_clause = {code: [next(counted) for _one in of_clause.figures] for code, of_clause in known.items()}
    said = attestations(actor, known)
    proved, today = proofs(), centre_today()
    return {
        code: _standing(of_clause, by_clause[code], said.get(code, []), proved, today)
        for code, of_clause in known.items()
    }


def totals(found: Iterable[Standing]) -> Mapping[str, int]:
    """Return how many clauses stand in each state."""
    sums: dict[str, int] = {}
    for one in found:
        sums[one.state] = sums.get(one.state, 0) + 1
    return sums


def _standing(
    of_clause: Serving, counted: Sequence[Counted], said: Sequence[Attested], proved: Proofs, today: date
) -> Standing:
    figures = sorted(counted, key=lambda one: WORST_FIRST.index(one.state))
    done_on = [one.done_on for one in said if one.withdrawn_at is None]
    rounds = worst_first(round_of(rule, done_on, today) for rule in of_clause.schedules)
    attestation = next((one for one in said if one.holds_on(today)), None)
    return Standing(
        clause=of_clause.clause,
        state=_state(of_clause, figures, rounds, attestation, proved),
        serving=of_clause,
        figures=figures,
        rounds=rounds,
        proofs=proved.of(of_clause.clause),
        attestation=attestation,
        words=said,
    )


def _state(
    of_clause: Serving,
    figures: Sequence[Counted],
    rounds: Sequence[Round],
    attestation: Attested | None,
    proved: Proofs,
) -> str:
    """Return what is said of a clause: by its figures and schedules, what the system can do, or a person's word."""
    states = [one.state for one in figures]
    if rounds:
        states.append(rounds[0].state if of_clause.in_use or rounds[0].state == SCHEDULE_KEPT else NO_CASES)
    if states:
        return _together(states, whole=not of_clause.uncounted)
    if proved.proves(of_clause.clause):
        return PROVED
    if attestation is not None:
        return ATTESTED
    return NEEDS_FIGURE if of_clause.needs_figure else NOT_SERVED


def _together(states: Sequence[str], *, whole: bool) -> str:
    """Return missed where one is missed; met or kept where all that is asked for is counted, and some of it reached."""
    if set(states) == {NO_CASES}:
        return NO_CASES
    open_or_worse = (one for one in (BELOW, SCHEDULE_MISSED, SCHEDULE_DUE) if one in states)
    reached = (one for one in (MET, SCHEDULE_KEPT) if one in states and whole)
    return next(chain(open_or_worse, reached), MEASURED)
