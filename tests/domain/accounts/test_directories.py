"""What a real directory says of names and passwords, and what a check of it says in words."""

import re
import sys

import pytest
from django.utils import translation
from tests import given
from tests.domain.accounts.given_directory import a_directory, with_mail
from tests.rows import nothing_changes
from tests.slapd import LIN_UUID, PASSWORD, READER_PASSWORD

from fuwutai.domain.accounts import directories
from fuwutai.domain.accounts.directories import check_directory, vouched_by_directory
from fuwutai.kernel.ldap import Opened
from fuwutai.kernel.outgoing import NO_ANSWER, CallFailed

pytestmark = [pytest.mark.django_db, pytest.mark.directory]


@pytest.fixture(autouse=True)
def a_directory_may_run_on_this_machine(settings):
    settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = True


def said(directory):
    with nothing_changes():
        found = check_directory(given.administrator(), directory.pk)
    assert READER_PASSWORD not in str(found.text) and directory.bind_dn not in str(found.text)
    return found.is_good, str(found.text)


@pytest.mark.parametrize(
    ("attribute", "subject"), [("entryUUID", LIN_UUID), ("objectGUID", "00112233-4455-6677-8899-aabbccddeeff")]
)
def test_a_right_password_says_who_somebody_is(directory_server, attribute, subject):
    directory = a_directory(directory_server, subject_attribute=attribute, search_filter="(sAMAccountName={name})")
    vouched = vouched_by_directory("LinXiaoyu", PASSWORD)
    assert vouched is not None and (vouched.directory_id, vouched.subject) == (directory.pk, subject)
    assert {vouched.mail, *vouched.more_mails} == {"lin@example.cn", "lin.xiaoyu@example.cn"}
    assert vouched.is_mail_verified and not vouched.has_second_factor


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("linxiaoyu", "wrong"), ("linxiaoyu", READER_PASSWORD), ("nobody", PASSWORD), ("*", PASSWORD),
        ("lin*", PASSWORD), ("x)(uid=linxiaoyu", PASSWORD), ("twin", PASSWORD), ("reader", READER_PASSWORD),
    ],
)  # fmt: skip
def test_whoever_else_comes_is_vouched_for_by_nobody(directory_server, name, password):
    a_directory(directory_server, search_filter="(sAMAccountName={name})")
    with nothing_changes():
        assert vouched_by_directory(name, password) is None


def test_a_name_that_nobody_has_takes_the_same_way_as_a_wrong_password(directory_server, monkeypatch):
    a_directory(directory_server)
    asked, bind = [], Opened.bind
    monkeypatch.setattr(Opened, "bind", lambda self, dn, password: asked.append(dn) or bind(self, dn, password))
    vouched_by_directory("linxiaoyu", "wrong")
    for_known = len(asked)
    vouched_by_directory("nobody", "wrong")
    assert for_known == len(asked) - for_known == 2


def test_a_password_is_tried_ten_times_and_then_not_even_the_right_one_by_any_spelling(directory_server):
    a_directory(directory_server, search_filter="(|(uid={name})(mail={name}))")
    for nth in range(10):
        assert vouched_by_directory("linxiaoyu" if nth % 2 else "lin@example.cn", f"guess {nth}") is None
    assert vouched_by_directory("linxiaoyu", PASSWORD) is None
    assert vouched_by_directory("zhaomin", PASSWORD) is not None


def test_who_has_no_identifier_is_not_let_in_by_what_changes(directory_server):
    a_directory(directory_server, subject_attribute="objectGUID")
    with pytest.raises(CallFailed) as failed:
        vouched_by_directory("zhaomin", PASSWORD)
    assert failed.value.code == "no_subject"


def test_a_directory_that_is_off_is_not_asked(directory_server):
    a_directory(directory_server, is_on=False)
    assert vouched_by_directory("linxiaoyu", PASSWORD) is None


