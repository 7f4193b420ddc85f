"""What people see of their own account: how they sign in and what happened at the door."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from fuwutai.domain.accounts.models import OutsideIdentity, Staff
from fuwutai.domain.accounts.queries import editable_staff
from fuwutai.domain.accounts.second_factor import has_second_factor, own_row
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.paging import Page, page

AT_THE_DOOR = (
    "sign_in",
    "sign_in_failed",
    "sign_in_unanswered",
    "sign_out",
    "signed_out_idle",
    "second_factor_failed",
    "second_factor_on",
    "second_factor_off",
    "recovery_code_used",
    "recovery_codes_renewed",
    "password_chosen",
    "password_set",
    "sign_in_link_made",
)
"""The looks and doings that make up the sign-in history."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedAccount:
    """An account of another system, by the name of the system, that opens the desk as a person while that is on."""

    id: int
    name: str
    is_on: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """A person's own account."""

    username: str
    name: str
    mail: str
    has_password: bool
    has_second_factor: bool
    linked: tuple["LinkedAccount", ...]


def own_profile(actor: Actor) -> ProfileView:
    """Return the actor's own account. Raises: NotFound for who is no person. Cost: 3 statements."""
    person = own_row(actor)
    return ProfileView(
        username=person.username,
        name=person.display_name,
        mail=person.mail or "",
        has_password=person.has_usable_password(),
        has_second_factor=has_second_factor(person.pk),
        linked=_linked(OutsideIdentity.objects.filter(staff=person)),
    )


def linked_accounts(actor: Actor, staff_id: int) -> tuple[LinkedAccount, ...]:
    """Return which accounts of other systems open the desk as a person, to whoever edits her. Cost: 1 statement."""
    return _linked(OutsideIdentity.objects.filter(staff_id=staff_id, staff__in=editable_staff(actor)))


def _linked(found: QuerySet[OutsideIdentity]) -> tuple[LinkedAccount, ...]:
    rows = found.annotate(
        known_to=Coalesce("provider__name", "directory__name"),
        serves=Coalesce("provider__is_on", "directory__is_on"),
    ).order_by("known_to", "pk")
    return tuple(
        LinkedAccount(id=key, name=name, is_on=serves, since=since)
        for key, name, serves, since in rows.values_list("pk", "known_to", "serves", "linked_at")
    )


def sign_in_history(actor: Actor, staff_id: int, cursor: str | None) -> Page[AccessEntry]:
    """Return what happened at a person's door, the newest first: one's own, or of people whom the actor may change.

    Cost: 2 statements, 1 for one's own. Raises: NotFound, Invalid for a damaged cursor.
    """
    is_own = actor.is_person and actor.id == staff_id
    if not is_own and not editable_staff(actor).filter(pk=staff_id).exists():
        raise NotFound
    rows = AccessEntry.objects.filter(subject="staff", subject_id=staff_id, action__in=AT_THE_DOOR)
    return page(rows, ("-at", "-id"), cursor, AT_ONCE)


def person_with_history(actor: Actor, staff_id: int) -> Staff:
    """Return a person whose sign-in history the actor may read. Raises: NotFound. Cost: 1 statement."""
    found = editable_staff(actor).filter(pk=staff_id).first()
    if found is None:
        raise NotFound
    return found
