"""Say whether somebody takes work, and how much of it at a time."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import CAPACITY_CHANNELS, OFFLINE, PRESENCES
from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.events import CapacitySet, PresenceChanged
from fuwutai.domain.accounts.models import Capacity, Presence, Staff
from fuwutai.domain.accounts.policies import may_set_presence_of
from fuwutai.domain.accounts.presence import may_see_at_work
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.events import Code

MOST = 200


@command(statements=10)
def set_presence(*, actor: Actor, state: str, staff_id: int | None = None) -> Presence:
    """Say that oneself, or somebody of one's teams, takes work from now on or does not, and why.

    Emits: PresenceChanged, nothing where nothing changed. Raises: Refused, NotFound, Invalid.
    """
    wanted = staff_id if staff_id is not None else actor.id
    if wanted is None or not (actor.is_person or actor.is_system):
        raise Refused
    staff = Staff.objects.select_for_update(no_key=True).filter(pk=wanted, is_active=True).first()
    if wanted != actor.id and not actor.is_system:
        if staff is None or not may_see_at_work(actor, staff.pk):
            raise NotFound
        if not may_set_presence_of(actor):
            raise Refused
    if staff is None:
        raise NotFound
    if state not in PRESENCES:
        raise Invalid(_("Choose one of the states offered."), fields={"state": _("Choose one of the states offered.")})
    before = Presence.objects.filter(staff=staff).first()
    if before is not None and before.state == state:
        return before
    stands, _made = Presence.objects.update_or_create(staff=staff, defaults={"state": state, "since": clock.now()})
    emit(
        PresenceChanged(
            staff_id=staff.pk, state=Code(state), before=Code(before.state if before else OFFLINE),
            before_since=before.since if before else None,
        )
    )  # fmt: skip
    return stands


@command(statements=10)
def set_capacity(*, actor: Actor, staff_id: int, channel: str, most: int | None) -> None:
    """Say how many matters of a channel a person works on at a time; None = as many as come.

    Emits: CapacitySet. Raises: Refused, NotFound, Invalid.
    """
    staff = locked_person(actor, staff_id, enters=False)
    if channel not in CAPACITY_CHANNELS or (most is not None and not 1 <= most <= MOST):
        raise Invalid(
            _("Enter a number from 1 to %(most)s, or nothing.") % {"most": MOST},
            fields={channel: _("Enter a number from 1 to %(most)s, or nothing.") % {"most": MOST}},
        )
    held = Capacity.objects.filter(staff=staff, channel=channel)
    present = held.values_list("most", flat=True).first()
    if present == most:
        return
    if most is None:
        held.delete()
    else:
        Capacity.objects.update_or_create(staff=staff, channel=channel, defaults={"most": most})
    emit(CapacitySet(staff_id=staff.pk, channel=Code(channel), most=most or 0))
