"""Who may nearly name a system that vouches for people, and who may."""

from tests.domain.accounts.given_people import SYSTEM, acting, organisation

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.kernel.actors import Actor

EVERYTHING = PERMISSIONS["administrator"]


def of_a_role(code: str, permissions: frozenset[str], reach: str = "all", *, of: str = "") -> Actor:
    """Return a person with a role of the centre's own, of a unit."""
    save_role(actor=SYSTEM, code=code, name=code, permissions=permissions, reach=reach)
    return acting(code, of=of)


def who_edits_people() -> Actor:
    """Return somebody who edits people everywhere, and no more."""
    return of_a_role("hr", frozenset({"staff.edit", "staff.view"}))


def who_edits_people_and_centre() -> Actor:
    """Return somebody who edits people and centre, and sees no case."""
    return of_a_role("it", frozenset({"staff.edit", "staff.view", "centre.edit"}))


def who_lacks_one_right() -> Actor:
    """Return somebody who may do everything but one thing that others may."""
    return of_a_role("nearly", EVERYTHING - {"audit.view"})


def who_sees_a_unit() -> Actor:
    """Return somebody who may do everything, for a unit."""
    organisation()
    return of_a_role("branch", EVERYTHING, "unit", of="east")


def as_good_as_an_administrator() -> Actor:
    """Return somebody who may do everything everywhere."""
    return of_a_role("owner", EVERYTHING)


BELOW = (who_edits_people, who_edits_people_and_centre, who_lacks_one_right, who_sees_a_unit)
