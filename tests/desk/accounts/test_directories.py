"""The pages of the directories: what they take, what they never show, and what a check says."""

import pytest
from tests import given
from tests.domain.accounts.given_directory import a_directory
from tests.domain.accounts.scenarios_signin import DIRECTORY
from tests.rows import nothing_changes

from fuwutai.desk.accounts import directories, providers
from fuwutai.domain.accounts.models import Directory

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/identity-providers", "/desk/identity-providers/directories/new"


@pytest.fixture
def admin_desk(signed_in):
    return signed_in(given.HE)


def page_of(directory):
    return f"{LIST}/directories/{directory.pk}"


def test_a_directory_is_added_and_changed_and_its_password_never_shown(
    admin_desk, client, django_assert_max_num_queries
):
    assert admin_desk.get(NEW).status_code == 200
    answer = admin_desk.post(NEW, {**DIRECTORY, "is_on": "on"})
    row = Directory.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, page_of(row))
    shown = admin_desk.get(page_of(row)).content.decode() + admin_desk.get(LIST).content.decode()
    assert DIRECTORY["url"] in shown and DIRECTORY["bind_password"] not in shown
    assert DIRECTORY["name"] in client.get("/desk/sign-in").content.decode()
    changed = {**DIRECTORY, "bind_password": "", "name": "总部目录"}
    assert admin_desk.post(page_of(row), changed).status_code == 303
    row.refresh_from_db()
    assert (row.name, row.is_on, row.bind_password) == ("总部目录", False, DIRECTORY["bind_password"])
    assert "总部目录" not in client.get("/desk/sign-in").content.decode()
    for address in (LIST, NEW, page_of(row)):
        with django_assert_max_num_queries(8):
            assert admin_desk.get(address).status_code == 200


def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(admin_desk):
    with nothing_changes():
        answer = admin_desk.post(NEW, {**DIRECTORY, "url": "ldap://ldap.example.cn", "search_filter": "(uid=x)"})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"url", "search_filter"}
    assert DIRECTORY["bind_password"] not in answer.content.decode()
    assert admin_desk.get(f"{LIST}/directories/987654").status_code == 404


def test_a_check_says_what_it_found_and_changes_nothing(admin_desk):
    row = a_directory()
    with nothing_changes():
        answer = admin_desk.post(f"{page_of(row)}/check")
    text = answer.content.decode()
    assert answer.status_code == 200 and "FUWUTAI_ALLOW_PRIVATE_ISSUERS=1" in text and 'role="alert"' in text
    assert DIRECTORY["bind_password"] not in text


def test_checks_have_an_end(admin_desk):
    row = a_directory()
    for _nth in range(10):
        admin_desk.post(f"{page_of(row)}/check")
    assert admin_desk.post(f"{page_of(row)}/check").status_code == 429


def test_where_the_library_is_missing_the_pages_say_what_to_install(admin_desk, monkeypatch):
    row = a_directory()
    assert "pip install" not in admin_desk.get(LIST).content.decode()
    for module in (directories, providers):
        monkeypatch.setattr(module, "is_library_there", lambda: False)
    for address in (LIST, NEW, page_of(row)):
        assert 'pip install "ldap3&gt;=2.9.1,&lt;3"' in admin_desk.get(address).content.decode()


@pytest.mark.parametrize("who", [given.LIN, given.CHEN])
def test_only_who_edits_the_whole_organisation_reaches_them(signed_in, who):
    row, browser = a_directory(), signed_in(who)
    with nothing_changes():
        for address in (NEW, page_of(row), f"{page_of(row)}/check"):
            assert browser.get(address).status_code == 403
            assert browser.post(address, DIRECTORY).status_code == 403
