"""Signing in by a directory (LDAP): which ones there are, and whether one knows a name with a password.

The service account looks for the name; exactly one entry may be found; then the password is tried on that entry. Who
is found by nobody is tried as well, on an entry that does not exist, so that both take the same way. Source: RFC 4513.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.identities import Vouched, claimed_index
from fuwutai.domain.accounts.models import Directory, Staff
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel import rate_limit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import NotFound, Refused, Text, TooMany
from fuwutai.kernel.outgoing import NO_ANSWER, NOT_PUBLIC, CallFailed, Gate

if TYPE_CHECKING:
    from fuwutai.kernel.ldap import Entry, Opened

TRIES = "10/15 minutes"
"""So often the passwords of one entry are tried, by whatever name and from wherever: most directories lock a person
out of everything after a few more."""
MOST_AT_ONCE = 2
"""So many connections to directories are open at once in a process, so that a silent one does not hold up all pages."""
LOOKED_AT = 100
"""So many entries are looked at to say what a search finds."""
LONGEST = {"base_dn": 400, "search_filter": 400, "bind_dn": 400, "mail_attribute": 60, "subject_attribute": 60}
ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
ASSERTION = re.compile(r"\(([^()]*)\)")
"""A part of a filter that holds no other parts: attribute, sign, value."""

_gate = Gate(MOST_AT_ONCE)

LIBRARY_MISSING: Text = _("The library for directories is missing on the server.")
PRIVATE: Text = _(
    "This address lies inside your own network, where nothing is called unless the program is started with "
    "FUWUTAI_ALLOW_PRIVATE_ISSUERS=1."
)
NOT_TAKEN: Text = _("The directory answers, but it does not take the service account. Check bind DN and password.")
NOBODY: Text = _("The directory answers and takes the service account, but the filter finds nobody under the base DN.")
NO_VALUE: Text = _(
    "The directory answers and takes the service account. None of the %(people)d people looked at has a value in "
    "%(attribute)s. Check the attribute, and what the service account may read."
)
WELL: Text = _(
    "The directory answers and takes the service account. Of %(people)d people looked at, %(mails)d have a mail "
    "address and %(subjects)d an identifier; %(known)d of the addresses are those of people here."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check of a directory found, in words."""

    is_good: bool
    text: Text


def is_library_there() -> bool:
    """Return whether directories can be asked at all: the library for it is an extra."""
    return find_spec("ldap3") is not None


def directory_names() -> list[str]:
    """Return the names of the directories by which anybody may sign in. Cost: 1 statement."""
    return list(Directory.objects.filter(is_on=True).order_by("name", "id").values_list("name", flat=True))


def visible_directories(actor: Actor) -> QuerySet[Directory]:
    """Return all directories by name, to whoever may change them, without the passwords of their service accounts."""
    if not may_edit_providers(actor):
        return Directory.objects.none()
    return Directory.objects.defer("bind_password").order_by("name", "id")


