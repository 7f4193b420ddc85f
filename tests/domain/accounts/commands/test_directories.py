"""The directories by which people sign in, and who is recognised by them."""

import pytest
from django.db import IntegrityError, connection, transaction
from tests import given
from tests.domain.accounts.given_directory import a_directory, with_mail
from tests.domain.accounts.given_vouching import BELOW
from tests.domain.accounts.scenarios_signin import DIRECTORY, PROVIDER, SYSTEM
from tests.rows import nothing_changes
from tests.slapd import other_authority

from fuwutai.domain.accounts.commands import (
    change_mail,
    deactivate_staff,
    recognise_outside,
    save_directory,
    save_identity_provider,
)
from fuwutai.domain.accounts.directories import check_directory, directory_names, visible_directories
from fuwutai.domain.accounts.identities import Vouched
from fuwutai.domain.accounts.models import Directory, OutsideIdentity
from fuwutai.domain.accounts.profile import own_profile
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

PEM = other_authority()


def vouched(directory, subject="s-1", **instead):
    said = {"mail": "lin@example.cn", "is_mail_verified": True, "has_second_factor": False, **instead}
    return Vouched(directory_id=directory.pk, subject=subject, **said)


def changed(directory, **instead):
    return save_directory(
        actor=given.administrator(), directory_id=directory.pk, **{**DIRECTORY, "bind_password": "", **instead}
    )


def test_the_password_is_encrypted_and_kept_when_none_is_given():
    directory = a_directory()
    assert changed(directory, name="新名").bind_password == DIRECTORY["bind_password"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT bind_password FROM accounts_directory")
        assert DIRECTORY["bind_password"] not in str(cursor.fetchall())
    assert JournalEntry.objects.filter(code="accounts.directory_saved").last().data == {
        "directory_id": directory.pk, "directory": "hq", "is_on": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "elsewhere",
    [{"url": "ldaps://evil.example"}, {"authorities": PEM}, {"url": "ldap://127.0.0.1", "uses_starttls": True}],
)  # fmt: skip
def test_the_password_kept_is_never_sent_to_another_server(elsewhere):
    directory = a_directory()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        changed(directory, **elsewhere)
    assert set(refused.value.fields) == {"bind_password"}
    assert changed(directory, **elsewhere, bind_password="another").bind_password == "another"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", ""), ("code", "Über"), ("name", " "), ("name", "长" * 61), ("bind_dn", " "), ("bind_password", ""),
        ("url", "ldap://login.example.cn"), ("url", "https://login.example.cn"), ("url", "ldaps://"),
        ("url", "ldaps://u:p@x.cn"), ("url", "ldaps://x.cn/dc=cn"), ("url", "ldaps://x.cn:0"),
        ("url", "ldaps://[broken"), ("url", "ldaps://" + "a" * 200), ("base_dn", "example"), ("base_dn", "d=" * 201),
        ("authorities", "no certificate"), ("mail_attribute", "mail)("), ("subject_attribute", ""),
        ("subject_attribute", "a" * 61), ("search_filter", "(uid=lin)"), ("search_filter", "uid={name}"),
        ("search_filter", "({name}=*)"), ("search_filter", "(uid={name})(a=b)"), ("search_filter", "((uid={name})"),
        ("search_filter", "(|(uid={name})({name}))"),
    ],
)  # fmt: skip
def test_each_wrong_entry_is_named(name, value):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        a_directory(**{name: value})
    assert set(refused.value.fields) == {name}


@pytest.mark.parametrize(
    "instead",
    [
        {"search_filter": "(&(objectClass=user)(|(uid={name})(mail={name}@example.cn)))"}, {"authorities": PEM},
        {"url": "ldap://x.cn:389", "uses_starttls": True}, {"url": "ldaps://x.cn", "uses_starttls": True},
    ],
)  # fmt: skip
def test_what_is_right_is_taken(instead):
    directory = a_directory(**instead)
    assert directory.uses_starttls == directory.url.startswith("ldap:")


def test_an_address_without_encryption_is_taken_only_where_the_settings_say_so(settings):
    settings.FUWUTAI_ALLOW_PLAIN_LDAP = True
    assert not a_directory(url="ldap://x.cn").uses_starttls


def test_a_code_is_taken_once_and_an_unknown_directory_is_not_found():
    a_directory()
    with nothing_changes(), pytest.raises(Invalid):
        a_directory()
    with nothing_changes(), pytest.raises(NotFound):
        a_directory(directory_id=987_654)


