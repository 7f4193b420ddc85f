"""Tokens at the desk: made by who may change the person, shown once, withdrawn at once."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody
from tests.rows import nothing_changes

from fuwutai.domain.accounts.choices import SCOPES_IN_WORDS
from fuwutai.domain.accounts.commands import create_token, save_role
from fuwutai.domain.accounts.models import ApiToken
from fuwutai.domain.accounts.queries import actor_of_token
from fuwutai.domain.accounts.rules import PERMISSIONS, SCOPES

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/tokens", "/desk/tokens/new"


def a_token(**more) -> ApiToken:
    return create_token(
        actor=given.administrator(), staff_id=given.staff().pk, scopes=["cases:read"], **more
    ).token


def asked(**differs) -> dict:
    return {"staff_id": str(given.staff().pk), "scopes": ["cases:read"], "expires_days": "30", **differs}


def test_every_scope_has_words():
    assert set(SCOPES_IN_WORDS) == set(SCOPES)


def test_a_token_is_made_shown_once_and_opens_what_it_says(admin_desk):
    page = admin_desk.post(NEW, asked())
    secret = page.context["secret"]
    assert secret in page.content.decode() and page["Cache-Control"].find("no-store") >= 0
    acting = actor_of_token(secret)
    assert acting is not None and acting.id == given.staff().pk and acting.permissions == {"cases.view"}
    assert secret not in admin_desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("differs", "field"),
    [({"staff_id": ""}, "staff_id"), ({"scopes": []}, "scopes"), ({"scopes": ["cases:eat"]}, "scopes"),
     ({"expires_days": "7"}, "expires_days")],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused_at_the_field(admin_desk, differs, field):
    admin_desk.get(NEW)
    said = asked(**differs)
    with nothing_changes():
        answer = admin_desk.post(NEW, said)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {field}


def test_a_withdrawn_token_opens_nothing_at_once(admin_desk):
    made = create_token(actor=given.administrator(), staff_id=given.staff().pk, scopes=["cases:read"])
    assert admin_desk.post(f"{LIST}/{made.token.pk}/revoke").status_code == 303
    assert actor_of_token(made.secret) is None and admin_desk.get(LIST).context["rows"] == []
    assert admin_desk.post(f"{LIST}/{made.token.pk}/revoke").status_code == 404


def test_who_edits_her_own_unit_sees_and_makes_tokens_of_its_people_only(signed_in):
    organisation()
    save_role(
        actor=SYSTEM, code="director", name="主任", reach="unit",
        permissions=sorted(PERMISSIONS["agent"] | {"staff.edit", "staff.view"}),
    )  # fmt: skip
    mine, other = somebody("agent", of="east"), somebody("agent", of="west")
    for person in (mine, other):
        create_token(actor=SYSTEM, staff_id=person.pk, scopes=["cases:read"])
    browser = signed_in(somebody("director", of="east").username)
    assert [row["token"].staff_id for row in browser.get(LIST).context["rows"]] == [mine.pk]
    offered = dict(browser.get(NEW).context["form"].fields["staff_id"].choices)
    assert mine.pk in offered and other.pk not in offered
    assert browser.post(NEW, asked(staff_id=str(other.pk))).status_code == 422
    theirs = ApiToken.objects.get(staff=other)
    assert browser.post(f"{LIST}/{theirs.pk}/revoke").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_who_does_not_edit_people_opens_nothing(supervisor_desk):
    token = a_token()
    for address in (LIST, NEW):
        assert supervisor_desk.get(address).status_code == 403
    assert supervisor_desk.post(f"{LIST}/{token.pk}/revoke").status_code == 403
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_centre_without_tokens_is_told_what_they_are_for(admin_desk):
    page = admin_desk.get(LIST)
    assert page.context["rows"] == [] and NEW in page.content.decode()


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    a_token()
    a_token(expires_days=3)
    for address in (LIST, NEW):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