def directory_to_change(actor: Actor, directory_id: int) -> Directory:
    """Return a directory. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_edit_providers(actor):
        raise Refused
    found = visible_directories(actor).filter(pk=directory_id).first()
    if found is None:
        raise NotFound
    return found


def wrong_place(url: str, uses_starttls: bool) -> Text:
    """Return what is wrong with the address of a directory, nothing when it is right."""
    try:
        parts = urlsplit(url)
        is_address = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        is_address = False
    if not is_address or len(url) > 200 or parts.scheme not in ("ldap", "ldaps"):
        return _("Enter the address of the directory, beginning with ldaps:// or ldap://.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        return _("Enter only name and port of the server; the base DN has a field of its own.")
    if parts.scheme == "ldap" and not uses_starttls and not settings.FUWUTAI_ALLOW_PLAIN_LDAP:
        return _("Passwords would travel unencrypted. Use ldaps://, or turn on STARTTLS.")
    return ""


def wrong_filter(search_filter: str) -> Text:
    """Return what is wrong with a filter: `{name}` must stand in it, and only as the value of an attribute."""
    depth, is_one = 0, search_filter.startswith("(") and search_filter.endswith(")")
    for nth, mark in enumerate(search_filter, start=1):
        depth += (mark == "(") - (mark == ")")
        is_one = is_one and (depth > 0 or nth == len(search_filter))
    values = [part.partition("=")[2] for part in ASSERTION.findall(search_filter)]
    named = sum(value.count("{name}") for value in values)
    if not is_one or depth or not named or named != search_filter.count("{name}"):
        return _("Enter a filter in which {name} stands for the name typed, for example (uid={name}).")
    return ""


def wrong_authorities(pem: str) -> Text:
    """Return what is wrong with certificates that are to be trusted, nothing when they are right or none."""
    try:
        is_right = not pem or bool(load_pem_x509_certificates(pem.encode()))
    except ValueError:
        is_right = False
    return "" if is_right else _("This is no certificate in PEM form. It begins with -----BEGIN CERTIFICATE-----.")


def vouched_by_directory(name: str, password: str) -> Vouched | None:
    """Return what the first directory says that knows a name with this password; None when no directory does.

    Raises: CallFailed when none of them does and one could not be asked. Cost: 1 statement; for each directory a
    connection with a search and two sign-ins, of which none takes longer than seconds.
    """
    silent: CallFailed | None = None
    for directory in Directory.objects.filter(is_on=True).order_by("name", "id"):
        try:
            if vouched := _asked(directory, name, password):
                return vouched
        except CallFailed as failed:
            silent = failed
    if silent is not None:
        raise silent
    return None


def check_directory(actor: Actor, directory_id: int) -> Checked:
    """Return what the service account of a directory finds there. Raises: Refused, NotFound. Cost: 3 statements."""
    directory_to_change(actor, directory_id)
    directory = Directory.objects.get(pk=directory_id)
    if wrong := wrong_place(directory.url, directory.uses_starttls):
        return Checked(is_good=False, text=wrong)
    try:
        with _opened(directory) as opened:
            if not opened.bind(directory.bind_dn, directory.bind_password):
                return Checked(is_good=False, text=NOT_TAKEN)
            anybody = directory.search_filter.replace("{name}", "*")
            entries = opened.search(directory.base_dn, anybody, _attributes(directory), LOOKED_AT).entries
    except CallFailed as failed:
        return Checked(is_good=False, text=PRIVATE if failed.message == NOT_PUBLIC else failed.message)
    return _summed_up(directory, entries)


def _asked(directory: Directory, name: str, password: str) -> Vouched | None:
    with _opened(directory) as opened:
        from fuwutai.kernel.ldap import escaped

        if not opened.bind(directory.bind_dn, directory.bind_password):
            raise CallFailed(NO_ANSWER, code="service_account_refused")
        sought = directory.search_filter.replace("{name}", escaped(name))
        found = opened.search(directory.base_dn, sought, _attributes(directory), 2)
        if len(found.entries) != 1 or found.is_cut:
            opened.bind(f"cn={secrets.token_hex(8)},{directory.base_dn}", password)
            return None
        entry = found.entries[0]
        if not _may_try(directory, entry) or not opened.bind(entry.dn, password):
            return None
    subject, mails = _subject(directory, entry), _mails(directory, entry)
    if not subject:
        raise CallFailed(NO_ANSWER, code="no_subject")
    return Vouched(
        directory_id=directory.pk, subject=subject, mail=mails[0] if mails else "", more_mails=mails[1:],
        is_mail_verified=True, has_second_factor=False,
    )  # fmt: skip


@contextmanager
def _opened(directory: Directory) -> "Iterator[Opened]":
    try:
        from fuwutai.kernel.ldap import Place, connected
    except ImportError as missing:
        raise CallFailed(LIBRARY_MISSING, code="library_missing") from missing
    place = Place(
        url=directory.url, uses_starttls=directory.uses_starttls, authorities=directory.authorities,
        allow_private=settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS, allow_plain=settings.FUWUTAI_ALLOW_PLAIN_LDAP,
    )  # fmt: skip
    with _gate.passed(), connected(place) as opened:
        yield opened


def _may_try(directory: Directory, entry: "Entry") -> bool:
    try:
        rate_limit.spend(TRIES, "directory", str(directory.pk), blind_index("text", entry.dn))
    except TooMany:
        return False
    return True


def _attributes(directory: Directory) -> list[str]:
    return [directory.mail_attribute, directory.subject_attribute]


def _subject(directory: Directory, entry: "Entry") -> str:
    """Return what never changes of a person, nothing unless there is exactly one value of at most 255 characters."""
    values = entry.values.get(directory.subject_attribute.lower(), ())
    if len(values) != 1:
        return ""
    if directory.subject_attribute.lower() == "objectguid" and len(values[0]) == 16:
        return str(UUID(bytes_le=values[0]))
    try:
        text = values[0].decode()
    except UnicodeDecodeError:
        text = values[0].hex()
    return text if len(text) <= 255 else ""


def _mails(directory: Directory, entry: "Entry") -> tuple[str, ...]:
    values = entry.values.get(directory.mail_attribute.lower(), ())
    return tuple(value.decode("utf-8", "replace") for value in values if value)


def _summed_up(directory: Directory, entries: "list[Entry]") -> Checked:
    if not entries:
        return Checked(is_good=False, text=NOBODY)
    facts = {"people": len(entries)}
    mails = [_mails(directory, one) for one in entries]
    facts |= {
        "mails": sum(map(bool, mails)),
        "subjects": sum(bool(_subject(directory, one)) for one in entries),
    }
    for attribute, what in ((directory.subject_attribute, "subjects"), (directory.mail_attribute, "mails")):
        if not facts[what]:
            return Checked(is_good=False, text=NO_VALUE % {**facts, "attribute": attribute})
    indexes = {one for held in mails for mail in held if (one := claimed_index(mail))}
    known = Staff.objects.filter(is_active=True, mail_index__in=indexes).count()
    return Checked(is_good=True, text=WELL % {**facts, "known": known})
