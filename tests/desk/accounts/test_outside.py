"""Single sign-on against a real provider on this machine."""

import socket
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from oidc_provider_mock import User
from tests import given
from tests.desk.accounts.given_provider import LIN, MAIL, asked, led_away, provider_of, through, vouched_for
from tests.domain.accounts.given_factors import a_second_factor, demanded_of
from tests.domain.accounts.scenarios_signin import PROVIDER
from tests.rows import nothing_changes

from fuwutai.domain.accounts import identities
from fuwutai.domain.accounts.commands import deactivate_staff, save_identity_provider
from fuwutai.domain.accounts.models import IdentityProvider, OutsideIdentity, StaffSession
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_provider_may_run_on_this_machine(settings, monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = True


@pytest.fixture
def refused(caplog):
    """Return what asserts that an answer lets nobody in, for the reason whose code stands in the log."""

    def check(answer, why: str = "", status: int = 422) -> None:
        assert answer.status_code == status and StaffSession.objects.count() == 0
        assert AccessEntry.objects.filter(action="sign_in_failed").exists()
        said = [record.getMessage() for record in caplog.records if record.name == "fuwutai.desk.accounts.outside"]
        assert said[-1:] == ([f"single sign-on failed: {why}"] if why else [])
        caplog.clear()

    return check


def test_who_is_known_by_a_verified_address_is_let_in_and_linked(client):
    with provider_of(LIN) as issuer:
        assert "/desk/sign-in/with?provider=corp" in client.get("/desk/sign-in").content.decode()
        address = led_away(client, "/desk/queues/team")
        wanted = asked(address)
        assert address.startswith(f"{issuer}/oauth2/authorize?") and wanted["code_challenge_method"] == "S256"
        assert wanted["redirect_uri"] == "http://testserver/desk/sign-in/back" and wanted["nonce"] and wanted["state"]
        answer = client.get(vouched_for(address))
        assert (answer.status_code, answer["Location"]) == (303, "/desk/queues/team")
        assert StaffSession.objects.get().staff == OutsideIdentity.objects.get().staff == given.staff()
        assert client.get("/desk/").status_code == 200
        again = Client()
        assert through(again)["Location"] == "/desk/" and OutsideIdentity.objects.count() == 1


def test_an_answer_with_another_state_is_refused_and_taken_once(client, refused):
    with provider_of(LIN):
        back = vouched_for(led_away(client))
        said = asked(back)
        refused(client.get(f"/desk/sign-in/back?{urlencode({**said, 'state': 'another'})}"), "wrong_state")
        refused(client.get(back), "not_under_way")  # the right answer comes too late after a wrong one


def test_an_answer_that_nobody_asked_for_is_refused(client, refused):
    with provider_of(LIN):
        refused(Client().get(vouched_for(led_away(client))), "not_under_way")
        refused(client.get("/desk/sign-in/back"), "wrong_state")


def test_an_answer_of_another_issuer_is_refused(client, refused):
    with provider_of(LIN):
        refused(client.get(f"{vouched_for(led_away(client))}&iss=https://evil.example"), "wrong_issuer")


def test_a_token_with_another_nonce_is_refused(client, refused):
    with provider_of(LIN):
        address = led_away(client)
        nonce = asked(address)["nonce"]
        refused(client.get(vouched_for(address.replace(nonce, "of-another-sign-in"))), "invalid_claim")


def test_an_expired_token_is_refused(client, refused):
    with provider_of(LIN, lives=timedelta(minutes=-5)):
        refused(through(client), "expired_token")


def test_a_token_for_another_party_is_refused(client, refused):
    with provider_of(LIN):
        back = vouched_for(led_away(client).replace("client_id=fuwutai", "client_id=others"))
        refused(client.get(back), "refused_by_provider")


def test_a_code_that_the_provider_does_not_know_is_refused(client, refused):
    with provider_of(LIN):
        said = asked(led_away(client))
        invented = urlencode({"code": "invented", "state": said["state"]})
        refused(client.get(f"/desk/sign-in/back?{invented}"), "refused_by_provider")


def test_who_denies_at_the_provider_is_told_so(client, refused):
    with provider_of(LIN):
        said = asked(led_away(client))
        denied = urlencode({"error": "access_denied", "state": said["state"]})
        refused(client.get(f"/desk/sign-in/back?{denied}"), "no_code")


def test_a_sign_in_that_takes_too_long_is_begun_anew(client, refused):
    with provider_of(LIN), time_machine.travel("2026-03-09T10:00:00+08:00", tick=False) as moving:
        address = led_away(client)
        moving.shift(timedelta(minutes=11))
        refused(client.get(vouched_for(address)), "not_under_way")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": MAIL, "email_verified": False}, {"email": MAIL}, {"email": MAIL, "email_verified": "true"},
        {"email": "stranger@example.cn", "email_verified": True}, {},
    ],
)  # fmt: skip
def test_who_is_unknown_or_not_verified_is_told_whom_to_ask_and_nobody_is_added(client, refused, claims):
    with provider_of(User(sub="s-2", claims=claims)):
        answer = through(client, "s-2")
        refused(answer, status=403)
        assert OutsideIdentity.objects.count() == 0 and given.staff().__class__.objects.count() == len(given.STAFF)


