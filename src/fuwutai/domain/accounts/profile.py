"""What people see of their own account: how they sign in and what happened at the door."""

from dataclasses import dataclass

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
class ProfileView:
    """A person's own account."""

    username: str
    name: str
    mail: str
    has_password: bool
    has_second_factor: bool
    provider_names: tuple[str, ...]


def own_profile(actor: Actor) -> ProfileView:
    """Return the actor's own account. Raises: NotFound for who is no person. Cost: 3 statements."""
    person = own_row(actor)
    linked = OutsideIdentity.objects.filter(staff=person, provider__is_on=True).order_by("provider__name")
    return ProfileView(
        username=person.username,
        name=person.display_name,
        mail=person.mail or "",
        has_password=person.has_usable_password(),
        has_second_factor=has_second_factor(person.pk),
        provider_names=tuple(linked.values_list("provider__name", flat=True)),
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
