"""Change the centre's figures of security."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.events import SecurityChanged
from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.policies import may_edit_security, may_give_role
from fuwutai.domain.accounts.roles import role, role_codes
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

IDLE_MINUTES = (5, 720)
REVEAL_MINUTES = (1, 120)
OUT_OF_RANGE: Text = _("Enter a number from %(least)d to %(most)d.")


@command(statements=6)
def change_security(
    *,
    actor: Actor,
    idle_minutes: int,
    reveal_minutes: int,
    second_factor_roles: Collection[str],
    has_watermark: bool,
) -> Centre:
    """Set how long a browser may be left alone, how long data stays revealed, who needs a second factor, and whether
    name and time lie over each screen.

    The demand is taken only from roles that the actor could give. Units: minutes. Source: S0-8.3-1.
    Emits: SecurityChanged. Raises: Refused, NotFound, Invalid naming each wrong field.
    """  # fmt: skip
    if not may_edit_security(actor):
        raise Refused
    centre = Centre.objects.select_for_update(no_key=True).filter(pk=1).first()
    if centre is None:
        raise NotFound
    wrong: dict[str, Text] = {}
    for name, value, (least, most) in (
        ("idle_minutes", idle_minutes, IDLE_MINUTES),
        ("reveal_minutes", reveal_minutes, REVEAL_MINUTES),
    ):
        if not least <= value <= most:
            wrong[name] = OUT_OF_RANGE % {"least": least, "most": most}
    if not set(second_factor_roles) <= set(role_codes()):
        wrong["second_factor_roles"] = _("One of the roles does not exist any more. Reload the page.")
    freed = map(role, set(centre.second_factor_roles) - set(second_factor_roles))
    if not all(may_give_role(actor, one.permissions, one.reach) for one in freed):
        wrong["second_factor_roles"] = _("One of these roles may do more than you, so its second factor stays.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    wanted = {
        "idle_minutes": idle_minutes,
        "reveal_minutes": reveal_minutes,
        "second_factor_roles": sorted(set(second_factor_roles)),
        "has_watermark": has_watermark,
    }
    changed = [name for name, value in wanted.items() if getattr(centre, name) != value]
    if changed:
        for name in changed:
            setattr(centre, name, wanted[name])
        centre.save(update_fields=changed)
        queries.forget_centre()
        transaction.on_commit(queries.forget_centre)
        emit(
            SecurityChanged(
                centre_id=1,
                idle_minutes=idle_minutes,
                reveal_minutes=reveal_minutes,
                second_factor_roles=tuple(Code(one) for one in centre.second_factor_roles),
                has_watermark=has_watermark,
            )
        )
    return centre