def test_a_deactivated_person_gets_the_page_of_the_unknown(client, refused):
    with provider_of(LIN, User(sub="s-2", claims={})):
        unknown = through(client, "s-2").content
        deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
        answer = through(Client())
        refused(answer, status=403)
        plain = [one.decode().partition("<main")[2].partition("</main>")[0] for one in (unknown, answer.content)]
        assert plain[0] == plain[1]


def test_our_second_factor_is_asked_unless_a_provider_that_is_believed_asked_for_one(client):
    strong = User(sub="s-lin", claims={**LIN.claims, "amr": ["pwd", "mfa"]})
    with provider_of(LIN):
        a_second_factor()
        assert through(client)["Location"] == "/desk/sign-in/code" and StaffSession.objects.count() == 0
    for is_believed, onward in ((False, "/desk/sign-in/code"), (True, "/desk/")):
        IdentityProvider.objects.all().delete()
        with provider_of(strong, is_believed=is_believed):
            assert through(Client())["Location"] == onward


def test_whose_role_demands_a_factor_sets_it_up_unless_the_provider_asked_for_one(client):
    demanded_of("agent")
    with provider_of(LIN):
        through(client)
        assert client.get("/desk/")["Location"] == "/desk/second-factor"
    IdentityProvider.objects.all().delete()
    with provider_of(User(sub="s-lin", claims={**LIN.claims, "amr": ["otp"]}), is_believed=True):
        strong = Client()
        through(strong)
        assert strong.get("/desk/").status_code == 200


def test_a_provider_inside_the_own_network_is_not_called_unless_the_settings_say_so(client, refused, settings):
    with provider_of(LIN):
        settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = False
        answer = client.get("/desk/sign-in/with?provider=corp")
        refused(answer, "call_forbidden")


def test_a_provider_that_is_off_or_unknown_or_silent_leads_nowhere(client, refused):
    with provider_of(LIN):
        pass
    refused(client.get("/desk/sign-in/with?provider=corp"), "call_failed")  # it does not answer any more
    IdentityProvider.objects.update(is_on=False)
    with nothing_changes():
        assert client.get("/desk/sign-in/with?provider=corp").status_code == 404
        assert client.get("/desk/sign-in/with?provider=unknown").status_code == 404
    assert "sign-in/with" not in client.get("/desk/sign-in").content.decode()


def test_a_silent_provider_does_not_hold_up_the_pages(client, refused, monkeypatch):
    monkeypatch.setattr(identities, "TIMEOUT_SECONDS", 0.2)
    given.centre()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        save_identity_provider(actor=given.administrator(), **{**PROVIDER, "issuer": issuer})
        refused(client.get("/desk/sign-in/with?provider=corp"), "call_failed")
        with identities._gate.passed(), identities._gate.passed():
            answer = client.get("/desk/sign-in/with?provider=corp")
        refused(answer, "too_many_at_once")
        page = answer.content.decode()
        assert str(identities.NO_ANSWER) in page and 'href="/desk/sign-in"' in page


def test_the_way_to_a_provider_that_answered_asks_it_nothing(client):
    with provider_of(LIN) as issuer:
        led_away(client)
    assert led_away(Client()).startswith(issuer)  # it runs no more


def test_no_secret_stands_in_the_log(client, caplog):
    with provider_of(LIN, lives=timedelta(minutes=-5)):
        back = vouched_for(led_away(client))
        client.get(back)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("fuwutai"))
    assert "single sign-on failed: expired_token" in ours
    assert asked(back)["code"] not in ours and "geheim" not in ours
