"""When an account of another system opens nothing as a person any more."""

from typing import Any

import pytest
from tests import given
from tests.domain.accounts.given_people import acting, organisation, somebody
from tests.domain.accounts.scenarios_signin import DIRECTORY, PROVIDER, SYSTEM
from tests.rows import nothing_changes

from fuwutai.domain.accounts import commands as accounts
from fuwutai.domain.accounts.identities import Vouched
from fuwutai.domain.accounts.models import OutsideIdentity, Staff, StaffSession
from fuwutai.domain.accounts.profile import linked_accounts, own_profile
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "colleague@example.cn", "lin@example.cn"
CHOSEN = "Quiet-river-88"


def by(kind: str) -> dict[str, Any]:
    if kind == "provider":
        return {"provider_id": accounts.save_identity_provider(actor=given.administrator(), **PROVIDER).pk}
    return {"directory_id": accounts.save_directory(actor=given.administrator(), **DIRECTORY).pk}


def comes(system: dict[str, Any], subject: str, mail: str) -> Staff:
    vouched = Vouched(**system, subject=subject, mail=mail, is_mail_verified=True, has_second_factor=False)
    return accounts.recognise_outside(actor=SYSTEM, vouched=vouched)


def with_mail(mail: str) -> None:
    accounts.change_mail(actor=given.administrator(), staff_id=given.staff().pk, mail=mail)


def linked(kind: str = "provider") -> dict[str, Any]:
    """Link the account of a colleague to Lin, whose mail was entered wrongly, and let that colleague sign in."""
    given.centre()
    system = by(kind)
    with_mail(WRONG)
    comes(system, "s-colleague", WRONG)
    accounts.start_session(actor=given.agent(), session_key="colleague", browser="", address="")
    return system


def by_link() -> None:
    made = accounts.make_sign_in_link(actor=given.administrator(), staff_id=given.staff().pk)
    accounts.choose_password_by_link(actor=SYSTEM, secret=made.secret, password=CHOSEN)


def deactivated() -> None:
    accounts.deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    accounts.reactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)


ENDS = {
    "mail mended": lambda: with_mail(RIGHT),
    "mail removed": lambda: with_mail(""),
    "mail removed by oneself": lambda: accounts.change_mail(
        actor=given.agent(), staff_id=given.staff().pk, mail="", password=given.PASSWORD
    ),
    "password set": lambda: accounts.set_password(
        actor=given.administrator(), staff_id=given.staff().pk, password=CHOSEN
    ),
    "password chosen by a link": by_link,
    "deactivated": deactivated,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["provider", "directory"])
@pytest.mark.parametrize("end", ENDS)
def test_who_was_recognised_by_a_wrong_address_comes_in_no_more_and_the_right_one_does(kind, end):
    system = linked(kind)
    ENDS[end]()
    assert not OutsideIdentity.objects.exists()
    ids = {"identity_provider_ids": [], "directory_ids": []}
    ids["identity_provider_ids" if kind == "provider" else "directory_ids"] = list(system.values())
    entry = JournalEntry.objects.get(code="accounts.outside_identities_unlinked")
    assert entry.data == {"staff_id": given.staff().pk, **ids}
    if "oneself" not in end:
        assert not StaffSession.objects.filter(ended_at=None).exists()
    with_mail(RIGHT)
    with nothing_changes(), pytest.raises(NotFound):
        comes(system, "s-colleague", WRONG)
    assert comes(system, "s-lin", RIGHT) == given.staff()


def test_the_same_address_written_differently_unlinks_nothing():
    linked()
    with nothing_changes():
        with_mail(WRONG.upper())


def test_a_password_that_one_changes_oneself_unlinks_nothing():
    linked()
    accounts.change_own_password(actor=given.agent(), old=given.PASSWORD, new=CHOSEN, staff_session_id=0)
    assert OutsideIdentity.objects.exists()


def test_ones_own_account_is_unlinked_and_only_this_browser_stays_signed_in():
    linked()
    here = accounts.start_session(actor=given.agent(), session_key="here", browser="", address="")
    (one,) = own_profile(given.agent()).linked
    assert (one.name, one.is_on) == (PROVIDER["name"], True)
    accounts.unlink_outside(
        actor=given.agent(), staff_id=given.staff().pk, identity_id=one.id, staff_session_id=here.pk
    )
    assert not own_profile(given.agent()).linked
    assert StaffSession.objects.get(ended_at=None) == here
    with nothing_changes(), pytest.raises(Conflict):
        accounts.unlink_outside(actor=given.agent(), staff_id=given.staff().pk, identity_id=one.id)


def test_who_edits_the_person_unlinks_one_of_several_and_signs_her_out_everywhere():
    linked()
    other = by("directory")
    comes(other, "s-lin", WRONG)
    lin = given.staff()
    first, second = linked_accounts(given.administrator(), lin.pk)
    accounts.unlink_outside(
        actor=given.administrator(), staff_id=lin.pk, identity_id=first.id,
        staff_session_id=StaffSession.objects.get().pk,
    )  # fmt: skip
    assert [one.id for one in linked_accounts(given.administrator(), lin.pk)] == [second.id]
    assert not StaffSession.objects.filter(ended_at=None).exists()


def test_nobody_else_unlinks_or_sees_what_is_linked():
    organisation()
    linked()
    lin, key = given.staff().pk, OutsideIdentity.objects.get().pk
    above = somebody("administrator", username="boss").pk
    system = OutsideIdentity.objects.get()
    OutsideIdentity.objects.create(staff_id=above, provider=system.provider, subject="boss", linked_at=system.linked_at)
    of_boss = OutsideIdentity.objects.get(staff_id=above).pk
    accounts.save_role(actor=SYSTEM, code="hr", name="hr", permissions=["staff.edit", "staff.view"], reach="all")
    for who, whom, which, error in (
        (given.agent_elsewhere(), lin, key, Refused), (given.supervisor(), lin, key, Refused),
        (Actor.customer(1), lin, key, Refused), (acting("hr"), above, of_boss, Refused),
        (given.administrator(), 987_654, key, NotFound), (given.agent(), lin, of_boss, Conflict),
        (given.administrator(), lin, of_boss, Conflict), (given.administrator(), lin, 0, Conflict),
    ):  # fmt: skip
        with nothing_changes(), pytest.raises(error):
            accounts.unlink_outside(actor=who, staff_id=whom, identity_id=which)
    assert not linked_accounts(given.supervisor(), lin) and not linked_accounts(Actor.customer(1), lin)
