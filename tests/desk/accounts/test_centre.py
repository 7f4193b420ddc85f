"""The pages of what holds for the whole centre: figures of security, providers of single sign-on."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody
from tests.domain.accounts.given_vouching import who_edits_people, who_edits_people_and_centre
from tests.domain.accounts.scenarios_signin import DIRECTORY, PROVIDER
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import Centre, IdentityProvider, Staff

pytestmark = pytest.mark.django_db

SECURITY, PROVIDERS = "/desk/centre/security", "/desk/identity-providers"
FIGURES = {"idle_minutes": "30", "reveal_minutes": "5", "second_factor_roles": ["agent"]}


def test_the_figures_are_shown_and_changed(admin_desk, django_assert_max_num_queries):
    page = admin_desk.get(SECURITY)
    assert page.status_code == 200 and page.context["form"]["idle_minutes"].value() == 120
    answer = admin_desk.post(SECURITY, FIGURES)
    assert (answer.status_code, answer["Location"]) == (303, SECURITY)
    here = Centre.objects.get()
    assert (here.idle_minutes, here.reveal_minutes, here.second_factor_roles) == (30, 5, ["agent"])
    assert "checked" in str(admin_desk.get(SECURITY).context["form"]["second_factor_roles"])
    keeps_its_budget(admin_desk, SECURITY, django_assert_max_num_queries)


def test_a_wrong_figure_is_named_and_all_that_was_typed_stays(admin_desk):
    before = list(Centre.objects.values())
    for wrong in ("4", "721", "", "viele"):
        answer = admin_desk.post(SECURITY, {**FIGURES, "idle_minutes": wrong})
        assert answer.status_code == 422 and sorted(answer.context["form"].errors) == ["idle_minutes"]
        assert answer.context["form"]["reveal_minutes"].value() == "5"
    assert list(Centre.objects.values()) == before


def test_a_provider_is_added_and_changed_and_its_secret_never_shown(admin_desk, client, django_assert_max_num_queries):
    assert admin_desk.get(f"{PROVIDERS}/new").status_code == 200
    answer = admin_desk.post(f"{PROVIDERS}/new", {**PROVIDER, "is_on": "on"})
    assert (answer.status_code, answer["Location"]) == (303, PROVIDERS)
    row = IdentityProvider.objects.get()
    page = admin_desk.get(f"{PROVIDERS}/{row.pk}")
    assert "geheim" not in page.content.decode() + admin_desk.get(PROVIDERS).content.decode()
    assert "http://testserver/desk/sign-in/back" in page.content.decode()
    assert "provider=corp" in client.get("/desk/sign-in").content.decode()
    changed = {**PROVIDER, "client_secret": "", "name": "统一登录"}
    assert admin_desk.post(f"{PROVIDERS}/{row.pk}", changed).status_code == 303
    row.refresh_from_db()
    assert (row.name, row.client_secret, row.is_on, row.vouches_for_factor) == ("统一登录", "geheim", False, False)
    moved = {**changed, "issuer": "https://evil.example", "vouches_for_factor": "on"}
    with nothing_changes():
        answer = admin_desk.post(f"{PROVIDERS}/{row.pk}", moved)
    assert answer.status_code == 422 and sorted(answer.context["form"].errors) == ["client_secret"]
    assert admin_desk.post(f"{PROVIDERS}/{row.pk}", {**moved, "client_secret": "neu"}).status_code == 303
    row.refresh_from_db()
    assert (row.issuer, row.client_secret, row.vouches_for_factor) == ("https://evil.example", "neu", True)
    assert "checked" in str(admin_desk.get(f"{PROVIDERS}/{row.pk}").context["form"]["vouches_for_factor"])
    assert PROVIDERS in admin_desk.get("/desk/people").content.decode()
    assert "provider=corp" not in client.get("/desk/sign-in").content.decode()
    for address in (PROVIDERS, f"{PROVIDERS}/new", f"{PROVIDERS}/{row.pk}"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)


def test_a_wrong_entry_is_named_and_the_secret_not_repeated(admin_desk):
    answer = admin_desk.post(f"{PROVIDERS}/new", {**PROVIDER, "issuer": "http://login.example.cn"})
    assert answer.status_code == 422 and sorted(answer.context["form"].errors) == ["issuer"]
    assert "geheim" not in answer.content.decode() and 'value="fuwutai"' in answer.content.decode()
    assert not IdentityProvider.objects.exists()
    assert admin_desk.get(f"{PROVIDERS}/987654").status_code == 404


def test_only_who_may_change_the_whole_centre_comes_here(desk, supervisor_desk, signed_in):
    organisation()
    allowed = given.supervisor().permissions | {"staff.edit", "centre.edit"}
    save_role(actor=SYSTEM, code="half", name="half", permissions=allowed, reach="unit")
    half = signed_in(somebody("half", of="east").username)
    before = list(Centre.objects.values())
    changes_the_centre = signed_in(Staff.objects.get(pk=who_edits_people_and_centre().id).username)
    edits_people = signed_in(Staff.objects.get(pk=who_edits_people().id).username)
    with nothing_changes():
        for browser in (changes_the_centre, edits_people):
            assert PROVIDERS not in browser.get("/desk/people").content.decode()
            for address in (PROVIDERS, f"{PROVIDERS}/new", f"{PROVIDERS}/1", f"{PROVIDERS}/directories/new"):
                assert browser.get(address).status_code == 403
                assert browser.post(address, {**PROVIDER, **DIRECTORY}).status_code in (403, 405)
    for browser in (desk, supervisor_desk, half):
        for address in (SECURITY, PROVIDERS, f"{PROVIDERS}/new", f"{PROVIDERS}/1"):
            assert browser.get(address).status_code == 403
            assert browser.post(address, {**FIGURES, **PROVIDER}).status_code in (403, 405)
    assert list(Centre.objects.values()) == before and not IdentityProvider.objects.exists()
