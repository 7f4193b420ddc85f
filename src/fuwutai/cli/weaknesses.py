"""What is out of order in an installation, and what strangers could use: one function for each thing looked at."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from fuwutai.cli.words import words as _

WEAK, LOOK = "weak", "look"
OLD_KEY = timedelta(days=366)
LOCAL = {"", "localhost", "127.0.0.1", "::1"}
ENCRYPTED = {"require", "verify-ca", "verify-full"}


class Found(NamedTuple):
    """One weakness: a stable code, how bad it is, what is so, and what to do."""

    code: str
    level: str
    what: str
    do: str


def out_of_order() -> list[Found]:
    """Return what does not work, or will not for long."""
    return _asked(_health, _chain_head, _calendar)


def before_strangers_come() -> list[Found]:
    """Return what strangers who reach this installation could use, the gravest first."""
    found = _asked(
        _demo, _https, _hosts, _rate_limits, _directories, _files, _second_factors, _database, _redis, _root, _tokens,
        _forgotten, _keys, _of_django,
    )  # fmt: skip
    return sorted(found, key=lambda one: one.level != WEAK)


def _asked(*checks: Callable[[], Iterator[Found]]) -> list[Found]:
    return [found for check in checks for found in check()]


def _health() -> Iterator[Found]:
    from fuwutai.kernel.health import readiness

    for name, answer in readiness().checks.items():
        if answer != "ok":
            facts = {"name": name, "answer": answer}
            what = _("%(name)s: %(answer)s.") % facts
            level = LOOK if name in ("worker", "outbox") else WEAK
            yield Found(f"health.{name}", level, what, _("See the page “Operations”, or the log of the program."))


def _chain_head() -> Iterator[Found]:
    from fuwutai.kernel import chain
    from fuwutai.kernel.models import ChainBlock

    if ChainBlock.objects.exists() and not chain.head_is_noted():
        what = _("The file audit.head is missing, so a cut end of the logs cannot be noticed.")
        yield Found("audit.head", WEAK, what, _("Restore it from a backup."))


def _calendar() -> Iterator[Found]:
    from fuwutai.domain.calendars.queries import calendars_with_missing_years
    from fuwutai.kernel import clock

    for name, years in calendars_with_missing_years(clock.now().date()).items():
        facts = {"name": name, "years": ", ".join(map(str, years))}
        what = _("Calendar %(name)s knows no holidays of %(years)s.") % facts
        yield Found("calendar.year", LOOK, what, _("Enter them on the page “Calendars” before the year begins."))


def _demo() -> Iterator[Found]:
    from fuwutai.domain.accounts.weaknesses import is_demo

    if is_demo():
        what = _("This is the demonstration: its user names and passwords are known to everybody.")
        do = _("Start an installation of your own in an empty directory: fuwutai up --empty")
        yield Found("demo", WEAK, what, do)


def _https() -> Iterator[Found]:
    if not settings.FUWUTAI_HTTPS:
        what = _("Pages, passwords and cookies travel unencrypted.")
        do = _("Put a proxy with TLS in front that sets X-Forwarded-Proto, and start with FUWUTAI_HTTPS=1.")
        yield Found("https", WEAK, what, do)


def _hosts() -> Iterator[Found]:
    if "*" in settings.ALLOWED_HOSTS:
        what = _("The desk answers to every host name, so links in mails can be forged.")
        yield Found("hosts", WEAK, what, _("Name your own hosts: FUWUTAI_HOSTS=desk.example.cn"))
    elif set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        what = _("The desk answers to this machine's own name only, so nobody else can open it.")
        yield Found("hosts", LOOK, what, _("Name your own hosts: FUWUTAI_HOSTS=desk.example.cn"))


def _rate_limits() -> Iterator[Found]:
    if not settings.FUWUTAI_RATE_LIMITS:
        what = _("Nobody's attempts are counted, so passwords can be tried without end.")
        yield Found("rate_limits", WEAK, what, _("Start without FUWUTAI_RATE_LIMITS=off."))


def _directories() -> Iterator[Found]:
    from fuwutai.domain.accounts.weaknesses import directories_without_tls

    if settings.FUWUTAI_ALLOW_PLAIN_LDAP and (names := directories_without_tls()):
        what = _("Passwords travel unencrypted to these directories: %(names)s.") % {"names": _some(names)}
        do = _("Use ldaps:// or STARTTLS, and start without FUWUTAI_ALLOW_PLAIN_LDAP=1.")
        yield Found("directory.tls", WEAK, what, do)


def _files() -> Iterator[Found]:
    data = Path(settings.FUWUTAI_DATA)
    for path in (data, data / "keys", data / "keys" / "keyring.json", data / "fuwutai.sqlite3"):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            what = _("Others who use this machine can read %(path)s.") % {"path": path}
            yield Found("files", WEAK, what, f"chmod -R go= {data}")


def _second_factors() -> Iterator[Found]:
    from fuwutai.domain.accounts.queries import centre
    from fuwutai.domain.accounts.weaknesses import powerful_without_second_factor

    if alone := powerful_without_second_factor():
        what = _("Who may change people and roles signs in with a password alone: %(names)s.") % {"names": _some(alone)}
        do = _("Let them set up a second factor: at the desk, their own name, “Second factor”.")
        yield Found("second_factor.people", WEAK, what, do)
    here = centre()
    if here and not here.second_factor_roles:
        what = _("No role has to sign in with a second factor.")
        do = _("Demand one at least of administrators, on the page “Security”.")
        yield Found("second_factor.roles", LOOK, what, do)


def _database() -> Iterator[Found]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        what = _("The database is SQLite: one host only, and no promise that a power cut loses nothing.")
        yield Found("database.sqlite", LOOK, what, _("Use PostgreSQL for a centre at work: FUWUTAI_DATABASE_URL=…"))
        return
    url = urlsplit(os.environ.get("FUWUTAI_DATABASE_URL", ""))
    mode = parse_qs(url.query).get("sslmode", [os.environ.get("PGSSLMODE", "")])[0]
    if (url.hostname or "") not in LOCAL and mode not in ENCRYPTED:
        what = _("The way to the database may be unencrypted.")
        yield Found("database.tls", WEAK, what, _("Add ?sslmode=verify-full to FUWUTAI_DATABASE_URL."))


def _redis() -> Iterator[Found]:
    url = urlsplit(settings.FUWUTAI_REDIS_URL)
    if settings.FUWUTAI_REDIS_URL and (url.hostname or "") not in LOCAL and url.scheme != "rediss":
        what = _("The way to Redis is unencrypted.")
        yield Found("redis.tls", WEAK, what, _("Use an address that begins with rediss://."))
    if settings.FUWUTAI_REDIS_URL and not url.password:
        what = _("Redis asks nobody for a password.")
        yield Found("redis.password", LOOK, what, _("Give it one, or make sure that only this host reaches it."))


def _root() -> Iterator[Found]:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        what = _("The program runs as root.")
        yield Found("root", LOOK, what, _("Run it as a user of its own that owns only the data directory."))


def _tokens() -> Iterator[Found]:
    from fuwutai.domain.accounts.weaknesses import endless_tokens

    if count := endless_tokens():
        what = _("%(count)s tokens of programs never expire.") % {"count": count}
        yield Found("tokens", LOOK, what, _("Give out new ones with --expires and withdraw these: fuwutai token"))


def _forgotten() -> Iterator[Found]:
    from fuwutai.domain.accounts.weaknesses import forgotten_accounts

    if names := forgotten_accounts():
        what = _("These people could sign in and have not worked for 90 days: %(names)s.") % {"names": _some(names)}
        yield Found("accounts.forgotten", LOOK, what, _("Deactivate on the page “People” who has left."))


def _keys() -> Iterator[Found]:
    from fuwutai.kernel import clock, keyring

    made_on = date.fromisoformat(keyring.ring().active.made_on)
    if clock.now().date() - made_on > OLD_KEY:
        what = _("The key of the encrypted fields is older than a year.")
        yield Found("keys.age", LOOK, what, _("Change it while people work: fuwutai keys rotate"))


def _of_django() -> Iterator[Found]:
    """Return what Django's own check for deployment finds, but for what is told above in our words."""
    from django.core import checks

    told = {"security.W004", "security.W008", "security.W012", "security.W016", "security.W005", "security.W021"}
    for one in checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True):
        if one.id not in told:
            yield Found(f"django.{one.id}", WEAK, one.msg, one.hint or "")


def _some(names: list[str]) -> str:
    more = f" (+{len(names) - 5})" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
