"""Take away what another system says about who somebody is."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands.identities import unlink
from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.commands.profile import end_sessions
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.accounts.second_factor import own_row
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict


@command(statements=8)
def unlink_outside(*, actor: Actor, staff_id: int, identity_id: int, staff_session_id: int = 0) -> Staff:
    """Let an account of another system open nothing as a person any more; her browsers are signed out, but the one in
    which she does so herself.

    By the mail address she may be recognised anew. Emits: OutsideIdentitiesUnlinked. Raises: Refused, NotFound,
    Conflict for an account that is not linked.
    """  # fmt: skip
    is_own = actor.is_person and actor.id == staff_id
    person = own_row(actor, locked=True) if is_own else locked_person(actor, staff_id, enters=False)
    if not unlink(person, identity_id):
        raise Conflict(_("This account is not linked any more."), code="already_so")
    end_sessions(person, but=staff_session_id if is_own else 0)
    return person
