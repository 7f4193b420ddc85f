"""The way out to directories: LDAP version 3. To be imported only where one is asked, for its library is an extra.

It stands beside `outgoing.py` and keeps its rules: a name is resolved once, the connection goes to just the addresses
that the guard let pass, referrals to other servers are not followed, and nothing is waited for longer than seconds.
Certificates are always checked. A password that is empty never leaves: most directories would answer that nobody in
particular has signed in, which reads like a yes (RFC 4513, 5.1.2).
"""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import ldap3
from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import Text
from fuwutai.kernel.outgoing import NO_ANSWER, CallFailed, addresses_of

CONNECT_SECONDS, ANSWER_SECONDS = 3, 5
MOST_ADDRESSES = 3
"""Of a name with many servers behind it, so many are tried."""
PORTS = {"ldap": 389, "ldaps": 636}
SUCCESS, TOO_MANY, NO_SUCH_OBJECT = 0, 4, 32
NEEDS_TLS = frozenset({8, 13})
OUT_OF_ORDER = frozenset({1, 2, 3, 11, 51, 52, 80})
"""Results that say nothing about the password: errors, limits, busy, unavailable."""

NOT_TRUSTED: Text = _(
    "The certificate of the directory is not trusted, or is made out to another name. Enter the certificate of its "
    "authority, and the name that stands in it."
)
NO_TLS: Text = _("The server does not encrypt at this address. Check the port, and whether STARTTLS is right here.")
WANTS_TLS: Text = _("The directory takes no passwords without encryption. Use ldaps://, or turn on STARTTLS.")
NO_BASE: Text = _("The directory has no such base DN, or the service account may not see it.")
NOT_SEARCHED: Text = _("The directory refused the search. Check the filter and what the service account may read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a directory is and how it is reached; without `authorities` (PEM) those of the system are trusted."""

    url: str
    uses_starttls: bool = False
    authorities: str = ""
    allow_private: bool = False
    allow_plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a directory; the names of its attributes are in small letters."""

    dn: str
    values: dict[str, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a search found; `is_cut` when there is more."""

    entries: list[Entry]
    is_cut: bool


class Opened:
    """A connection to a directory."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def bind(self, dn: str, password: str) -> bool:
        """Return whether the directory takes a password for an entry. Raises: CallFailed.

        The password goes as it was typed. One that is empty, or that a server might read as empty, is never sent.
        """
        if not dn or not password or "\0" in password:
            return False
        secret = password.encode("utf-8", "replace")
        with _answering():
            self._connection.rebind(dn, secret, ldap3.SIMPLE, read_server_info=False)
            code = int(self._connection.result["result"])
        if code in NEEDS_TLS:
            raise CallFailed(WANTS_TLS, code="wants_tls")
        if code in OUT_OF_ORDER:
            raise CallFailed(NO_ANSWER, code="out_of_order")
        return code == SUCCESS

    def search(self, base_dn: str, search_filter: str, attributes: Sequence[str], most: int) -> Entries:
        """Return the entries under a base that a filter finds, at most so many. Raises: CallFailed."""
        with _answering(code="not_searched", text=NOT_SEARCHED):
            self._connection.search(
                base_dn, search_filter, attributes=list(attributes), size_limit=most, time_limit=ANSWER_SECONDS,
                dereference_aliases=ldap3.DEREF_NEVER,
            )  # fmt: skip
            code, answers = int(self._connection.result["result"]), list(self._connection.response or ())
            found = [_entry(one) for one in answers if one["type"] == "searchResEntry"]
        if code == NO_SUCH_OBJECT:
            raise CallFailed(NO_BASE, code="no_base")
        if code not in (SUCCESS, TOO_MANY):
            raise CallFailed(NOT_SEARCHED, code="not_searched")
        return Entries(entries=found[:most], is_cut=code == TOO_MANY or len(found) > most)


def escaped(text: str) -> str:
    """Return a text as a filter takes it for a value: every byte but letters and digits is escaped (RFC 4515, 3)."""
    typed = text.encode("utf-8", "replace")
    plain = (chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"\\{byte:02x}" for byte in typed)
    return "".join(plain)


@contextmanager
def connected(place: Place) -> Iterator[Opened]:
    """Open a connection to a directory, with TLS unless `allow_plain`, and close it after the block.

    Raises: CallForbidden for an address that may not be called, CallFailed; `code` says what was wrong.
    """
    parts = urlsplit(place.url)
    is_plain = parts.scheme == "ldap" and not place.uses_starttls
    if parts.scheme not in PORTS or not parts.hostname or (is_plain and not place.allow_plain):
        raise CallFailed(WANTS_TLS, code="wants_tls")
    port = parts.port or PORTS[parts.scheme]
    with _answering():
        found = addresses_of(parts.hostname, port, allow_private=place.allow_private)
    with _answering(code="not_trusted", text=NOT_TRUSTED):
        tls = _CheckedTls(parts.hostname, place.authorities)
    server = _PinnedServer(parts.hostname, port, parts.scheme == "ldaps", tls, found[:MOST_ADDRESSES])
    connection = ldap3.Connection(
        server, receive_timeout=ANSWER_SECONDS, auto_referrals=False, auto_escape=False, check_names=False
    )
    try:
        with _answering(tls):
            connection.open(read_server_info=False)
            if parts.scheme == "ldap" and place.uses_starttls:
                connection.start_tls(read_server_info=False)
        yield Opened(connection)
    finally:
        with suppress(Exception):
            connection.unbind()


class _CheckedTls(ldap3.Tls):  # type: ignore[misc]
    """TLS as Python checks it: the chain of the certificate, its dates, and the name asked for."""

    def __init__(self, host: str, authorities: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self.host = host
        self.context = ssl.create_default_context(cadata=authorities or None)
        self.failed: ssl.SSLError | None = None

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        """Encrypt the connection. Raises: ssl.SSLError, OSError."""
        try:
            connection.socket = self.context.wrap_socket(connection.socket, server_hostname=self.host)
        except ssl.SSLError as failed:
            self.failed = failed
            raise


class _PinnedServer(ldap3.Server):  # type: ignore[misc]
    """A server that is reached at addresses resolved and judged before, and at no other."""

    def __init__(self, host: str, port: int, use_ssl: bool, tls: _CheckedTls, found: list[tuple[Any, ...]]) -> None:
        super().__init__(
            host, port, use_ssl, tls=tls, get_info=ldap3.NONE, connect_timeout=CONNECT_SECONDS,
            allowed_referral_hosts=[],
        )  # fmt: skip
        self.found = [[*one, None, None] for one in found]

    def candidate_addresses(self) -> list[list[Any]]:
        """Return where to connect to."""
        return self.found


@contextmanager
def _answering(tls: _CheckedTls | None = None, *, code: str = "no_answer", text: Text = NO_ANSWER) -> Iterator[None]:
    """Turn whatever the library raises, also over an answer that makes no sense, into CallFailed."""
    try:
        yield
    except CallFailed:
        raise
    except Exception as failed:
        if tls is not None and isinstance(tls.failed, ssl.SSLCertVerificationError):
            raise CallFailed(NOT_TRUSTED, code="not_trusted") from failed
        if (tls is not None and tls.failed) or isinstance(failed, ldap3.core.exceptions.LDAPStartTLSError):
            raise CallFailed(NO_TLS, code="no_tls") from failed
        is_lost = isinstance(failed, OSError | ldap3.core.exceptions.LDAPCommunicationError)
        is_lost = is_lost and not isinstance(failed, ssl.SSLError)
        raise CallFailed(NO_ANSWER if is_lost else text, code="no_answer" if is_lost else code) from failed


def _entry(answer: dict[str, Any]) -> Entry:
    values = {str(name).lower(): tuple(map(bytes, held)) for name, held in answer["raw_attributes"].items()}
    return Entry(dn=str(answer["dn"]), values=values)
