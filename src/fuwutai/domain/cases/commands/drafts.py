"""What a person has begun to write: kept, shared, taken over by a colleague, and ended."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import AFTER_REPLY, NOTE, REPLY, STAY
from fuwutai.domain.cases.commands._words import MAX_BODY
from fuwutai.domain.cases.events import DraftShared, DraftTakenOver
from fuwutai.domain.cases.models import Draft
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

PERMISSIONS = {REPLY: "cases.reply", NOTE: "cases.note"}


@command(statements=7)
def save_draft(
    *,
    actor: Actor,
    case_id: int,
    kind: str,
    body: str,
    then: str = STAY,
    shared: bool = False,
    was: str = "",
    base: str | None = None,
) -> Draft | None:
    """Keep what a person writes; nothing but blanks ends her draft of that kind, and None is returned.

    `was`: the kind under which these words were kept so far. `base`: when the version that she goes on with was saved,
    "" for none; None takes the place of whatever stands there. Nobody else's words, and no later ones, are overwritten.
    Emits: DraftShared when it becomes visible to colleagues. Raises: NotFound, Refused, Invalid, Conflict.
    """
    staff_id = _writer(actor, case_id, kind)
    _check(body, then)
    hers = {
        one.kind: one
        for one in Draft.objects.select_for_update(no_key=True).filter(case_id=case_id, staff_id=staff_id)
    }
    row = hers.get(was or kind)
    _check_base(row, body, base)
    if was and was != kind and row is not None and kind in hers:
        raise Conflict(
            _("You have begun another text of this kind here. Send it or discard it first; both are kept."),
            code="draft_beside",
        )
    if not body.strip():
        _end(row)
        return None
    was_shared = row is not None and row.shared
    if row is None:
        row = Draft(case_id=case_id, staff_id=staff_id)
    row.kind, row.body, row.then, row.shared, row.saved_at = kind, body, then, shared, clock.now()
    _store(row)
    if shared and not was_shared:
        emit(DraftShared(case_id=case_id, staff_id=staff_id))
    return row


@command(statements=2)
def discard_draft(*, actor: Actor, case_id: int, kind: str) -> None:
    """Throw away what a person has begun to write. Raises: NotFound, Refused."""
    staff_id = _writer(actor, case_id, kind)
    end_draft(case_id, staff_id, kind)


@command(statements=7)
def take_draft_over(*, actor: Actor, draft_id: int) -> Draft:
    """Make a draft that a colleague shared one's own, to go on with it.

    Emits: DraftTakenOver. Raises: NotFound, Refused, Conflict: one's own words are in the way, or numbers in it are
    masked for the reader.
    """
    seen = Draft.objects.filter(pk=draft_id, shared=True, case__in=visible_cases(actor).order_by().values("pk"))
    draft = seen.exclude(staff_id=actor.id or 0).annotate(revealed=is_revealed(actor, "case__customer"))
    found = draft.select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        raise NotFound(_("This draft is no longer there: it was sent, discarded or taken over. Reload the page."))
    staff_id = _writer(actor, found.case_id, found.kind)
    if not found.revealed and mask_text(found.body) != found.body:
        raise Conflict(
            _("Numbers in this draft are masked for you. Show the customer's data first, then take the draft over."),
            code="masked",
        )
    if Draft.objects.filter(case_id=found.case_id, staff_id=staff_id, kind=found.kind).exists():
        raise Conflict(
            _("You have a draft of your own here. Send it or discard it first, then take this one over."),
            code="draft_beside",
        )
    former, found.staff_id, found.shared, found.saved_at = found.staff_id, staff_id, False, clock.now()
    found.save(update_fields=["staff", "shared", "saved_at"])
    emit(DraftTakenOver(case_id=found.case_id, staff_id=former))
    return found


def give_back(case_id: int, staff_id: int, body: str, then: str, *, shared: bool = False) -> None:
    """Put words that were not sent into the draft of their author, before what she has begun to write since.

    Cost: 2 statements.
    """
    mine = Draft.objects.select_for_update(no_key=True).filter(case_id=case_id, staff_id=staff_id, kind=REPLY)
    row = mine.first() or Draft(case_id=case_id, staff_id=staff_id, kind=REPLY, body="")
    row.body = body if row.body.strip() in ("", body.strip()) else f"{body}\n\n{row.body}"
    row.then, row.shared, row.saved_at = then, row.shared or shared, clock.now()
    _store(row)


def end_draft(case_id: int, staff_id: int, kind: str) -> None:
    """Let a draft end: its words were said, or are not wanted any more. Cost: 1 statement."""
    Draft.objects.filter(case_id=case_id, staff_id=staff_id, kind=kind).delete()


def _writer(actor: Actor, case_id: int, kind: str) -> int:
    """Return who writes. Raises: NotFound, Invalid, Refused. Cost: 1 statement."""
    if not visible_cases(actor).filter(pk=case_id).exists():
        raise NotFound
    if kind not in PERMISSIONS:
        raise Invalid(_("Choose whether this is a reply or an internal note."), fields={"kind": _("Choose one.")})
    if actor.staff_id is None or not actor.may(PERMISSIONS[kind]):
        raise Refused
    return actor.staff_id


def _check(body: str, then: str) -> None:
    problem = None
    if len(body) > MAX_BODY:
        problem = _("This text is too long. Send at most 100,000 characters at a time.")
    elif not storable(body):
        problem = _("This text holds a character that cannot be stored. Remove it and send again.")
    if problem:
        raise Invalid(problem, fields={"body": problem})
    if then not in AFTER_REPLY:
        raise Invalid(_("Choose what happens after sending."), fields={"then": _("Choose one.")})


def _check_base(row: Draft | None, body: str, base: str | None) -> None:
    """Raises: Conflict where the words would take the place of others that their writer has not seen."""
    stands = row.saved_at.isoformat() if row else ""
    if base is None or base == stands or (row is not None and row.body == body):
        return
    if row is None:
        raise Conflict(
            _("This draft was sent, discarded or taken over meanwhile. What you wrote is kept in this browser only."),
            code="draft_over",
        )
    raise Conflict(
        _("You changed this draft in another window. What you wrote here is kept in this browser; reload the page to "
          "see both."),
        code="draft_changed",
    )  # fmt: skip


def _store(row: Draft) -> None:
    """Write a draft; where two windows begin one at once, the later one stays. Cost: 1 statement."""
    if row.pk:
        row.save(update_fields=["kind", "body", "then", "shared", "saved_at"])
        return
    Draft.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["case", "staff", "kind"],
        update_fields=["body", "then", "shared", "saved_at"],
    )


def _end(row: Draft | None) -> None:
    if row is not None:
        row.delete()
