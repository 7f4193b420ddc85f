"""The systems that vouch for people, and who is recognised by them."""

import pytest
from django.db import connection
from tests import given
from tests.domain.accounts.given_vouching import BELOW, as_good_as_an_administrator
from tests.domain.accounts.scenarios_signin import PROVIDER, SYSTEM
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_mail, deactivate_staff, recognise_outside, save_identity_provider
from fuwutai.domain.accounts.identities import Vouched, offered_providers, visible_providers
from fuwutai.domain.accounts.models import IdentityProvider, OutsideIdentity, Staff
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MAIL = "lin@example.cn"


def a_provider(**instead: object) -> IdentityProvider:
    given.centre()
    return save_identity_provider(actor=given.administrator(), **{**PROVIDER, **instead})


def vouched(provider: IdentityProvider, subject: str = "s-1", **instead: object) -> Vouched:
    said = {"mail": MAIL, "is_mail_verified": True, "has_second_factor": False, **instead}
    return Vouched(provider_id=provider.pk, subject=subject, **said)


def with_mail(username: str = given.LIN, mail: str = MAIL) -> Staff:
    return change_mail(actor=SYSTEM, staff_id=given.staff(username).pk, mail=mail)


def test_the_secret_is_encrypted_and_kept_when_none_is_given():
    provider = a_provider()
    again = save_identity_provider(
        actor=given.administrator(), provider_id=provider.pk, **{**PROVIDER, "client_secret": "", "name": "新名"}
    )
    assert (again.name, IdentityProvider.objects.get().client_secret) == ("新名", "geheim")
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM accounts_identityprovider")
        assert "geheim" not in str(cursor.fetchall())
    assert JournalEntry.objects.filter(code="accounts.identity_provider_saved").last().data == {
        "identity_provider_id": provider.pk, "provider": "corp", "is_on": True, "vouches_for_factor": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", ""), ("code", "Über"), ("name", " "), ("name", "长" * 61), ("client_id", ""), ("client_secret", " "),
        ("issuer", "http://login.example.cn"), ("issuer", "login.example.cn"), ("issuer", "https://"),
        ("issuer", "https://x.cn/?a=1"), ("issuer", "https://[broken"), ("issuer", "https://x.cn/" + "a" * 200),
    ],
)  # fmt: skip
def test_each_wrong_entry_is_named(name, value):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        a_provider(**{name: value})
    assert set(refused.value.fields) == {name}


def test_a_code_is_taken_once_and_an_unknown_provider_is_not_found():
    a_provider()
    with nothing_changes(), pytest.raises(Invalid):
        a_provider()
    with nothing_changes(), pytest.raises(NotFound):
        a_provider(provider_id=987_654)


@pytest.mark.parametrize("who", [given.agent, given.supervisor, lambda: Actor.customer(1), *BELOW])
def test_only_who_changes_the_centre_and_is_below_nobody_sees_and_changes_providers(who):
    provider, actor = a_provider(), who()
    assert not visible_providers(actor).exists()
    for which in (provider.pk, None):
        with nothing_changes(), pytest.raises(Refused):
            save_identity_provider(actor=actor, provider_id=which, **{**PROVIDER, "code": "mine"})


def test_who_may_do_all_that_anybody_may_adds_a_provider_whatever_the_role_is_called():
    given.centre()
    provider = save_identity_provider(actor=as_good_as_an_administrator(), **PROVIDER)
    assert IdentityProvider.objects.get() == provider and not provider.vouches_for_factor


@pytest.mark.parametrize("issuer", ["https://new.example.cn", "https://login.example.cn/"])
def test_the_secret_kept_is_never_sent_to_another_issuer(issuer):
    provider, elsewhere = a_provider(), {**PROVIDER, "issuer": issuer}
    for empty in ("", "  "):
        with nothing_changes(), pytest.raises(Invalid) as refused:
            a_provider(provider_id=provider.pk, **{**elsewhere, "client_secret": empty})
        assert set(refused.value.fields) == {"client_secret"}
    assert a_provider(provider_id=provider.pk, **{**elsewhere, "client_secret": "another"}).client_secret == "another"


@pytest.mark.parametrize(
    "claimed",
    ["\u017fu@example.cn", "\uff53u@example.cn", "su@\u24d4xample.cn", "su@example.cn\u200b", "su@ex\u00adample.cn",
     "su@example\u3002cn", "su@example.cn ", "S\uff35@example.cn"],
)  # fmt: skip
def test_an_address_that_only_looks_or_folds_like_one_of_ours_is_another_one(claimed):
    provider = a_provider()
    with_mail(given.HE, "su@example.cn")
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(provider, mail=claimed))
    assert recognise_outside(actor=SYSTEM, vouched=vouched(provider, mail="SU@Example.CN")) == given.staff(given.HE)


def test_only_what_is_on_is_offered():
    a_provider(code="off", is_on=False)
    on = a_provider()
    assert offered_providers() == [on]


def test_a_verified_address_links_once_and_the_subject_counts_from_then_on():
    provider, lin = a_provider(), with_mail()
    assert recognise_outside(actor=SYSTEM, vouched=vouched(provider, mail="LIN@example.CN")) == lin
    assert OutsideIdentity.objects.get().staff == lin
    for later in ({"mail": ""}, {"mail": "new@example.cn"}, {"is_mail_verified": False}):
        assert recognise_outside(actor=SYSTEM, vouched=vouched(provider, **later)) == lin
    assert JournalEntry.objects.filter(code="accounts.outside_identity_linked").count() == 1


@pytest.mark.parametrize("instead", [{"is_mail_verified": False}, {"mail": "nobody@example.cn"}, {"mail": ""}])
def test_who_is_unknown_or_whose_address_nobody_verified_is_not_let_in_and_not_added(instead):
    provider = a_provider()
    with_mail()
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(provider, **instead))


def test_a_deactivated_person_is_not_let_in_linked_or_not():
    provider, lin = a_provider(), with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(provider))
    deactivate_staff(actor=given.administrator(), staff_id=lin.pk)
    for subject in ("s-1", "s-2"):
        with nothing_changes(), pytest.raises(NotFound):
            recognise_outside(actor=SYSTEM, vouched=vouched(provider, subject))


def test_an_address_that_went_to_somebody_else_at_the_provider_opens_no_second_way_in():
    provider = a_provider()
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(provider))
    with nothing_changes(), pytest.raises(NotFound):
        recognise_outside(actor=SYSTEM, vouched=vouched(provider, "s-2"))


def test_with_another_issuer_everybody_is_recognised_anew():
    provider = a_provider()
    with_mail()
    recognise_outside(actor=SYSTEM, vouched=vouched(provider))
    save_identity_provider(
        actor=given.administrator(), provider_id=provider.pk, **{**PROVIDER, "issuer": "https://new.example.cn"}
    )
    assert not OutsideIdentity.objects.exists()


@pytest.mark.parametrize("who", [given.agent, given.administrator, lambda: Actor.customer(1)])
def test_only_the_platform_recognises_people(who):
    provider, actor = a_provider(), who()
    with_mail()
    with nothing_changes(), pytest.raises(Refused):
        recognise_outside(actor=actor, vouched=vouched(provider))
