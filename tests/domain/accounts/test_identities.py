"""What is checked of a provider's answer beyond what a well-behaved provider could get wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from tests import given
from tests.domain.accounts.scenarios_signin import PROVIDER

from fuwutai.domain.accounts import identities
from fuwutai.domain.accounts.commands import save_identity_provider
from fuwutai.domain.accounts.identities import NotVouched, Vouched, finish
from fuwutai.domain.accounts.models import IdentityProvider
from fuwutai.kernel import clock
from fuwutai.kernel.outgoing import NO_ANSWER, CallFailed

pytestmark = pytest.mark.django_db

ISSUER = str(PROVIDER["issuer"])
KEPT = {"provider": "corp", "state": "st", "nonce": "no", "verifier": "ve", "redirect_uri": "https://desk.cn/back"}
ANSWER = {"state": "st", "code": "co"}
KEY, OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})


class Answer:
    """An answer of the provider as `fetch` gives it."""

    def __init__(self, body: Any, status_code: int = 200) -> None:
        self.body, self.status_code = body, status_code

    def json(self) -> Any:
        """Return the body. Raises: ValueError for what is no JSON."""
        return json.loads(self.body) if isinstance(self.body, str) else self.body


@pytest.fixture(autouse=True)
def a_provider():
    given.centre()
    with time_machine.travel("2026-03-09T10:00:00+08:00", tick=False):
        save_identity_provider(actor=given.administrator(), **PROVIDER)
        yield


def claims(**instead: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    said = {
        "iss": ISSUER, "aud": "fuwutai", "sub": "s-1", "nonce": "no", "iat": now, "exp": now + 300,
        "email": "lin@example.cn", "email_verified": True,
    }  # fmt: skip
    return {name: value for name, value in {**said, **instead}.items() if value is not None}


def signed(key: Any = KEY, algorithm: str = "RS256", **instead: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "1"}, claims(**instead), key, algorithms=[algorithm])


def answered(monkeypatch: pytest.MonkeyPatch, token: str, **instead: Any) -> list[tuple[str, dict[str, Any]]]:
    """Let the provider answer with a token; return what it is asked."""
    answers = {
        "/.well-known/openid-configuration": {
            "issuer": ISSUER, "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/jwks",
            "userinfo_endpoint": f"{ISSUER}/me",
        },
        "/token": {"id_token": token, "access_token": "ac"},
        "/jwks": {"keys": [KEY.as_dict(private=False)]},
        "/me": {"sub": "s-1", "email": "lin@example.cn", "email_verified": True},
        **instead,
    }  # fmt: skip
    calls: list[tuple[str, dict[str, Any]]] = []

    def fetch(method: str, url: str, **more: Any) -> Answer:
        calls.append((url.removeprefix(ISSUER), more))
        found = answers[url.removeprefix(ISSUER)]
        return found if isinstance(found, Answer) else Answer(found)

    monkeypatch.setattr(identities, "fetch", fetch)
    return calls


def refused(**answer: str) -> str:
    with pytest.raises(NotVouched) as error:
        finish(KEPT, {**ANSWER, **answer})
    return error.value.code


def test_a_right_answer_says_who_somebody_is(monkeypatch):
    calls = answered(monkeypatch, signed())
    vouched = finish(KEPT, ANSWER)
    assert (vouched.subject, vouched.mail, vouched.is_mail_verified) == ("s-1", "lin@example.cn", True)
    assert {more["timeout_seconds"] for _place, more in calls} == {3.0}
    sent = dict(calls)["/token"]["data"]
    assert (sent["code"], sent["code_verifier"], sent["client_secret"]) == ("co", "ve", "geheim")


@pytest.mark.parametrize("is_believed", [False, True])
def test_only_a_provider_that_is_believed_in_this_vouches_for_a_second_factor(monkeypatch, is_believed):
    IdentityProvider.objects.update(vouches_for_factor=is_believed)
    for methods, is_said in ((["pwd", "otp"], True), (["mfa"], True), (["pwd"], False), ("mfa", False), (None, False)):
        answered(monkeypatch, signed(amr=methods))
        assert finish(KEPT, ANSWER).has_second_factor is (is_believed and is_said)


def test_what_a_provider_says_of_itself_and_its_keys_are_kept_until_it_is_changed(monkeypatch):
    calls = answered(monkeypatch, signed())
    for _nth in range(3):
        finish(KEPT, ANSWER)
    places = [place for place, _more in calls]
    assert sorted(places) == ["/.well-known/openid-configuration", "/jwks", "/token", "/token", "/token"]
    provider = IdentityProvider.objects.get()
    save_identity_provider(actor=given.administrator(), provider_id=provider.pk, **PROVIDER)
    finish(KEPT, ANSWER)
    assert [place for place, _more in calls[5:]] == ["/.well-known/openid-configuration", "/token", "/jwks"]


def test_a_new_key_of_the_provider_is_asked_for_at_once_and_an_answer_that_is_wrong_is_not_kept(monkeypatch):
    answered(monkeypatch, signed())
    finish(KEPT, ANSWER)
    new = {"/jwks": {"keys": [OTHER_KEY.as_dict(private=False)]}}
    answered(monkeypatch, signed(OTHER_KEY), **new)
    finish(KEPT, ANSWER)
    answered(monkeypatch, signed(), **new)
    assert refused() == "bad_signature"


def test_more_than_two_at_once_do_not_wait_for_a_silent_provider(monkeypatch):
    silent, came = Event(), Semaphore(0)

    def fetch(*_args: Any, **_more: Any) -> Answer:
        came.release()
        silent.wait(20)
        raise CallFailed(NO_ANSWER)

    monkeypatch.setattr(identities, "fetch", fetch)
    asked = identities._asked
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(asked, "GET", ISSUER) for _nth in range(2)]
        try:
            assert came.acquire(timeout=20) and came.acquire(timeout=20)
            with pytest.raises(CallFailed) as failed:
                asked("GET", ISSUER)
            assert failed.value.code == "too_many_at_once" and not any(one.done() for one in waiting)
        finally:
            silent.set()
    assert {one.exception().code for one in waiting} == {"call_failed"}
    answered(monkeypatch, signed())
    assert isinstance(finish(KEPT, ANSWER), Vouched)


def test_a_token_signed_by_somebody_else_is_refused(monkeypatch):
    answered(monkeypatch, signed(OTHER_KEY))
    assert refused() == "bad_signature"


def test_a_token_signed_with_what_others_may_know_is_refused(monkeypatch):
    shared = signed(OctKey.import_key("geheim-geheim-geheim-geheim-geheim"), "HS256")
    answered(monkeypatch, shared)
    assert refused()
    head, body, _signature = signed().split(".")
    answered(monkeypatch, f"eyJhbGciOiJub25lIn0.{body}.")
    assert head and refused()


@pytest.mark.parametrize(
    "instead",
    [
        {"iss": "https://evil.example"}, {"aud": "others"}, {"aud": ["others"]}, {"nonce": "another"}, {"nonce": None},
        {"exp": None}, {"exp": 1_600_000_000}, {"iat": None}, {"sub": None}, {"aud": ["fuwutai", "others"]},
        {"aud": ["fuwutai", "others"], "azp": "others"}, {"azp": "others"},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_sign_in_is_refused(monkeypatch, instead):
    answered(monkeypatch, signed(**instead))
    assert refused()


def test_a_token_for_several_that_names_us_is_taken(monkeypatch):
    answered(monkeypatch, signed(aud=["fuwutai", "others"], azp="fuwutai"))
    assert isinstance(finish(KEPT, ANSWER), Vouched)


def test_an_address_that_stands_only_in_the_user_info_is_taken_from_there_for_the_same_subject(monkeypatch):
    answered(monkeypatch, signed(email=None, email_verified=None))
    assert finish(KEPT, ANSWER).mail == "lin@example.cn"
    answered(monkeypatch, signed(email=None), **{"/me": {"sub": "s-2", "email": "boss@example.cn"}})
    assert refused() == "other_subject"


@pytest.mark.parametrize(
    ("place", "answer", "code"),
    [
        ("/.well-known/openid-configuration", {"issuer": "https://evil.example"}, "other_issuer"),
        ("/.well-known/openid-configuration", {"issuer": ISSUER, "token_endpoint": "file:///etc"}, "bad_discovery"),
        ("/.well-known/openid-configuration", Answer("<html>"), "no_json"),
        ("/token", Answer({"error": "invalid_grant"}, 400), "refused_by_provider"),
        ("/token", ["no", "object"], "refused_by_provider"),
        ("/token", {}, "bad_token"),
        ("/jwks", {"keys": []}, "bad_token"),
        ("/jwks", {"keys": "none"}, "bad_token"),
    ],
)
def test_a_provider_that_answers_badly_lets_nobody_in(monkeypatch, place, answer, code):
    answered(monkeypatch, signed(), **{place: answer})
    said = refused()
    assert said == code or (code == "bad_token" and said)


def test_calls_into_the_own_network_are_allowed_by_the_settings_only(monkeypatch, settings):
    for allowed in (False, True):
        settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = allowed
        calls = answered(monkeypatch, signed())
        finish(KEPT, ANSWER)
        assert {more["allow_private"] for _place, more in calls} == {allowed}