@pytest.mark.parametrize("who", [given.agent, given.supervisor, lambda: Actor.customer(1), *BELOW])
def test_only_who_changes_the_centre_and_is_below_nobody_sees_changes_and_checks_directories(who):
    directory, actor = a_directory(), who()
    assert not visible_directories(actor).exists()
    for which in (directory.pk, None):
        with nothing_changes(), pytest.raises(Refused):
            save_directory(actor=actor, directory_id=which, **{**DIRECTORY, "code": "mine"})
    with nothing_changes(), pytest.raises(Refused):
        check_directory(actor, directory.pk)


def test_only_what_is_on_is_named_on_the_sign_in_page():
    a_directory(code="off", name="旧目录", is_on=False)
    a_directory()
    assert directory_names() == [DIRECTORY["name"]]


def test_one_of_several_addresses_links_once_and_the_subject_counts_from_then_on():
    directory = a_directory()
    with_mail()
    lin = given.staff()
    first = vouched(directory, mail="old@example.cn", more_mails=("LIN@example.CN",))
    assert recognise_outside(actor=SYSTEM, vouched=first) == lin
    assert recognise_outside(actor=SYSTEM, vouched=vouched(directory, mail="")) == lin
    linked = JournalEntry.objects.get(code="accounts.directory_identity_linked")
    assert linked.data == {"staff_id": lin.pk, "directory_id": directory.pk}
    assert [one.name for one in own_profile(given.agent()).linked] == [DIRECTORY["name"]]


def test_addresses_of_two_people_are_nobodys():
    directory = a_directory()
    with_mail()
    with_mail(given.ZHAO, "zhao@example.cn")
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(directory, more_mails=("zhao@example.cn",)))


@pytest.mark.parametrize("mail", ["nobody@example.cn", "", "\uff4cin@example.cn", "lin@example.cn\u200b"])
def test_who_is_unknown_is_not_let_in_and_not_added(mail):
    directory = a_directory()
    with_mail()
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(directory, mail=mail))


def test_a_deactivated_person_is_not_let_in_linked_or_not():
    directory = a_directory()
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(directory))
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    for subject in ("s-1", "s-2"):
        with nothing_changes(), pytest.raises(NotFound):
            recognise_outside(actor=SYSTEM, vouched=vouched(directory, subject))


def test_an_entry_that_got_the_address_of_a_known_one_opens_no_second_way_in():
    directory = a_directory()
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(directory))
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(directory, "s-2"))


def test_the_same_subject_at_a_provider_is_somebody_else():
    directory = a_directory()
    provider = save_identity_provider(actor=given.administrator(), **PROVIDER)
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(directory))
    other = Vouched(provider_id=provider.pk, subject="s-1", mail="", is_mail_verified=True, has_second_factor=False)
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=other)


@pytest.mark.parametrize(
    "instead",
    [{"url": "ldaps://new.example.cn", "bind_password": "x"}, {"base_dn": "dc=cn"}, {"subject_attribute": "uid"}],
)  # fmt: skip
def test_with_another_server_base_or_identifier_everybody_is_recognised_anew(instead):
    directory = a_directory()
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(directory))
    changed(directory, name="新名")
    assert OutsideIdentity.objects.exists()
    changed(directory, **instead)
    assert not OutsideIdentity.objects.exists()


def test_an_identity_is_of_a_provider_or_of_a_directory_and_never_of_both_or_neither():
    directory = a_directory()
    provider = save_identity_provider(actor=given.administrator(), **PROVIDER)
    for by in ({}, {"provider": provider, "directory": directory}):
        with nothing_changes(), pytest.raises(IntegrityError), transaction.atomic():
            OutsideIdentity.objects.create(staff=given.staff(), subject="1", linked_at=clock.now(), **by)


@pytest.mark.parametrize("who", [given.agent, given.administrator, lambda: Actor.customer(1)])
def test_only_the_platform_recognises_people(who):
    directory, actor = a_directory(), who()
    with_mail()
    with nothing_changes(), pytest.raises(Refused):
        recognise_outside(actor=actor, vouched=vouched(directory))


def test_nobody_gives_herself_the_address_by_which_a_directory_would_recognise_her():
    a_directory()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_mail(actor=given.agent(), staff_id=given.staff().pk, mail="chen@example.cn", password=given.PASSWORD)
    assert set(refused.value.fields) == {"mail"}
    Directory.objects.update(is_on=False)
    change_mail(actor=given.agent(), staff_id=given.staff().pk, mail="chen@example.cn", password=given.PASSWORD)
