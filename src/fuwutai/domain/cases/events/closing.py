"""How a case comes to a proper end, and who answers for it until then."""

from fuwutai.kernel.events import Code, Event, event


@event("cases.need_restated", subject="case")
class NeedRestated(Event):
    """The need was put into our own words. `confirmed`: the customer agreed to them."""

    case_id: int
    confirmed: bool


@event("cases.rating_recorded", subject="case")
class RatingRecorded(Event):
    """The customer was asked how content she is: what came of it, the score from 1 to 5, and where her words stand."""

    case_id: int
    outcome: Code
    score: int | None = None
    message_id: int | None = None


@event("cases.result_recorded", subject="case")
class ResultRecorded(Event):
    """Of a resolved or closed case it was said, or corrected, how it was resolved and what the cause was."""

    case_id: int
    resolution: Code
    cause: Code


@event("cases.closed_unfinished", subject="case")
class ClosedUnfinished(Event):
    """The customer closed the case, which nobody refuses her; this is still missing and is asked of us."""

    case_id: int
    missing: tuple[Code, ...]


@event("cases.closing_held_up", subject="case")
class ClosingHeldUp(Event):
    """Silence did not close the case, because something is missing that only people can mend."""

    case_id: int
    missing: tuple[Code, ...]


@event("cases.closing_waived", subject="case")
class ClosingWaived(Event):
    """The case is closed although something is missing; the note says why."""

    case_id: int
    missing: tuple[Code, ...]
    message_id: int


@event("cases.hand_over_offered", subject="case")
class HandOverOffered(Event):
    """A colleague was asked to answer for the case from now on."""

    case_id: int
    hand_over_id: int
    staff_id: int


@event("cases.hand_over_accepted", subject="case")
class HandOverAccepted(Event):
    """Somebody accepted to answer for the case; from now on it is she."""

    case_id: int
    hand_over_id: int
    staff_id: int
    former_staff_id: int | None


@event("cases.hand_over_declined", subject="case")
class HandOverDeclined(Event):
    """Somebody did not want to answer for the case, and said why."""

    case_id: int
    hand_over_id: int
    staff_id: int


@event("cases.hand_over_withdrawn", subject="case")
class HandOverWithdrawn(Event):
    """The question whether somebody would answer for the case was taken back."""

    case_id: int
    hand_over_id: int
    staff_id: int


@event("cases.responsibility_passed", subject="case")
class ResponsibilityPassed(Event):
    """Who answered for the case left; from now on it is the successor, or a supervisor of the team."""

    case_id: int
    staff_id: int | None
    former_staff_id: int | None