def test_where_one_directory_is_silent_another_one_is_heard(directory_server):
    a_directory(code="a-silent", name="1", url="ldaps://127.0.0.1:1")
    with pytest.raises(CallFailed):
        vouched_by_directory("linxiaoyu", PASSWORD)
    a_directory(directory_server, code="b", name="2")
    assert vouched_by_directory("linxiaoyu", PASSWORD) is not None
    with pytest.raises(CallFailed):
        vouched_by_directory("linxiaoyu", "wrong")


def test_more_than_two_at_once_do_not_wait_for_a_silent_directory():
    directory = a_directory()
    with directories._gate.passed(), directories._gate.passed():
        with nothing_changes(), pytest.raises(CallFailed) as failed:
            vouched_by_directory("linxiaoyu", PASSWORD)
        assert failed.value.code == "too_many_at_once"
        assert said(directory) == (False, str(NO_ANSWER))


def test_a_service_account_that_is_refused_is_no_wrong_password_of_the_person(directory_server):
    a_directory(directory_server, bind_password="changed meanwhile")
    with pytest.raises(CallFailed) as failed:
        vouched_by_directory("linxiaoyu", PASSWORD)
    assert failed.value.code == "service_account_refused"


def test_without_the_library_a_directory_cannot_be_asked_and_the_check_says_so(directory_server, monkeypatch):
    directory = a_directory(directory_server)
    monkeypatch.setitem(sys.modules, "fuwutai.kernel.ldap", None)
    with pytest.raises(CallFailed) as failed:
        vouched_by_directory("linxiaoyu", PASSWORD)
    assert failed.value.code == "library_missing"
    assert said(directory) == (False, str(directories.LIBRARY_MISSING))


def test_a_check_says_what_the_service_account_finds(directory_server):
    directory = a_directory(directory_server)
    with_mail()
    with_mail(given.ZHAO, "zhao@example.cn")
    good, text = said(directory)
    assert good and [int(one) for one in re.findall(r"\d+", text)] == [7, 6, 7, 2], text


@pytest.mark.parametrize(
    ("instead", "word"),
    [
        ({"bind_password": "wrong"}, "NOT_TAKEN"), ({"search_filter": "(&(uid={name})(uid=nobody))"}, "NOBODY"),
        ({"mail_attribute": "telephoneNumber"}, "NO_VALUE"), ({"subject_attribute": "employeeNumber"}, "NO_VALUE"),
    ],
)  # fmt: skip
def test_a_check_says_what_is_wrong(directory_server, instead, word):
    good, text = said(a_directory(directory_server, **instead))
    expected = str(getattr(directories, word) % {"people": 7, "attribute": next(iter(instead.values()))})
    assert not good and text == expected


@pytest.mark.parametrize(
    ("instead", "word"),
    [
        ({"authorities": ""}, "certificate"), ({"base_dn": "ou=nowhere,dc=example,dc=cn"}, "base DN"),
        ({"url": "ldaps://127.0.0.1:1"}, "did not answer"),
    ],
)  # fmt: skip
def test_a_check_names_what_stands_in_the_way(directory_server, instead, word):
    with translation.override("en"):
        good, text = said(a_directory(directory_server, **instead))
    assert not good and word in text


def test_a_check_names_the_setting_without_which_nothing_inside_is_called(directory_server, settings):
    settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = False
    good, text = said(a_directory(directory_server))
    assert not good and "FUWUTAI_ALLOW_PRIVATE_ISSUERS=1" in text


def test_a_row_without_encryption_is_refused_when_the_settings_allow_it_no_longer(directory_server, settings):
    settings.FUWUTAI_ALLOW_PLAIN_LDAP = True
    directory = a_directory(directory_server, url=directory_server.plain)
    assert vouched_by_directory("linxiaoyu", PASSWORD) is not None
    settings.FUWUTAI_ALLOW_PLAIN_LDAP = False
    with pytest.raises(CallFailed):
        vouched_by_directory("linxiaoyu", PASSWORD)
    assert not said(directory)[0]
