"""The one way out: every call of ours to an address that a person or a program gave us goes through here.

Directories do not speak HTTP: `ldap.py` stands beside this module and connects only to what `addresses_of` returns.

Who can make a server call an address can make it call what only the server reaches: other services of the host, the
network behind it, the metadata of a cloud. So a name is resolved once, every address it has must be public, and the
connection goes to just that address; redirects are not followed, proxies of the environment not used, answers cut off.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Semaphore
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext_lazy as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationParseError
from urllib3.poolmanager import PoolManager

from fuwutai.kernel.errors import DomainError, Text

MOST_BYTES = 5 * 1024 * 1024
TIMEOUT_SECONDS = 10.0
PATIENCE_SECONDS = 0.25
"""So long somebody waits for a place at a gate: those who sign in at the same moment take turns."""
_TRANSLATED_TO_V4 = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""Ranges of IPv6 in which an address of IPv4 hides: NAT64, 6to4, Teredo."""


class CallFailed(DomainError):
    """Somebody else's system did not answer as it should, or must not be called at all; the text says which."""

    code = "call_failed"
    http_status = 502


class CallForbidden(CallFailed):
    """The address is not a public one."""

    code = "call_forbidden"
    http_status = 422


NOT_PUBLIC: Text = _("This address does not lead to a public server, so it is not called. Check the address.")
NO_ANSWER: Text = _("The other system did not answer. Check the address, and try again later.")
TOO_LONG: Text = _("The other system's answer is too long to be right. Check the address.")


class Gate:
    """Lets so many through at once; whoever comes while all are inside is refused after a moment.

    What waits for another system holds a thread that serves pages: a system that is silent must not hold them all.
    """

    def __init__(self, most: int) -> None:
        self._free = Semaphore(most)

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Keep a place for the length of the block. Raises: CallFailed when there is none."""
        if not self._free.acquire(timeout=PATIENCE_SECONDS):
            raise CallFailed(NO_ANSWER, code="too_many_at_once")
        try:
            yield
        finally:
            self._free.release()


def fetch(
    method: str,
    url: str,
    *,
    data: Any = None,
    json: Any = None,
    headers: dict[str, str] | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
    most_bytes: int = MOST_BYTES,
    allow_private: bool = False,
) -> requests.Response:
    """Call an address and return the answer with its whole body; a redirect is an answer like any other.

    `allow_private` is for addresses that an administrator entered and vouched for. Raises: CallForbidden, CallFailed.
    """
    with guarded_session(allow_private=allow_private) as session:
        try:
            answer = session.request(
                method, url, data=data, json=json, headers=headers, timeout=timeout_seconds, stream=True
            )
            body = answer.raw.read(most_bytes + 1, decode_content=True)
        except CallFailed:
            raise
        except (requests.RequestException, LocationParseError, OSError, ValueError) as failed:
            raise CallFailed(NO_ANSWER) from failed
        if len(body) > most_bytes:
            raise CallFailed(TOO_LONG)
        answer._content = body
        return answer


def guarded_session(*, allow_private: bool = False) -> requests.Session:
    """Return a session of `requests`, for libraries that want one, which calls public addresses only.

    Calls raise CallForbidden for others. Redirects are not followed.
    """
    session = _Session()
    session.trust_env = False
    adapter = _Adapter(allow_private=allow_private)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def addresses_of(host: str, port: int, *, allow_private: bool = False) -> list[tuple[Any, ...]]:
    """Return all addresses of a name as `socket.getaddrinfo` does, for whoever connects to just these.

    Raises: CallForbidden unless all of them are public or `allow_private`, OSError for a name that nobody has.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not (allow_private or all(is_public(str(where[0])) for *_kind, where in found)):
        raise CallForbidden(NOT_PUBLIC)
    return list(found)


def is_public(address: str) -> bool:
    """Return whether an IP address is one that anybody on the internet reaches."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TRANSLATED_TO_V4):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Session(requests.Session):
    def request(self, method: str, url: str | bytes, *args: Any, **more: Any) -> requests.Response:
        """Call an http address. Raises: CallForbidden, and what requests raises."""
        parts = urlsplit(url.decode() if isinstance(url, bytes) else url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise CallForbidden(NOT_PUBLIC)
        more.setdefault("timeout", TIMEOUT_SECONDS)
        more["allow_redirects"] = False
        return super().request(method, url, *args, **more)


class _Adapter(HTTPAdapter):
    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        """Take connections that look where they lead before they are opened."""
        super().init_poolmanager(*args, **more)
        if not self.allow_private:
            pools: PoolManager = self.poolmanager
            pools.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


def _public_socket(connection: HTTPConnection) -> socket.socket:
    """Return a connection to the first address of a name that answers; none is tried unless all are public."""
    failed: OSError | None = None
    for *_kind, where in addresses_of(connection._dns_host, connection.port or 0):
        try:
            wait = connection.timeout if isinstance(connection.timeout, int | float) else TIMEOUT_SECONDS
            return socket.create_connection((str(where[0]), int(where[1])), timeout=wait)
        except OSError as problem:
            failed = problem
    raise failed or OSError("no address")


class _PublicHTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _public_socket(self)


class _PublicHTTPSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _public_socket(self)


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection
