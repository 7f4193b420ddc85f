"""Add the people of a file, one by one; each chooses her own password by a link."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.people import create_staff
from fuwutai.domain.accounts.commands.profile import change_mail
from fuwutai.domain.accounts.commands.sign_in_links import make_sign_in_link
from fuwutai.domain.accounts.policies import may_edit_staff
from fuwutai.domain.accounts.staff_file import PersonRow, placed
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Invalid, Refused, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A person of a file who is here now, and the secret of the link by which she chooses a password."""

    staff_id: int
    secret: str = field(repr=False)


@command
def add_from_row(*, actor: Actor, row: PersonRow) -> Added:
    """Add the person of a row with role, teams, unit and mail, and make the link that invites her.

    Emits: StaffCreated, MailChanged, SignInLinkMade. Raises: Refused, Invalid naming each wrong column.
    """
    if not may_edit_staff(actor):
        raise Refused
    role, team_ids, unit_id, wrong = placed(row)
    try:
        with transaction.atomic():
            made = create_staff(
                actor=actor, username=row.username, display_name=row.display_name, role=role, password=None,
                team_ids=team_ids, unit_id=unit_id,
            )  # fmt: skip
            if row.mail:
                change_mail(actor=actor, staff_id=made.pk, mail=row.mail)
            if wrong:
                raise Invalid(fields=wrong)
            return Added(staff_id=made.pk, secret=make_sign_in_link(actor=actor, staff_id=made.pk).secret)
    except Invalid as problem:
        raise Invalid(_("This row cannot be taken in."), fields=_named(problem.fields) | wrong) from problem


def _named(found: dict[str, Text]) -> dict[str, Text]:
    """Return what is wrong under the names of the columns."""
    columns = {"team_ids": "teams", "unit_id": "unit"}
    return {columns.get(name, name): text for name, text in found.items()}
