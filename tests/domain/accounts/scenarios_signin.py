"""What the commands of signing in cost."""

from datetime import timedelta
from typing import Any

from tests import given
from tests.domain.accounts.given_factors import a_second_factor, code_of

from fuwutai.domain.accounts import commands as accounts
from fuwutai.domain.accounts.identities import Vouched
from fuwutai.domain.accounts.models import StaffSession
from fuwutai.domain.accounts.profile import linked_accounts
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
PROVIDER = {
    "code": "corp", "name": "集团统一登录", "issuer": "https://login.example.cn", "client_id": "fuwutai",
    "client_secret": "geheim",
}  # fmt: skip

DIRECTORY = {
    "code": "hq", "name": "集团域账号", "url": "ldaps://127.0.0.1:9", "base_dn": "ou=people,dc=example,dc=cn",
    "search_filter": "(uid={name})", "bind_dn": "cn=reader,dc=example,dc=cn", "bind_password": "geheim-reader",
    "mail_attribute": "mail", "subject_attribute": "entryUUID",
}  # fmt: skip


def _session() -> StaffSession:
    return accounts.start_session(actor=given.agent(), session_key="k", browser="Firefox", address="")


def begun() -> dict[str, Any]:
    accounts.begin_second_factor(actor=given.agent())
    return {"actor": given.agent(), "code": code_of(given.LIN), "proof": given.PASSWORD}


def recovering() -> dict[str, Any]:
    codes = a_second_factor()
    return {"actor": given.agent(), "code": codes[0]}


def proving() -> dict[str, Any]:
    a_second_factor()
    return {"actor": given.agent(), "proof": given.PASSWORD}


def losing() -> dict[str, Any]:
    a_second_factor()
    _session()
    return {"actor": given.administrator(), "staff_id": given.staff().pk}


def linked() -> dict[str, Any]:
    accounts.start_session(actor=given.agent(), session_key="l", browser="Firefox", address="")
    made = accounts.make_sign_in_link(actor=given.administrator(), staff_id=given.staff().pk)
    return {"actor": SYSTEM, "secret": made.secret, "password": "Quiet-river-88"}


def another_password() -> dict[str, Any]:
    return {
        "actor": given.agent(), "old": given.PASSWORD, "new": "Quiet-river-88", "staff_session_id": _session().pk,
    }  # fmt: skip


def left_alone() -> dict[str, Any]:
    session = _session()
    StaffSession.objects.filter(pk=session.pk).update(seen_at=clock.now() - timedelta(days=1))
    return {"actor": SYSTEM, "staff_session_id": session.pk}


def moved_provider() -> dict[str, Any]:
    row = accounts.save_identity_provider(actor=given.administrator(), **PROVIDER)
    moved = {**PROVIDER, "issuer": "https://other.example.cn"}
    return {"actor": given.administrator(), "provider_id": row.pk, **moved}


def a_newcomer() -> dict[str, Any]:
    row = accounts.save_identity_provider(actor=given.administrator(), **PROVIDER)
    accounts.change_mail(actor=SYSTEM, staff_id=given.staff().pk, mail="lin@example.cn")
    vouched = Vouched(
        provider_id=row.pk, subject="1", mail="lin@example.cn", is_mail_verified=True, has_second_factor=False
    )
    return {"actor": SYSTEM, "vouched": vouched}


def known_outside(**more: Any) -> dict[str, Any]:
    """Let Lin be known to a provider and a directory and signed in, for an administrator who does something to her."""
    accounts.recognise_outside(**a_newcomer())
    row = accounts.save_directory(actor=given.administrator(), **DIRECTORY)
    vouched = Vouched(
        directory_id=row.pk, subject="1", mail="lin@example.cn", is_mail_verified=True, has_second_factor=False
    )
    accounts.recognise_outside(actor=SYSTEM, vouched=vouched)
    _session()
    return {"actor": given.administrator(), "staff_id": given.staff().pk, **more}


def known_by_one() -> dict[str, Any]:
    known = known_outside()
    return {**known, "identity_id": linked_accounts(given.administrator(), known["staff_id"])[0].id}


def known_and_invited() -> dict[str, Any]:
    known_outside()
    return linked()


def moved_directory() -> dict[str, Any]:
    row = accounts.save_directory(actor=given.administrator(), **DIRECTORY)
    return {"actor": given.administrator(), "directory_id": row.pk, **DIRECTORY, "base_dn": "dc=example,dc=cn"}


def a_newcomer_of_a_directory() -> dict[str, Any]:
    row = accounts.save_directory(actor=given.administrator(), **DIRECTORY)
    accounts.change_mail(actor=SYSTEM, staff_id=given.staff().pk, mail="lin@example.cn")
    vouched = Vouched(
        directory_id=row.pk, subject="1", mail="other@example.cn", more_mails=("lin@example.cn",),
        is_mail_verified=True, has_second_factor=False,
    )  # fmt: skip
    return {"actor": SYSTEM, "vouched": vouched}


def figures() -> dict[str, Any]:
    return {
        "actor": given.administrator(), "idle_minutes": 30, "reveal_minutes": 5, "second_factor_roles": ["agent"],
        "has_watermark": True,
    }  # fmt: skip


SCENARIOS: dict[str, Any] = {
    "beginning a second factor": (accounts.begin_second_factor, lambda: {"actor": given.agent()}),
    "confirming a second factor": (accounts.confirm_second_factor, begun),
    "signing in by a recovery code": (accounts.accept_second_factor, recovering),
    "renewing recovery codes": (accounts.renew_recovery_codes, proving),
    "turning a second factor off": (accounts.turn_off_second_factor, proving),
    "taking a second factor away": (accounts.remove_second_factor, losing),
    "making a link to sign in": (
        accounts.make_sign_in_link,
        lambda: {"actor": given.administrator(), "staff_id": given.staff().pk},
    ),
    "choosing a password by a link": (accounts.choose_password_by_link, linked),
    "changing one's password": (accounts.change_own_password, another_password),
    "changing one's mail address": (
        accounts.change_mail,
        lambda: {
            "actor": given.agent(), "staff_id": given.staff().pk, "mail": "lin@example.cn", "password": given.PASSWORD,
        },
    ),
    "going on under another session key": (
        accounts.rename_session,
        lambda: {"actor": given.agent(), "staff_session_id": _session().pk, "session_key": "other"},
    ),
    "signing out after a time without work": (accounts.expire_session, left_alone),
    "moving a provider of single sign-on": (accounts.save_identity_provider, moved_provider),
    "recognising somebody from outside": (accounts.recognise_outside, a_newcomer),
    "unlinking an account of another system": (accounts.unlink_outside, known_by_one),
    "mending the mail address of somebody known outside": (
        accounts.change_mail, lambda: known_outside(mail="right@example.cn"),
    ),
    "giving a password to somebody known outside": (
        accounts.set_password, lambda: known_outside(password="Quiet-river-88"),
    ),
    "choosing a password while known outside": (accounts.choose_password_by_link, known_and_invited),
    "deactivating somebody known outside": (accounts.deactivate_staff, known_outside),
    "moving a directory": (accounts.save_directory, moved_directory),
    "adding a directory": (accounts.save_directory, lambda: {"actor": given.administrator(), **DIRECTORY}),
    "recognising somebody of a directory": (accounts.recognise_outside, a_newcomer_of_a_directory),
    "changing the figures of security": (accounts.change_security, figures),
}  # fmt: skip
