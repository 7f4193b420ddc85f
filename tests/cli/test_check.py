"""`fuwutai check`: each weakness is named while it is there, and not when it is mended."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests import given
from tests.domain.accounts.given_directory import a_directory

from fuwutai import cli
from fuwutai.cli import check, weaknesses
from fuwutai.domain.accounts.commands import create_token, deactivate_staff
from fuwutai.domain.accounts.models import Centre, SecondFactor
from fuwutai.kernel import clock, keyring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    monkeypatch.setattr(check, "setup_django", lambda data: None)
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    given.centre()
    yield tmp_path
    keyring.forget_ring()


def codes() -> set[str]:
    return {one.code for one in weaknesses.before_strangers_come()}


def safe(settings) -> None:
    """Make all that settings can make safe."""
    settings.FUWUTAI_HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["desk.example.cn"]
    settings.SECURE_HSTS_SECONDS = 31_536_000


def test_a_fresh_installation_is_told_what_to_do(capsys):
    assert cli.main(["check", "--deploy"]) == 1
    said = capsys.readouterr().out
    assert "WEAK  https: Pages, passwords and cookies travel unencrypted.\n      Put a proxy with TLS in front" in said
    assert said.splitlines()[-1].endswith("to look at.")


def test_the_answer_for_programs(capsys):
    assert cli.main(["check", "--deploy", "--json"]) == 1
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert {"code", "level", "what", "do"} == set(answer["found"][0])
    levels = [one.level for one in weaknesses.before_strangers_come()]
    assert levels == sorted(levels, reverse=True)


def test_nothing_weak_is_left_when_all_is_mended(settings, capsys, monkeypatch):
    safe(settings)
    monkeypatch.setattr(weaknesses, "_health", lambda: iter(()))  # no worker runs in a test
    person = given.staff(given.HE)
    SecondFactor.objects.create(staff=person, secret="s", created_at=clock.now(), confirmed_at=clock.now())
    Centre.objects.update(second_factor_roles=["administrator"])
    assert cli.main(["check", "--deploy", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["found"]
    assert {one["level"] for one in found} <= {"look"}


def test_without_deploy_only_what_does_not_work_is_named(capsys):
    cli.main(["check", "--json"])
    found = json.loads(capsys.readouterr().out)["found"]
    assert {one["code"].partition(".")[0] for one in found} <= {"health", "calendar", "audit"}


def test_plain_http_and_open_hosts(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    assert {"https", "hosts"} <= codes()
    settings.ALLOWED_HOSTS = ["*"]
    assert next(one for one in weaknesses.before_strangers_come() if one.code == "hosts").level == "weak"
    safe(settings)
    assert not {"https", "hosts"} & codes()


def test_uncounted_attempts(settings):
    assert "rate_limits" not in codes()
    settings.FUWUTAI_RATE_LIMITS = False
    assert "rate_limits" in codes()


def test_passwords_sent_to_a_directory_without_encryption(settings):
    settings.FUWUTAI_ALLOW_PLAIN_LDAP = True
    a_directory()
    assert "directory.tls" not in codes()
    a_directory(code="plain", url="ldap://ldap.example.cn")
    assert "directory.tls" in codes()


def test_files_that_others_may_read(data):
    data.chmod(0o700)
    keyring.ring()
    assert "files" not in codes()
    (data / "keys" / "keyring.json").chmod(0o644)
    assert "files" in codes()


def test_the_demonstration(settings):
    assert "demo" not in codes()
    Centre.objects.update(is_demo=True)
    from fuwutai.domain.accounts.queries import forget_centre

    forget_centre()
    assert "demo" in codes()


def test_who_may_change_people_needs_a_second_factor():
    named = next(one for one in weaknesses.before_strangers_come() if one.code == "second_factor.people")
    assert given.HE in named.what and given.LIN not in named.what
    factor = SecondFactor.objects.create(staff=given.staff(given.HE), secret="s", created_at=clock.now())
    assert "second_factor.people" in codes()  # begun, not confirmed
    factor.confirmed_at = clock.now()
    factor.save()
    assert "second_factor.people" not in codes()


def test_tokens_without_end():
    create_token(
        actor=given.administrator(), staff_id=given.staff().pk, scopes=["cases:read"],
        expires_days=3,
    )  # fmt: skip
    assert "tokens" not in codes()
    create_token(actor=given.administrator(), staff_id=given.staff().pk, scopes=["cases:read"])
    assert "tokens" in codes()


def test_accounts_that_nobody_uses():
    assert "accounts.forgotten" not in codes()
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        named = next(one for one in weaknesses.before_strangers_come() if one.code == "accounts.forgotten")
        assert given.LIN in named.what
        deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
        named = next(one for one in weaknesses.before_strangers_come() if one.code == "accounts.forgotten")
        assert given.LIN not in named.what


def test_a_key_older_than_a_year():
    keyring.ring()
    assert "keys.age" not in codes()
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        assert "keys.age" in codes()


@pytest.mark.parametrize(
    ("url", "is_weak"),
    [
        ("postgresql://a@/b", False),
        ("postgresql://a@127.0.0.1/b", False),
        ("postgresql://a@db.example.cn/b", True),
        ("postgresql://a@db.example.cn/b?sslmode=prefer", True),
        ("postgresql://a@db.example.cn/b?sslmode=verify-full", False),
    ],
)
def test_the_way_to_the_database(settings, monkeypatch, url, is_weak):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setenv("FUWUTAI_DATABASE_URL", url)
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert [one.code for one in weaknesses._database()] == (["database.tls"] if is_weak else [])


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", []),
        ("redis://:secret@127.0.0.1/0", []),
        ("redis://127.0.0.1/0", ["redis.password"]),
        ("redis://:secret@cache.example.cn/0", ["redis.tls"]),
        ("rediss://:secret@cache.example.cn/0", []),
    ],
)
def test_the_way_to_redis(settings, url, found):
    settings.FUWUTAI_REDIS_URL = url
    assert [one.code for one in weaknesses._redis()] == found
